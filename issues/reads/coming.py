"""What comes next over all issues: open expectations by the day by which they are due, and
decisions by the day from which they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.expectations import Resolution, is_overdue
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Entry, Issue, StatusPeriod, User
from issues.models.entries import EntryQuerySet
from issues.models.issues import IssueQuerySet
from issues.reads.arrays import Listed
from issues.reads.changes import OnIssue
from issues.reads.days import fuzzy_short, fuzzy_words
from issues.reads.excerpt import excerpt
from issues.reads.keyset import Keyset, Page, write_mark
from issues.reads.outlook import will_be
from issues.reads.strip import look
from issues.wording import worded_once

FEW = 10


@dataclass(frozen=True, slots=True)
class Coming:
    """An open expectation, or a decision that is still to take effect.

    `on` is its last day (the first of what has no end; of a decision the day from which it holds),
    by which it is sorted; `fuzzy` is what is known of it. `by` is who expects it, "" for a
    decision, which has the `look` of its status. `issues` are those that the asker may see. `uid`
    is that of this version, `origin` that of the first.
    """

    pk: int
    uid: UUID
    origin: UUID
    recorded_at: datetime
    known_on: date
    on: date
    fuzzy: FuzzyDate
    what: str
    by: str
    look: str
    overdue: bool
    issues: list[OnIssue]

    @property
    def when(self) -> str:
        return fuzzy_words(*self._columns)

    @property
    def when_short(self) -> str:
        return fuzzy_short(*self._columns)

    @property
    def _columns(self):
        return self.fuzzy.first, self.fuzzy.last, self.fuzzy.precision, self.fuzzy.words


def next_few(user: User, at: AsOf) -> list[Coming]:
    """The ten next things to come over all issues that `user` may see, in one query."""
    rows = sorted(_few(user, at, at.today), key=_order)[:FEW]
    return sorted((made(row, at.today) for row in rows), key=_nearest)


def _nearest(coming: Coming) -> tuple[date, int, int]:
    """By the day by which it is due; of what is due by the same, the shortest time first."""
    return coming.on, -(coming.fuzzy.first or date.min).toordinal(), coming.pk


@worded_once
def _few(user: User, at: AsOf, today: date):
    seen = Issue.objects.visible_to(user).begun_by(at)
    expected = expectations(seen, seen, at, today).start(FEW)
    return expected.union(decisions(seen, seen, at).start(FEW), all=True)


# The day by which an expectation is due: the last of its window, or the first of one without end.
_DUE = Coalesce("last_on", "first_on")


def expectations(issues: IssueQuerySet, seen: IssueQuerySet, at: AsOf, today: date) -> Keyset:
    """What is expected on `issues` from today on, soonest first, but not on any day."""
    ahead = _open(issues, at).alias(due_on=_DUE).filter(due_on__gte=today)
    ahead = ahead.exclude(last_on=None, first_on=today)
    return _listed(ahead, _DUE, seen)


def overdue(issues: IssueQuerySet, seen: IssueQuerySet, at: AsOf, today: date) -> Keyset:
    """What was expected on `issues` by a day before today, the last due first."""
    late = _open(issues, at).alias(due_on=_DUE).filter(due_on__lt=today, last_on__lt=today)
    return _listed(late, _DUE, seen, falling=True)


def any_day(issues: IssueQuerySet, seen: IssueQuerySet, at: AsOf, today: date) -> Keyset:
    """What may come on any day: its window has begun, and has no end."""
    begun = _open(issues, at).alias(due_on=_DUE).filter(due_on__lte=today, last_on=None)
    return _listed(begun, _DUE, seen)


def decisions(issues: IssueQuerySet, seen: IssueQuerySet, at: AsOf) -> Keyset:
    """The decisions on `issues` that are taken and have still to take effect, soonest first."""
    holds = StatusPeriod.objects.as_of(at).filter(decision=OuterRef("pk"))
    ahead = Entry.objects.in_force(at).decisions().scheduled().filter(first_on__gt=at.day)
    return _listed(ahead.filter(_is_on(issues), Exists(holds)), F("first_on"), seen)


def _open(issues: IssueQuerySet, at: AsOf) -> EntryQuerySet:
    return Entry.objects.in_force(at).expected().filter(_is_on(issues))


def _is_on(issues: IssueQuerySet) -> Exists:
    return Exists(Concern.objects.filter(entry=OuterRef("pk"), issue__in=issues))


def _listed(
    entries: EntryQuerySet, key: F | Coalesce, seen: IssueQuerySet, falling: bool = False
) -> Keyset:
    on = Concern.objects.filter(entry=OuterRef("pk"), issue__in=seen).order_by("issue__reference")
    named = ArraySubquery(on.values(each=Listed("issue__reference", "issue__title")))
    return Keyset(entries.annotate(sort_key=key, on=named), falling, _COLUMNS)


_COLUMNS = (
    "pk",
    "uid",
    "origin__uid",
    "recorded_at",
    "known_on",
    "kind",
    "first_on",
    "last_on",
    "date_precision",
    "date_words",
    "body",
    "status__name",
    "status__phase",
    "status__outcome",
    "expected_by__name",
    "on",
)


def made(row: tuple[Any, ...], today: date, letters: int = 110) -> Coming:
    pk, uid, origin, recorded, known, kind, first, last, precision, words, *told = row
    body, status, phase, outcome, by, on, due = told
    decided = kind == EntryKind.DECISION
    return Coming(
        pk=pk,
        uid=uid,
        origin=origin or uid,
        recorded_at=recorded,
        known_on=known,
        on=due,
        fuzzy=FuzzyDate(first, last, Precision(precision), words),
        what=will_be(status) if decided else excerpt(body, letters),
        by=by or "",
        look=look(phase, outcome or "") if decided else "",
        overdue=not decided and is_overdue(last, Resolution.OPEN, today),
        issues=[OnIssue(*issue) for issue in on],
    )


def merged(pages: Iterable[Page], size: int) -> Page:
    """Pages of several lists in one order as one page of at most `size`; its mark fits them all."""
    pages = list(pages)
    rows = sorted((row for page in pages for row in page.rows), key=_order)
    more = len(rows) > size or any(page.after for page in pages)
    return Page(rows[:size], write_mark(rows[:size][-1]) if more else "")


def _order(row: tuple[Any, ...]) -> tuple[date, int]:
    return row[-1], row[0]
