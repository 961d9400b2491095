"""Events as dots of a strip, counted by the database so that a busy issue costs no more."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Count, F, Func, IntegerField, Value

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern
from issues.reads.strip import Axis, Dot
from issues.wording import among, worded_once


def event_dots(issue_ids: Collection[int], axis: Axis, at: AsOf) -> Mapping[int, list[Dot]]:
    """For each issue the buckets of the axis that have events, and how many; one query."""
    dots: dict[int, list[Dot]] = defaultdict(list)
    for issue_id, *dot in _dots(list(issue_ids), axis.start, axis.end, axis.bucket_days, at):
        dots[issue_id].append(Dot(*dot))
    return dots


@worded_once
def _dots(issue_ids: list[int], start: date, end: date, bucket_days: int, at: AsOf):
    events = Concern.objects.in_force(at).filter(
        among("issue_id", issue_ids), kind=EntryKind.EVENT, dated_on__gte=start, dated_on__lt=end
    )
    # How many whole buckets of days lie between the axis's start and the event.
    bucket = _Whole(_Whole(F("dated_on"), Value(start), arg_joiner=" - "), Value(bucket_days))
    return events.values_list("issue_id", bucket).annotate(Count("entry")).order_by()


class _Whole(Func):
    template = "(%(expressions)s)"
    arg_joiner = " / "
    output_field = IntegerField()
