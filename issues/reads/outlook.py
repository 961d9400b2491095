"""What comes next on an issue: what is said to come, and what is decided for a later day.

And what is overdue: said to come by a day that is over, without a word on what came of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, DateField, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, StatusPeriod
from issues.models.concerns import ConcernQuerySet
from issues.reads.days import fuzzy_short, fuzzy_within
from issues.reads.excerpt import excerpt
from issues.reads.standing import Track
from issues.wording import among, worded_once

# What has begun and has no end may come on any day: it stands after all that is due by one.
_ANY_DAY = date(9999, 12, 30)
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
    """Of one issue the nearest thing to come, and the last one of those that are overdue."""

    next: Due | None = None
    overdue: Due | None = None


def outlooks(
    issue_ids: Collection[int], tracks: Mapping[int, Track], at: AsOf, letters: int = 70
) -> dict[int, Outlook]:
    """The outlook of each issue, in one query."""
    coming: dict[int, Due] = {}
    overdue: dict[int, Due] = {}
    for issue_id, late, on, body, *fuzzy in _nearest(list(issue_ids), at, at.today):
        found = overdue if late else coming
        what = excerpt(body, letters)
        found[issue_id] = Due(on, fuzzy_short(*fuzzy), fuzzy_within(*fuzzy), what)
    for issue_id in issue_ids:
        scheduled = _scheduled(tracks[issue_id])
        if scheduled and (issue_id not in coming or scheduled.on <= coming[issue_id].on):
            coming[issue_id] = scheduled
    return {pk: Outlook(coming.get(pk), overdue.get(pk)) for pk in issue_ids}


@worded_once
def _nearest(issue_ids: list[int], at: AsOf, today: date):
    """For each issue the open expectation that is due next, and the one last due of the overdue.

    Both orders in one: of what is overdue the day counts backwards.
    """
    backwards = Case(When(is_overdue(today), then="due_on"))
    return (
        _open(at, today)
        .filter(among("issue_id", issue_ids))
        .annotate(late=Case(When(is_overdue(today), then=1), default=0))
        .order_by("issue_id", "late", backwards.desc(), "due_on", "entry_id")
        .distinct("issue_id", "late")
        .values_list(
            "issue_id",
            "late",
            "due_on",
            "entry__body",
            "entry__first_on",
            "entry__last_on",
            "entry__date_precision",
            "entry__date_words",
        )
    )


def is_overdue(today: date) -> Q:
    """Of concerns of open expectations: is even the last day of the window over?"""
    return Q(entry__last_on__lt=today)


def _open(at: AsOf, today: date) -> ConcernQuerySet:
    """The open expectations with the day on which each is `due_on` for a reader of `today`."""
    due = Coalesce("entry__last_on", "entry__first_on")
    begun = Q(entry__last_on=None, entry__first_on__lt=today)
    return (
        Concern.objects.in_force(at)
        .filter(kind=EntryKind.EXPECTATION, entry__resolution=Resolution.OPEN)
        .annotate(due_on=Case(When(begun, then=Value(_ANY_DAY)), default=due))
    )


def next_on(at: AsOf) -> Coalesce:
    """Of issues: the day of what `outlooks` calls next, the end of time where there is nothing."""
    expected = _open(at, at.today).exclude(is_overdue(at.today)).filter(issue=OuterRef("pk"))
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
