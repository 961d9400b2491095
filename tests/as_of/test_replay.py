"""The record as of any day equals a replay of its entries by hand: random records, random days."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import day, span
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import PROGRESS
from issues.lifecycle.knowledge import END_OF_TIME, AsOf
from issues.models import Check, Citation, Entry, Issue, User
from issues.reads.changes import newest_changes
from issues.reads.export_record import export_record
from issues.reads.filters import Filters
from issues.reads.issue_page import IssuePage, issue_page
from issues.reads.overview import listing
from issues.reads.sources import source_list
from tests import making
from tests.as_of.linked import Linker, LinksThen, compare_links

READER = AnonymousUser()
FIRST, SPAN = date(2025, 7, 1), 200
STALE = timedelta(days=60)
WORDS = "anchor barley copper dynamo ember furnace garnet harbor indigo juniper".split()

# In the suite a few records; in the drill, with `-m drill`, 1,000 days in 50 of them.
SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.drill) for seed in range(3, 50))]
DAYS = 20


@pytest.mark.parametrize("seed", SEEDS)
def test_what_pages_show_as_of_a_day_equals_a_replay(analyst, seed):
    chance = random.Random(seed)
    _Scribe(analyst, chance).write(60)
    for _ in range(DAYS):
        on = FIRST + timedelta(days=chance.randint(-5, SPAN + 10))
        _compare(AsOf(on, chosen=True), chance.choice(WORDS))


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_what_an_audit_shows_equals_a_replay_of_what_was_recorded(analyst, seed):
    chance = random.Random(seed)
    _Scribe(analyst, chance).write(60)
    instants = list(Entry.objects.values_list("recorded_at", flat=True))
    for _ in range(DAYS):
        on = FIRST + timedelta(days=chance.randint(0, SPAN + 10))
        _compare(AsOf(on, chance.choice(instants), chosen=True), chance.choice(WORDS))


class _Scribe:
    """Writes a record at random through the actions, each entry known later than recorded before
    as often as not, as in a record that is filled in from the past."""

    def __init__(self, by: User, chance: random.Random) -> None:
        self.by, self.chance = by, chance
        self.source = making.make_source(by, published_on=None)
        self.party = making.make_party("Japan")
        self.issues = [
            making.make_issue(by, opened_on=FIRST + timedelta(days=chance.randint(0, 90)))
            for _ in range(4)
        ]
        self.linked = Linker(by, chance, self.issues, FIRST, SPAN).writers

    def write(self, entries: int) -> None:
        for _ in range(entries):
            writer = self.chance.choice(
                [self._decide, self._happen, self._assess, self._expect, self._report, self._note]
                + [self._go_on, self._correct, self._retract, self._cite, self._check] * 2
                + self.linked
            )
            writer()

    def _day(self) -> date:
        return FIRST + timedelta(days=self.chance.randint(0, SPAN))

    def _common(self, known_on: date) -> dict:
        return {
            "by": self.by,
            "citations": [actions.Cite(self.source)],
            "known_on": known_on,
            "today": making.TODAY,
        }

    def _body(self) -> str:
        return f"{self.chance.choice(WORDS)} {self.chance.randint(0, 10**6)}"

    def _decide(self) -> None:
        issue = self.chance.choice(self.issues)
        newest = actions.newest_decision(issue)
        slug = self.chance.choice(["announced", "moving", "stalled", "delivered"])
        try:
            making.decide(
                self.by, issue, slug, self._day(), known_on=self._day(), made_from=newest,
                reason=self._body(), citations=[actions.Cite(self.source)],
            )  # fmt: skip
        except actions.Refused:
            return  # the lifecycle has no such move here

    def _happen(self) -> None:
        known_on = self._day()
        on = known_on - timedelta(days=self.chance.randint(0, 9))
        some = self.chance.sample(self.issues, self.chance.choice([1, 1, 2]))
        actions.record_event(issues=some, body=self._body(), date=day(on), **self._common(known_on))

    def _assess(self) -> None:
        issue = self.chance.choice(self.issues)
        actions.assess(issue=issue, body=self._body(), **self._common(self._day()))

    def _note(self) -> None:
        issue = self.chance.choice(self.issues)
        actions.add_note(issues=[issue], body=self._body(), **self._common(self._day()))

    def _expect(self) -> None:
        on = self._day()
        actions.expect(
            issues=[self.chance.choice(self.issues)], body=self._body(), window=self._window(on),
            expected_by=self.party, **self._common(on),
        )  # fmt: skip

    def _window(self, on: date):
        start = on + timedelta(days=self.chance.randint(0, 60))
        return span(start, start + timedelta(days=self.chance.randint(0, 60)))

    def _report(self) -> None:
        on, value = self._day(), Decimal(self.chance.randint(1, 10**9))
        actions.report_figure(
            issues=[self.chance.choice(self.issues)], measure="investment",
            rung=self.chance.choice(list(Rung)), value=value, unit="", currency="USD",
            as_of=day(on), reporter=self.party, body=self._body(),
            **self._common(on),
        )  # fmt: skip

    def _standing(self, **wanted) -> Entry | None:
        found = list(Entry.objects.last_versions().filter(**wanted).order_by("id"))
        return self.chance.choice(found) if found else None

    def _later(self, entry: Entry) -> date:
        return entry.known_on + timedelta(days=self.chance.randint(0, 40))

    def _go_on(self) -> None:
        entry = self._standing(kind="expectation", resolution="")
        if entry is None or entry.change == "retraction":
            return
        known_on = self._later(entry)
        common = {"entry": entry, "reason": "So they say.", **self._common(known_on)}
        if self.chance.random() < 0.5:
            window = self._window(known_on)
            if window != entry.date:
                actions.move_expectation(window=window, **common)
        else:
            ended = self.chance.choice([Resolution.MISSED, Resolution.VOID])
            actions.resolve_expectation(resolution=ended, **common)

    def _correct(self) -> None:
        entry = self._standing(decided_issue=None)
        if entry and entry.change != "retraction":
            actions.correct_entry(
                entry=entry, reason="A slip.", body=self._body(), date=entry.date,
                **self._common(self._later(entry)),
            )  # fmt: skip

    def _retract(self) -> None:
        entry = self._standing()
        if entry is None or entry.change == "retraction" or self.chance.random() < 0.5:
            return
        newest = actions.newest_decision(entry.decided_issue) if entry.decided_issue else None
        actions.retract_entry(
            by=self.by, entry=entry, reason="Wrong.", known_on=self._later(entry),
            today=making.TODAY, made_from=newest,
        )  # fmt: skip

    def _cite(self) -> None:
        entry = self._standing(kind="event")
        if entry and entry.change != "retraction":
            source = making.make_source(self.by, published_on=None)
            actions.cite(by=self.by, entry=entry, source=source, today=self._later(entry))

    def _check(self) -> None:
        issue, on = self.chance.choice(self.issues), self._day()
        if not Check.objects.filter(issue=issue, checked_on=on).exists():
            actions.mark_checked(by=self.by, issue=issue, on=on, today=making.TODAY)


@dataclass
class _Then:
    """What was known and recorded at a moment, found by reading the whole record in its order."""

    at: AsOf

    def __post_init__(self) -> None:
        at = self.at
        known = [
            entry
            for entry in Entry.objects.prefetch_related("issues").order_by("id")
            if entry.known_on <= at.day and entry.recorded_at <= at.recorded_by
        ]
        gone = {entry.supersedes_id for entry in known}
        self.known = known
        self.last = [entry for entry in known if entry.pk not in gone]
        self.public = [entry for entry in self.last if entry.kind != "note"]
        self.standing = [entry for entry in self.public if entry.change != "retraction"]
        self.issues = {issue.pk: issue for issue in Issue.objects.all() if self._has_begun(issue)}
        self.links = LinksThen(at, known, self.issues)

    def _has_begun(self, issue: Issue) -> bool:
        on = issue.entries.exclude(kind="note").values_list("known_on", flat=True)
        return min([issue.opened_on, *on]) <= self.at.day

    @property
    def news(self) -> list[Entry]:
        """What readers are told of: the last versions, and the steps after which an expectation
        went on, unless it was retracted in the end."""
        after = {entry.supersedes_id: entry for entry in self.known}
        gone = {entry.origin_id for entry in self.last if entry.change == "retraction"}
        went_on = [
            entry
            for entry in self.known
            if entry.pk in after and after[entry.pk].change in PROGRESS
            if (entry.origin_id or entry.pk) not in gone
        ]
        return self.public + went_on

    def of(self, issue: Issue, entries: list[Entry]) -> list[Entry]:
        return [entry for entry in entries if issue in entry.issues.all()]

    def status(self, issue: Issue) -> str:
        begun = [
            entry
            for entry in self.standing
            if entry.decided_issue_id == issue.pk and entry.first_on <= self.at.day
        ]
        newest = max(begun, key=lambda e: (e.first_on, e.origin_id or e.pk), default=None)
        return newest.status.name if newest else ""

    def changed(self, issue: Issue) -> date:
        public = [entry for entry in self.known if entry.kind != "note"]
        days = [entry.known_on for entry in self.of(issue, public)]
        if self.at.recorded_by != END_OF_TIME:
            return max(days, default=issue.opened_on)
        opened = [issue.opened_on] if issue.opened_on <= self.at.day else []
        return max([*days, *opened])

    def checked(self, issue: Issue) -> date | None:
        made = issue.checks.filter(
            checked_on__lte=self.at.day, recorded_at__lte=self.at.recorded_by
        )
        return max(made.values_list("checked_on", flat=True), default=None)

    def found(self, word: str) -> set[str]:
        entries = [entry for entry in self.standing if word in entry.body]
        return {
            issue.reference
            for issue in self.issues.values()
            if any(issue in entry.issues.all() for entry in entries)
        }

    def citations(self, entries: list[Entry]) -> Counter:
        made = Citation.objects.filter(
            entry__in=entries, known_on__lte=self.at.day, recorded_at__lte=self.at.recorded_by
        )
        return Counter(made.values_list("entry__uid", "source__slug"))


def _compare(at: AsOf, word: str) -> None:
    then = _Then(at)
    shown = listing(READER, Filters(), at, STALE)
    assert {row.pk: _status(row) for row in shown.rows.rows} == {
        pk: then.status(issue) for pk, issue in then.issues.items()
    }
    assert shown.counts.total == len(then.issues)
    assert sum(place.count for place in shown.counts.places) == len(then.issues)
    changed = [then.changed(then.issues[row.pk]) for row in shown.rows.rows]
    assert changed == sorted(changed, reverse=True)
    found = listing(READER, Filters(q=word), at, STALE)
    assert {row.reference for row in found.rows.rows} == then.found(word)
    assert found.counts.total == len(then.found(word))
    rows = {row.pk: row for row in shown.rows.rows}
    for issue in Issue.objects.all():
        if issue.pk in then.issues:
            page = issue_page(READER, issue.reference, at, STALE)
            _compare_page(then, issue, page)
            compare_links(then.links, issue, page, rows[issue.pk])
        else:
            with pytest.raises(Issue.DoesNotExist):
                issue_page(READER, issue.reference, at, STALE)
    news = [line.uid for line in newest_changes(READER, at).lines]
    ordered = sorted(then.news, key=lambda e: (e.known_on, e.pk), reverse=True)
    assert news == [entry.uid for entry in ordered][:50]
    exported = export_record(READER, at)
    assert [row.uid for row in exported.links] == [link.uid for link in then.links.ever]
    public = [entry for entry in then.known if entry.kind != "note"]
    assert [row.uid for row in exported.entries] == [entry.uid for entry in public]
    assert {row.source.slug for row in source_list(READER, at).rows} == {
        *(slug for _, slug in then.citations(public)),
        *(link.source.slug for link in then.links.ever),
    }


def _status(row) -> str:
    return row.now.status if row.now else ""


def _compare_page(then: _Then, issue: Issue, page: IssuePage) -> None:
    assert (page.now.status if page.now else "") == then.status(issue)
    lines = [line for year in page.years for line in year.lines]
    public = then.of(issue, then.public)
    assert {line.uid for line in lines} == {entry.uid for entry in public}
    assert Counter(
        (line.uid, cited.source.slug) for line in lines for cited in line.citations
    ) == then.citations(public)
    assessed = [e for e in then.of(issue, then.standing) if e.kind == "assessment"]
    newest = max(assessed, key=lambda e: (e.first_on, e.pk), default=None)
    assert (page.summary.uid if page.summary else None) == (newest.uid if newest else None)
    checked = then.checked(issue)
    assert page.facts.checked == (f"{checked:%-d %B %Y}" if checked else "")
    assert page.facts.changed == f"{then.changed(issue):%-d %B %Y}"
