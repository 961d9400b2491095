"""The rows of a list of issues: a page of them by keyset, each with where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Expression, F, IntegerField, Value, When
from django.db.models.functions import Coalesce, Lower

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Phase
from issues.lifecycle.sentence import standing_sentence
from issues.models import Issue, User
from issues.models.issues import IssueQuerySet, Visibility
from issues.models.periods import NEVER
from issues.reads.activity import with_activity
from issues.reads.axis import IN_TABLE, Axis, axis_for
from issues.reads.days import day_name, day_short, is_stale
from issues.reads.events import Events, events_shown
from issues.reads.filters import DEFAULT_SORT, with_status
from issues.reads.keyset import Keyset, Page, page_of
from issues.reads.outlook import Outlook, next_on, outlook
from issues.reads.second_looks import LookNeeded
from issues.reads.standing import Period, Track, tracks
from issues.reads.strip import Strip, draw
from issues.reads.strip_words import band_lines, mark_lines
from issues.reads.windows import Expected, windows
from issues.wording import worded_once

PAGE = 50
MOST_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One issue in a list. Dates are in words; `checked` is "" when it never was.

    `why` is how the sentence of the issue's page ends; `strip_lines` are the strip in words. In a
    list that shows no strips, `strip` is None and both are empty. Of the second looks that it needs
    the latest MOST_LOOKS are named.
    """

    pk: int
    reference: str
    title: str
    kind: str
    draft: bool
    now: Period | None
    why: str
    strip: Strip | None
    strip_lines: list[str]
    changed: str
    checked: str
    stale: bool
    outlook: Outlook
    looks: Sequence[LookNeeded]
    more_looks: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows on one axis; `after` continues it, "" when it is the last."""

    rows: Sequence[Row]
    axis: Axis
    after: str


def issue_rows(
    page: Page,
    user: User,
    at: AsOf,
    stale_after: timedelta,
    axis: Axis | None = None,
    strips: bool = True,
) -> Rows:
    """The rows of a page of issues that `user` sees, in two queries, however long their records.

    With `strips`, and then with reasons, in three; strips stand on `axis`, by default on one that
    holds the days of these rows.
    """
    ids = [row[0] for row in page.rows]
    known, web = tracks(ids, user, at, with_reasons=strips)
    expected = windows(ids, user, at)
    axis = axis or axis_for(_days(page, known, expected), at.day, day_name(at), IN_TABLE)
    events = events_shown(ids, axis, at) if strips else {}

    def row(pk, reference, title, kind, visibility, opened, changed, checked, *_) -> Row:
        looks = web.looks(pk, MOST_LOOKS)
        track, stale = known[pk], is_stale(checked, opened, at.day, stale_after)
        shown = track, expected[pk], events.get(pk, Events())
        told = (checked or changed) if stale else at.day
        return Row(
            pk=pk,
            reference=reference,
            title=title,
            kind=kind,
            draft=visibility == Visibility.DRAFT,
            now=track.now,
            why=_why(title, track.now) if strips else "",
            strip=_strip(axis, *shown, told) if strips else None,
            strip_lines=_strip_lines(*shown, at.day, told) if strips else [],
            changed=day_short(changed),
            checked=day_short(checked) if checked else "",
            stale=stale,
            outlook=outlook(track, expected[pk]),
            looks=looks.told,
            more_looks=looks.more,
        )

    return Rows([row(*columns) for columns in page.rows], axis, page.after)


def _why(title: str, now: Period | None) -> str:
    return standing_sentence(title, now.standing if now else None).why


def _strip(
    axis: Axis, track: Track, expected: Sequence[Expected], events: Events, told: date
) -> Strip:
    drawn = [each.window for each in expected]
    return draw(axis, track.bands, events.dots, windows=drawn, told=told)


def _strip_lines(
    track: Track, expected: Sequence[Expected], events: Events, today: date, told: date
) -> list[str]:
    return [*band_lines(track, today), *mark_lines(track, expected, events, today, told)]


def newest_issues(user: User, at: AsOf) -> Page:
    """The first page of all issues, last changed first: what most visitors ask for."""
    return page_of(_newest(user, at), PAGE)


@worded_once
def _newest(user: User, at: AsOf):
    seen = Issue.objects.visible_to(user).begun_by(at)
    return _sorted(seen, DEFAULT_SORT, at).start(PAGE)


def issues_after(issues: IssueQuerySet, sort: str, at: AsOf, after: str = "") -> Page:
    """The page of a filtered list that follows the mark `after`, in one of `filters.SORTS`."""
    return _sorted(issues, sort, at).page(after, PAGE)


def _sorted(issues: IssueQuerySet, sort: str, at: AsOf) -> Keyset:
    issues = with_activity(issues, at)
    match sort:
        case "checked":
            return _by(issues, Coalesce("checked_on", Value(NEVER)))
        case "title":
            return _by(issues, Lower("title"))
        case "reference":
            return _by(issues, F("reference"))
        case "status":
            return _by(with_status(issues, at), _rank())
        case "next":
            return _by(issues, next_on(at))
    return _by(issues, F("changed_on"), falling=True)


def _by(issues: IssueQuerySet, key: F | Expression, falling: bool = False) -> Keyset:
    return Keyset(issues.annotate(sort_key=key), falling, _COLUMNS)


_COLUMNS = (
    "pk",
    "reference",
    "title",
    "lifecycle__name",
    "visibility",
    "opened_on",
    "changed_on",
    "checked_on",
)


def _rank() -> Case:
    order = (Phase.MOVING, Phase.ANNOUNCED, Phase.STALLED, Phase.SETTLED)
    ranks = [When(now__status__phase=phase, then=Value(i)) for i, phase in enumerate(order)]
    return Case(*ranks, default=Value(len(order)), output_field=IntegerField())


def _days(
    page: Page, known: Mapping[int, Track], expected: Mapping[int, Sequence[Expected]]
) -> Iterable[date]:
    for pk, _, _, _, _, opened, *_ in page.rows:
        coming = known[pk].coming
        yield opened
        yield from (coming.first,) if coming and coming.first else ()
        yield from (day for each in expected[pk] for day in each.edges)
