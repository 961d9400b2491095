"""What comes next: decisions that take effect later, and events laid down for a later day.

And what was to come: events whose day has passed without anything recorded that tells of it.
A month or a quarter has passed with its last day; until then it is still ahead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Issue, StatusPeriod, User
from issues.models.concerns import ConcernQuerySet, laid_down
from issues.reads.days import fuzzy_short, fuzzy_words
from issues.reads.excerpt import excerpt
from issues.reads.standing import Track
from issues.wording import among, worded_once

_DATE = ("entry__first_on", "entry__last_on", "entry__date_precision", "entry__date_words")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something in the record that was laid down for the day `on`; `when` is short."""

    on: date
    when: str
    what: str
    reference: str = ""
    title: str = ""
    when_in_full: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of one issue the nearest thing ahead, and the last past one of which nothing tells."""

    next: Ahead | None = None
    untold: Ahead | None = None


def outlooks(
    issue_ids: Collection[int], tracks: Mapping[int, Track], at: AsOf, letters: int = 70
) -> dict[int, Outlook]:
    """What was laid down for each issue, in one query."""
    ahead: dict[int, Ahead] = {}
    untold: dict[int, Ahead] = {}
    for issue_id, past, on, body, *fuzzy in _laid_down(list(issue_ids), at):
        of_kind = untold if past else ahead
        what = excerpt(body, letters)
        of_kind[issue_id] = Ahead(on, fuzzy_short(*fuzzy), what, when_in_full=fuzzy_words(*fuzzy))
    for issue_id in issue_ids:
        scheduled = _scheduled(tracks[issue_id])
        if scheduled and (issue_id not in ahead or scheduled.on <= ahead[issue_id].on):
            ahead[issue_id] = scheduled
    return {pk: Outlook(ahead.get(pk), untold.get(pk)) for pk in issue_ids}


@worded_once
def _laid_down(issue_ids: list[int], at: AsOf):
    """For each issue the event nearest to today that is ahead, and that is past and untold.

    Of what has begun, only what was laid down and is untold can still be ahead.
    """
    today = at.day
    begun_and_untold = Q(dated_on__lte=today) & laid_down() & ~Exists(_telling_of_it(at))
    events = Concern.objects.in_force(at).filter(
        Q(dated_on__gt=today) | begun_and_untold, among("issue_id", issue_ids), kind=EntryKind.EVENT
    )
    nearest = events.annotate(
        over=Coalesce("entry__last_on", "entry__first_on"),
        past=Case(When(over__lte=today, then=1), default=0),
        far=distance(today),
    ).order_by("issue_id", "past", "far", "entry_id")
    return nearest.distinct("issue_id", "past").values_list(
        "issue_id", "past", "dated_on", "entry__body", *_DATE
    )


def distance(today: date) -> Func:
    """Of concerns: how many days their first day is from today."""
    return Func(
        F("dated_on"), Value(today), template="abs(%(expressions)s)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip


def not_over(at: AsOf) -> Q:
    """Of concerns in force: dated ahead, or an event that has begun, is not over and is untold.

    What has begun is looked up first, over all issues, in the index made for it: of 200,000
    entries it is a handful.
    """
    today = at.day
    begun = ArraySubquery(_begun(at).order_by().values("pk"))
    is_begun = Func(
        F("pk"), begun, template="%(expressions)s)", arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )  # fmt: skip
    # Asked as min(): of "the first by day" the planner reads every day up to now.
    least = Func(F("dated_on"), function="min", output_field=DateField())
    earliest = Subquery(_begun(at).order_by().values(least=least))
    in_reach = Q(dated_on__gte=Coalesce(earliest, Value(today)))  # where the index is entered
    return in_reach & (Q(dated_on__gt=today) | Q(is_begun))


def _begun(at: AsOf) -> ConcernQuerySet:
    """The events laid down for a month, a quarter or longer that is under way, and untold."""
    today = at.day
    under_way = Concern.objects.in_force(at).filter(
        entry__kind=EntryKind.EVENT,
        entry__first_on__lt=F("entry__last_on"),
        entry__last_on__gt=today,
        dated_on__lte=today,
    )
    return under_way.filter(laid_down() & ~Exists(_telling_of_it(at)))


def _telling_of_it(at: AsOf) -> ConcernQuerySet:
    """What tells of the concern that it is asked for: on the same issue, of its day or later."""
    return Concern.objects.telling(at).filter(
        Q(("tells_of__gte", OuterRef("dated_on"))),  # and so:
        dated_on__gte=OuterRef("dated_on"),
        issue=OuterRef("issue"),
    )


def coming_up(user: User, at: AsOf) -> list[Ahead]:
    """The ten next things ahead over all issues that `user` may see, in one query.

    What has begun and is not over, such as this month, comes before what is still to begin.
    """
    return [
        Ahead(on, fuzzy_short(*fuzzy), _what(body, status), reference, title)
        for on, body, status, reference, title, *fuzzy in _coming(user, at)
    ]


@worded_once
def _coming(user: User, at: AsOf):
    holds = StatusPeriod.objects.as_of(at).filter(decision=OuterRef("entry"))
    return (
        Concern.objects.in_force(at)
        .filter(not_over(at), issue__in=Issue.objects.visible_to(user).begun_by(at))
        .filter(Q(kind=EntryKind.EVENT) | (Q(kind=EntryKind.DECISION) & Exists(holds)))
        .order_by("dated_on", "entry_id")
        .values_list(
            "dated_on",
            "entry__body",
            "entry__status__name",
            "issue__reference",
            "issue__title",
            *_DATE,
        )[:10]
    )


def _what(body: str, status: str | None) -> str:
    return _will_be(status) if status else excerpt(body, 110)


def _will_be(status: str) -> str:
    return f"will be {status}"


def _scheduled(track: Track) -> Ahead | None:
    period = track.coming
    if period is None or period.first is None:
        return None
    return Ahead(period.first, period.since_short, _will_be(period.status))
