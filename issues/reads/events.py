"""Events as dots of a strip, counted by the database so that a busy issue costs no more."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Count, F, Func, IntegerField, Value

from issues.lifecycle.kinds import EntryKind
from issues.models import Concern
from issues.reads.strip import Axis


class _Bucket(Func):
    """How many whole buckets of days lie between the axis's start and a day."""

    template = "((%(expressions)s) / %(days)d)"
    arg_joiner = " - "
    output_field = IntegerField()


def event_dots(issue_ids: Collection[int], axis: Axis) -> Mapping[int, list[tuple[int, int]]]:
    """For each issue the buckets of the axis that have events, and how many; one query."""
    rows = (
        Concern.objects.in_force()
        .filter(issue__in=issue_ids, kind=EntryKind.EVENT)
        .filter(dated_on__gte=axis.start, dated_on__lt=axis.end)
        .values_list("issue_id", _Bucket(F("dated_on"), Value(axis.start), days=axis.bucket_days))
        .annotate(Count("entry"))
        .order_by()
    )
    dots: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for issue_id, bucket, count in rows:
        dots[issue_id].append((bucket, count))
    return dots
