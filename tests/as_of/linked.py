"""The part of the replay that is about links: written at random, and found by a plain reading."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from issues import actions
from issues.dates import day
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.models import Entry, Issue, Link, LinkEnd, User
from issues.reads.issue_page import IssuePage
from issues.reads.rows import Row
from tests import making


class Linker:
    """Links issues at random, ends links, corrects decisions and takes second looks."""

    def __init__(self, by: User, chance: Random, issues: list[Issue], first: date, span: int):
        self.by, self.chance, self.issues = by, chance, issues
        self.first, self.span = first, span
        self.writers = [self._link, self._look, self._decision_again] * 3 + [self._end]

    def _later(self, on: date) -> date:
        return on + timedelta(days=self.chance.randint(0, 40))

    def _link(self) -> None:
        issue, other = self.chance.sample(self.issues, 2)
        on = self.first + timedelta(days=self.chance.randint(0, self.span))
        try:
            making.link(self.by, issue, other, self.chance.choice(list(LinkKind)), known_on=on)
        except actions.Refused:
            return  # it stands already, or would close a circle

    def _end(self) -> None:
        standing = list(Link.objects.filter(end=None))
        if standing:
            link = self.chance.choice(standing)
            actions.end_link(
                by=self.by, link=link, reason="No more.", known_on=self._later(link.known_on),
                today=making.TODAY,
            )  # fmt: skip

    def _decisions(self) -> list[Entry]:
        decided = Entry.objects.last_versions().filter(kind="decision")
        return [entry for entry in decided.order_by("id") if entry.change != "retraction"]

    def _decision_again(self) -> None:
        if found := self._decisions():
            self._say_again(self.chance.choice(found), worded=self.chance.random() < 0.5)

    def _say_again(self, entry: Entry, worded: bool) -> None:
        """A new version of a decision, with a new day or in new words only."""
        moved = entry.date.first + timedelta(days=self.chance.randint(-20, 20))
        try:
            actions.correct_entry(
                by=self.by, entry=entry, reason="A slip.", body=f"{entry.body} Truly.",
                date=entry.date if worded else day(moved), wording_only=worded,
                status=entry.status, citations=[actions.Cite(making.make_source(self.by, None))],
                known_on=self._later(entry.known_on), today=making.TODAY,
                made_from=actions.newest_decision(entry.decided_issue),
            )  # fmt: skip
        except actions.Refused:
            return  # on that day the lifecycle has no such move

    def _look(self) -> None:
        if not (found := self._decisions()):
            return
        decision = self.chance.choice(found)
        depending = [link.issue for link in Link.objects.filter(other=decision.decided_issue)]
        others = [one for one in self.issues if one != decision.decided_issue]
        issue = self.chance.choice(depending or others)
        on = self._later(decision.known_on)
        if self.chance.random() < 0.7:
            actions.add_note(
                by=self.by, issues=[issue], body="Looked.", looks_at=decision, known_on=on,
                today=making.TODAY,
            )  # fmt: skip
        else:
            actions.assess(
                by=self.by, issue=issue, body="It holds.", looks_at=decision, known_on=on,
                citations=[actions.Cite(making.make_source(self.by, None))], today=making.TODAY,
            )  # fmt: skip
        if self.chance.random() < 0.5:
            self._say_again(decision, worded=True)  # which asks for no other look


class LinksThen:
    """The links of a moment, from the entries `known` then and the issues that had begun."""

    def __init__(self, at: AsOf, known: list[Entry], issues: dict[int, Issue]) -> None:
        self.at, self.issues, self.known = at, issues, known
        gone = {entry.supersedes_id for entry in known}
        last = [entry for entry in known if entry.pk not in gone]
        self.standing = [entry for entry in last if entry.change != "retraction"]
        ended = {end.link_id for end in LinkEnd.objects.all() if self._had(end)}
        self.ever = [
            link
            for link in Link.objects.select_related("source").order_by("id")
            if self._had(link) and link.issue_id in issues and link.other_id in issues
        ]
        self.links = [link for link in self.ever if link.pk not in ended]

    def _had(self, row: Link | LinkEnd) -> bool:
        return row.known_on <= self.at.day and row.recorded_at <= self.at.recorded_by

    def lines(self, issue: Issue, statuses: dict[int, str]) -> list[tuple]:
        """Of the page of an issue: each link in its words, and where the other stands."""
        lines = []
        for link in self.links:
            if issue.pk == link.issue_id:
                words, other = LinkKind(link.kind).words, link.other_id
            elif issue.pk == link.other_id:
                words, other = LinkKind(link.kind).words_back, link.issue_id
            else:
                continue
            lines.append((link.uid, words, self.issues[other].reference, statuses[other]))
        return sorted(lines)

    def decisions(self, other: int) -> list[Entry]:
        """Those by which an issue has its status of then and, of each day ahead, the one of it."""
        of_day: dict[date, Entry] = {}
        made = [entry for entry in self.standing if entry.decided_issue_id == other]
        for entry in sorted(made, key=lambda entry: entry.origin_id or entry.pk):
            of_day[entry.first_on] = entry
        begun = [on for on in of_day if on <= self.at.day]
        return [of_day[on] for on in of_day if on > self.at.day or on == max(begun)]

    def news(self, decision: Entry) -> Entry:
        """The version by which the decision last became another in more than its words."""
        start = decision.origin_id or decision.pk
        versions = [
            entry
            for entry in self.known
            if start in (entry.pk, entry.origin_id) and entry.pk <= decision.pk
        ]
        return [entry for entry in versions if entry.change != "wording"][-1]

    def paths(self, start: int, goal: int, since: tuple) -> Iterator[tuple[int, ...]]:
        """Every way from an issue over links known before to one that it depends on."""
        older = [link for link in self.links if (link.known_on, link.recorded_at) < since]
        steps = {(link.issue_id, link.other_id) for link in older}
        ways = [(start,)]
        while ways:
            way = ways.pop()
            if way[-1] == goal:
                yield way
                continue
            ways += [(*way, b) for a, b in steps if a == way[-1] and b not in way]

    def looks(self, issue: Issue) -> dict[object, set[str]]:
        """What it needs: each decision with the sentences that may be said, one a shortest way."""
        needed: dict[object, set[str]] = {}
        for other in self.issues.keys() - {issue.pk}:
            seen = [
                entry.looks_at_id
                for entry in self.standing
                if entry.looks_at and entry.looks_at.decided_issue_id == other
                if issue in entry.issues.all()
            ]
            told = sorted(self.decisions(other), key=lambda one: self.news(one).pk, reverse=True)
            for decision in told:
                news = self.news(decision)
                ways = list(self.paths(issue.pk, other, (news.known_on, news.recorded_at)))
                if ways and news.pk > max(seen, default=0):
                    shortest = min(map(len, ways))
                    short = [way for way in ways if len(way) == shortest]
                    needed[decision.uid] = {self._sentence(decision, way) for way in short}
                    break
        return needed

    def _sentence(self, decision: Entry, way: tuple[int, ...]) -> str:
        names = [self.issues[pk].reference for pk in reversed(way)]
        assert all(a != b for a, b in pairwise(names))
        ahead = decision.first_on > self.at.day
        verb = "will be {} from" if ahead else "is now {} since"
        told = f"{names[0]} {verb.format(decision.status.name)} {decision.first_on:%-d %B %Y}"
        return f"{' → '.join(names)}: {told}"


def compare_links(then: LinksThen, issue: Issue, page: IssuePage, row: Row) -> None:
    statuses = {pk: _status(then, pk) for pk in then.issues}
    assert sorted(
        (line.uid, line.words, line.reference, line.status.name if line.status else "")
        for line in page.links.lines
    ) == then.lines(issue, statuses)
    needed = then.looks(issue)
    for looks in (page.links.looks, row.looks):
        assert {look.decision for look in looks} == needed.keys()
        for look in looks:
            assert look.sentence in needed[look.decision]


def _status(then: LinksThen, issue: int) -> str:
    now = [entry for entry in then.decisions(issue) if entry.first_on <= then.at.day]
    return now[0].status.name if now else ""
