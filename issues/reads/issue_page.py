"""One issue: where it stands, its record, its facts and its sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import F

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.sentence import (
    Sentence,
    coming_sentence,
    overdue_sentence,
    standing_sentence,
    unchecked_sentence,
)
from issues.models import Concern, Entry, User
from issues.permissions import edit_record, publish_issue
from issues.reads.axis import Axis, axis_for
from issues.reads.changes import on_issues
from issues.reads.days import day_name, day_words, is_stale
from issues.reads.entries import Line, citations_of, lines
from issues.reads.events import events_shown
from issues.reads.figures import Figures, reported
from issues.reads.figures import shown as figures_shown
from issues.reads.issue_row import IssueRow, issue_row
from issues.reads.keyset import Keyset, Page, page_of
from issues.reads.ledger_strip import Ledgers, ledgers_drawn
from issues.reads.ledgers import as_expected, ledgers_of
from issues.reads.links import Links, links_told
from issues.reads.notes import Note, numbered
from issues.reads.outlook import Outlook, outlook
from issues.reads.standing import Period, Track, tracks
from issues.reads.strip import LARGE, Strip, draw
from issues.reads.strip_words import mark_lines
from issues.reads.windows import Expected
from issues.reads.written import Written, written
from issues.wording import worded_once

PAGE = 50
MOST_LOOKS = 50


@dataclass(frozen=True, slots=True)
class Can:
    """What the asker may do here; the page shows its controls by it, the actions decide."""

    change_status: bool
    record: bool
    publish: bool


@dataclass(frozen=True, slots=True)
class Named:
    slug: str
    name: str
    local_name: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the issue is filed under and when it was last looked at; dates are in words."""

    kind: Named
    parties: list[Named]
    topics: list[Named]
    aliases: list[str]
    lead: str
    success_test: str
    opened: str
    changed: str
    checked: str
    stale: bool
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Year:
    """Entries of one year of the record, or those that are to come."""

    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class IssuePage:
    """All that the page of an issue shows. `summary` is the newest assessment.

    `unknown` are sentences on what the record does not know: what came of what was expected, what
    happened since it was last checked. `strip_lines` say what the strip shows beside
    its bands.

    `decision` is the uid of the issue's newest decision, the version that a change of status is
    made from; "" when none was made. `version` is that of the issue's own row.
    """

    pk: int
    reference: str
    title: str
    draft: bool
    version: int
    decision: str
    now: Period | None
    track: Track
    sentence: Sentence
    coming: Sentence | None
    unknown: list[str]
    axis: Axis
    strip: Strip
    strip_lines: list[str]
    summary: Line | None
    facts: Facts
    ledgers: Ledgers
    years: list[Year]
    notes: list[Note]
    links: Links
    figures: Figures
    older: str
    newest: bool
    can: Can

    @property
    def recorded(self) -> int:
        """How many entries of the record this page shows."""
        return sum(len(year.lines) for year in self.years)

    @property
    def shown_above(self) -> frozenset[UUID]:
        """The expectations that stand in full above the record, as on its first page."""
        return frozenset(
            one.ledger.uid for one in self.ledgers.drawn if self.newest and one.ledger.is_whole
        )


def issue_page(
    user: User, reference: str, at: AsOf, stale_after: timedelta, after: str = ""
) -> IssuePage:
    """The page of one issue, in nine queries whatever its record holds.

    `after` is the mark of the page of entries before. Raises Issue.DoesNotExist when there is no
    such issue, or none that `user` may see.
    """
    issue = issue_row(user, reference, at)
    known, web = tracks([issue.pk], user, at, with_reasons=True)
    track, looks = known[issue.pk], web.looks(issue.pk, MOST_LOOKS)
    ledgers = ledgers_of(issue.pk, user, at)
    expected = as_expected(ledgers, at.today)
    ahead = outlook(track, expected, 300)
    axis = axis_for(_days(issue, track, expected), at.day, day_name(at))
    events = events_shown([issue.pk], axis, at)[issue.pk]
    told = _told(issue, at.day, stale_after)
    page = _page(issue, user, at, after)
    entries = _entries(issue, [row[1] for row in page.rows])
    order = [row[1] for row in page.rows]
    summary = entries.get(issue.newest_assessment or 0)
    figures = reported(user, issue.pk, at) if not after else []
    of_figures = [one.figure.entry for one in figures]
    notes, cited = numbered(
        citations_of([*entries, *of_figures], at),
        [*filter(None, [issue.newest_assessment]), *of_figures, *order],
    )
    issues_of = on_issues(entries, user)
    shown = lines([entries[pk] for pk in order], user, at, issues_of, cited)
    summed_up = lines([summary] if summary else [], user, at, issues_of, cited)
    return IssuePage(
        pk=issue.pk,
        reference=issue.reference,
        title=issue.title,
        draft=issue.visibility == "draft",
        version=issue.version,
        decision=str(issue.newest_decision or ""),
        now=track.now,
        track=track,
        sentence=standing_sentence(issue.title, track.now.standing if track.now else None),
        coming=coming_sentence(track.coming.standing if track.coming else None),
        unknown=list(_unknown(issue, ahead, at.day, stale_after)),
        axis=axis,
        strip=draw(axis, track.bands, events.dots, LARGE, [each.window for each in expected], told),
        strip_lines=mark_lines(track, expected, events, at.day, told),
        summary=summed_up[0] if summed_up else None,
        facts=_facts(issue, ahead, at.day, stale_after),
        ledgers=ledgers_drawn(ledgers, at),
        years=list(_years(shown)),
        notes=notes,
        links=links_told(issue.pk, issue.links, looks.told, looks.more),
        figures=figures_shown(figures, cited, at),
        older=page.after,
        newest=not after,
        can=_can(user, at),
    )


def _can(user: User, at: AsOf) -> Can:
    """Nothing is recorded from a page that shows an earlier day."""
    if at.chosen:
        return Can(False, False, False)
    return Can(edit_record(user), edit_record(user), publish_issue(user))


def _unknown(
    issue: IssueRow, outlook: Outlook, today: date, stale_after: timedelta
) -> Iterable[str]:
    checked, changed = issue.checked_on, issue.changed_on
    if outlook.overdue:
        yield overdue_sentence(outlook.overdue.within, outlook.overdue.what)
    if is_stale(checked, issue.opened_on, today, stale_after):
        later = day_words(changed) if not checked or changed > checked else ""
        yield unchecked_sentence(day_words(checked) if checked else "", later)


def _told(issue: IssueRow, today: date, stale_after: timedelta) -> date:
    """The day until which somebody looked: today, where that was lately.

    What was recorded since is no look at all else that happened.
    """
    if not is_stale(issue.checked_on, issue.opened_on, today, stale_after):
        return today
    return issue.checked_on or issue.changed_on


def _days(issue: IssueRow, track: Track, expected: Iterable[Expected]) -> Iterable[date]:
    yield issue.opened_on
    yield from (period.first for period in track.periods if period.first)
    yield from (day for each in expected for day in each.edges)


def _page(issue: IssueRow, user: User, at: AsOf, after: str) -> Page:
    """The keys of a page of the record. Its first page, which most ask for, is worded once."""
    if after:
        return _timeline(issue.pk, user, at).page(after, PAGE)
    return page_of(_first_lines(issue.pk, user, at), PAGE)


@worded_once
def _first_lines(issue: int, user: User, at: AsOf):
    return _timeline(issue, user, at).start(PAGE)


def _timeline(issue: int, user: User, at: AsOf) -> Keyset:
    entries = Entry.objects.visible_to(user).last_versions(at)
    seen = Concern.objects.filter(issue=issue, entry__in=entries)
    return Keyset(seen.annotate(sort_key=F("dated_on")), True, ("pk", "entry_id"))


def _entries(issue: IssueRow, shown: Sequence[int]) -> dict[int, Written]:
    """The entries shown, and the one that is the summary."""
    return written({*shown, *filter(None, [issue.newest_assessment])})


def _facts(issue: IssueRow, outlook: Outlook, today: date, stale_after: timedelta) -> Facts:
    checked = issue.checked_on
    return Facts(
        kind=Named(issue.kind_slug, issue.kind_name),
        parties=[Named(*party) for party in issue.parties],
        topics=[Named(*topic) for topic in issue.topics],
        aliases=issue.aliases,
        lead=issue.lead_name or issue.lead_username or "",
        success_test=issue.success_test,
        opened=day_words(issue.opened_on),
        changed=day_words(issue.changed_on),
        checked=day_words(checked) if checked else "",
        stale=is_stale(checked, issue.opened_on, today, stale_after),
        outlook=outlook,
    )


def _years(shown: Sequence[Line]) -> Iterable[Year]:
    """What is to come, soonest first, and then the years, newest first."""
    coming = [line for line in shown if line.ahead]
    if coming:
        yield Year("Coming", coming[::-1])
    past = [line for line in shown if not line.ahead]
    for year, of_year in groupby(past, key=lambda line: line.on.year):
        yield Year(str(year), list(of_year))
