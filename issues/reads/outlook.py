"""What comes next on an issue: what is said to come, and what is decided for a later day.

And what is overdue: said to come by a day that is over, without a word on what came of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Least

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, StatusPeriod
from issues.reads.standing import Track
from issues.reads.windows import MOST, Expected, due_for

_NOTHING = date.max


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is said to come, or decided for later: its date in short and in full.

    `on` is the day by which it stands before or after others.
    """

    on: date
    when: str
    within: str
    what: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one issue the nearest thing to come, the last one of those that are overdue, and in words
    how many others are."""

    next: Due | None = None
    overdue: Due | None = None
    others: str = ""


def outlook(track: Track, expected: Iterable[Expected], letters: int = 70) -> Outlook:
    """What comes next and what is overdue of the expectations on an issue and its decisions."""
    open_ones = [each for each in expected if not each.ended]
    coming = min((e for e in open_ones if not e.overdue), key=_order, default=None)
    late = [e for e in open_ones if e.overdue]
    overdue = max(late, key=_order, default=None)
    next_due = _due(coming, letters) if coming else None
    scheduled = _scheduled(track)
    if scheduled and (next_due is None or scheduled.on <= next_due.on):
        next_due = scheduled
    return Outlook(next_due, _due(overdue, letters) if overdue else None, _others(len(late) - 1))


def _others(count: int) -> str:
    """ "and 2 more"; of the most that are told there may be more."""
    if count < 1:
        return ""
    return f"and {f'more than {count - 1}' if count >= MOST - 1 else count} more"


def _order(expected: Expected) -> tuple[date, int]:
    return expected.due, expected.pk


def _due(expected: Expected, letters: int) -> Due:
    when, within = expected.when, expected.within
    if expected.any_day:
        when, within = (f"any day now, {said}" for said in (when, within))
    return Due(expected.due, when, within, expected.what(letters))


def next_on(at: AsOf) -> Coalesce:
    """Of issues: the day of what `outlook` calls next, the end of time where there is nothing."""
    today = at.today
    expected = (
        Concern.objects.in_force(at)
        .filter(issue=OuterRef("pk"), kind=EntryKind.EXPECTATION, entry__resolution=Resolution.OPEN)
        .exclude(entry__last_on__lt=today)
        .annotate(due_on=due_for(today, "entry__"))
    )
    decided = StatusPeriod.objects.as_of(at).filter(
        issue=OuterRef("pk"), holds__startswith__gt=at.day
    )
    first_expected = expected.order_by().values("issue").values(least=Min("due_on"))
    first_decided = decided.order_by().values("issue").values(least=Min(F("holds__startswith")))
    soonest = Least(
        Subquery(first_expected, output_field=DateField()),
        Subquery(first_decided, output_field=DateField()),
    )
    return Coalesce(soonest, Value(_NOTHING), output_field=DateField())


def _scheduled(track: Track) -> Due | None:
    period = track.coming
    if period is None or period.first is None:
        return None
    return Due(period.first, period.since_short, f"from {period.since}", will_be(period.status))


def will_be(status: str) -> str:
    return f"will be {status}"
