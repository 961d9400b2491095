"""Events as dots of a strip, counted by the database so that a busy issue costs no more."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Case, Count, F, Func, IntegerField, Value, When

from issues.lifecycle.kinds import EntryKind
from issues.models import Concern
from issues.models.concerns import laid_down
from issues.reads.strip import Axis, Dot
from issues.wording import among, worded_once


def event_dots(issue_ids: Collection[int], axis: Axis) -> Mapping[int, list[Dot]]:
    """For each issue the buckets of the axis that have events, and how many; one query."""
    dots: dict[int, list[Dot]] = defaultdict(list)
    for issue_id, *dot in _dots(list(issue_ids), axis.start, axis.end, axis.bucket_days):
        dots[issue_id].append(Dot(*dot))
    return dots


@worded_once
def _dots(issue_ids: list[int], start: date, end: date, bucket_days: int):
    events = Concern.objects.in_force().filter(
        among("issue_id", issue_ids), kind=EntryKind.EVENT, dated_on__gte=start, dated_on__lt=end
    )
    # How many whole buckets of days lie between the axis's start and the event.
    bucket = _Whole(_Whole(F("dated_on"), Value(start), arg_joiner=" - "), Value(bucket_days))
    beforehand = Case(When(laid_down(), then=True), default=False)
    return events.values_list("issue_id", bucket, beforehand).annotate(Count("entry")).order_by()


class _Whole(Func):
    template = "(%(expressions)s)"
    arg_joiner = " / "
    output_field = IntegerField()
