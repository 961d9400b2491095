"""Events as dots of a strip, counted by the database so that a busy issue costs no more."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Func, IntegerField, Value
from django.db.models.functions import ExtractYear

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern
from issues.reads.axis import Axis
from issues.reads.strip import Dot
from issues.wording import among, worded_once


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one issue that its strip shows: how many in each bucket and in each year."""

    buckets: Counter[int] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)

    @property
    def dots(self) -> list[Dot]:
        return [Dot(*bucket) for bucket in sorted(self.buckets.items())]

    @property
    def sentence(self) -> str:
        """ "Events: 3 in 2025, 12 in 2026." """
        return f"Events: {', '.join(f'{n} in {year}' for year, n in sorted(self.years.items()))}."


def events_shown(issue_ids: Collection[int], axis: Axis, at: AsOf) -> Mapping[int, Events]:
    """For each issue its events on the axis, counted; one query."""
    found: dict[int, Events] = defaultdict(Events)
    for issue_id, bucket, year, count in _counted(
        list(issue_ids), axis.start, axis.end, axis.bucket_days, at
    ):
        found[issue_id].buckets[bucket] += count
        found[issue_id].years[int(year)] += count
    return found


@worded_once
def _counted(issue_ids: list[int], start: date, end: date, bucket_days: int, at: AsOf):
    events = Concern.objects.in_force(at).filter(
        among("issue_id", issue_ids), kind=EntryKind.EVENT, dated_on__gte=start, dated_on__lt=end
    )
    # How many whole buckets of days lie between the axis's start and the event.
    bucket = _Whole(_Whole(F("dated_on"), Value(start), arg_joiner=" - "), Value(bucket_days))
    year = ExtractYear("dated_on")
    return events.values_list("issue_id", bucket, year).annotate(Count("entry")).order_by()


class _Whole(Func):
    template = "(%(expressions)s)"
    arg_joiner = " / "
    output_field = IntegerField()
