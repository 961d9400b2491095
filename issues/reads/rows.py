"""The rows of a list of issues: a page of them by keyset, each with where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Expression, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Phase
from issues.lifecycle.sentence import standing_sentence
from issues.models import Concern, Issue, User
from issues.models.issues import IssueQuerySet, Visibility
from issues.models.periods import NEVER
from issues.reads.activity import with_activity
from issues.reads.ahead import Outlook, distance, not_over, outlooks
from issues.reads.days import day_short, is_stale
from issues.reads.events import event_dots
from issues.reads.filters import DEFAULT_SORT, with_status
from issues.reads.keyset import Keyset, Page, page_of
from issues.reads.standing import Period, Track, tracks
from issues.reads.strip import Axis, Strip, axis_for, draw
from issues.wording import worded_once

PAGE = 50
_LAST = date.max


@dataclass(frozen=True, slots=True)
class Row:
    """One issue in a list. Dates are in words; `checked` is "" when it never was.

    `why` is how the sentence of the issue's page ends. In a list that shows no strips, `strip` is
    None, and `strip_words` and `why` are "".
    """

    pk: int
    reference: str
    title: str
    kind: str
    draft: bool
    now: Period | None
    why: str
    strip: Strip | None
    strip_words: str
    changed: str
    checked: str
    stale: bool
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows on one axis; `after` continues it, "" when it is the last."""

    rows: Sequence[Row]
    axis: Axis
    after: str


def issue_rows(
    page: Page,
    at: AsOf,
    stale_after: timedelta,
    axis: Axis | None = None,
    strips: bool = True,
) -> Rows:
    """The rows of a page of issues in two queries, however long their records are.

    With `strips`, and then with reasons, in three; strips stand on `axis`, by default on one that
    holds the days of these rows.
    """
    ids = [row[0] for row in page.rows]
    known = tracks(ids, at, with_reasons=strips)
    ahead = outlooks(ids, known, at)
    axis = axis or axis_for(_days(page, ahead), at.day)
    dots = event_dots(ids, axis, at) if strips else {}

    def row(pk, reference, title, kind, visibility, opened, changed, checked, *_) -> Row:
        track = known[pk]
        return Row(
            pk=pk,
            reference=reference,
            title=title,
            kind=kind,
            draft=visibility == Visibility.DRAFT,
            now=track.now,
            why=_why(title, track.now) if strips else "",
            strip=draw(axis, track.bands, dots.get(pk, ())) if strips else None,
            strip_words=strip_words(track, at.day) if strips else "",
            changed=day_short(changed),
            checked=day_short(checked) if checked else "",
            stale=is_stale(checked, at.day, stale_after),
            outlook=ahead[pk],
        )

    return Rows([row(*columns) for columns in page.rows], axis, page.after)


def _why(title: str, now: Period | None) -> str:
    return standing_sentence(title, now.standing if now else None).why


def strip_words(track: Track, today: date) -> str:
    """What a strip shows, for those who do not see it."""
    if not track.periods:
        return "Not rated yet."
    said = []
    for period in track.periods:
        verb = "will be " if period.first and period.first > today else ""
        said.append(f"{verb}{period.status} from {period.since_short}")
    return f"{'; '.join(said)}."


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
            return _by(issues, _next_on(at))
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


def _next_on(at: AsOf) -> Coalesce:
    """The day of the event that a row shows as its next."""
    events = Concern.objects.in_force(at).filter(
        not_over(at), issue=OuterRef("pk"), kind=EntryKind.EVENT
    )
    nearest = events.order_by(distance(at.day), "entry_id").values("dated_on")[:1]
    return Coalesce(Subquery(nearest), Value(_LAST))


def _days(page: Page, ahead: Mapping[int, Outlook]) -> list[date]:
    opened = [row[5] for row in page.rows]
    return [*opened, *(o.next.on for o in ahead.values() if o.next)]
