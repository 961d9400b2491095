"""The windows of a strip: what was said to come on an issue, when, and what became of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, Q, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from issues.lifecycle.expectations import Resolution, is_overdue
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Entry
from issues.reads import strip
from issues.reads.arrays import Listed
from issues.reads.days import fuzzy_within
from issues.reads.excerpt import excerpt
from issues.reads.strip import Days
from issues.wording import among, worded_once

# A strip has room for so many; what is open and what is due next have it first.
MOST = 24


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation on a strip: its days, and in words when it is to be and what.

    `earlier` are the windows that it had before it was moved, the oldest first.
    """

    days: Days
    within: str
    what: str
    resolution: Resolution
    overdue: bool
    earlier: tuple[tuple[Days, str], ...]

    @property
    def window(self) -> strip.Window:
        ended = self.resolution != Resolution.OPEN
        return strip.Window(self.days, ended, tuple(days for days, _ in self.earlier))

    @property
    def edges(self) -> list[date]:
        """The days that an axis should show of it."""
        return [day for days, _ in ((self.days, ""), *self.earlier) for day in days if day]


def windows(issue_ids: Collection[int], at: AsOf) -> Mapping[int, list[Expected]]:
    """For each issue its expectations in the order of their days, at most MOST, in one query."""
    found: dict[int, list[Expected]] = defaultdict(list)
    for issue_id, *columns in _windows(list(issue_ids), at, at.today):
        found[issue_id].append(_expected(*columns, today=at.today))
    return found


@worded_once
def _windows(issue_ids: list[int], at: AsOf, today: date):
    place = Window(
        RowNumber(),
        partition_by="issue_id",
        order_by=["entry__resolution", _distance(today), "-entry_id"],
    )
    return (
        Concern.objects.in_force(at)
        .filter(among("issue_id", issue_ids), kind=EntryKind.EXPECTATION)
        .annotate(place=place)
        .filter(place__lte=MOST)
        .order_by("issue_id", "dated_on", "entry_id")
        .values_list(
            "issue_id",
            "entry__first_on",
            "entry__last_on",
            "entry__date_precision",
            "entry__date_words",
            "entry__body",
            "entry__resolution",
            _earlier(at),
        )
    )


def _distance(today: date) -> Func:
    """How many days lie between today and the day by which it is or was due."""
    return Func(
        Coalesce("entry__last_on", "entry__first_on"), Value(today),
        template="abs(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField(),
    )  # fmt: skip


def _earlier(at: AsOf) -> ArraySubquery:
    """The windows that were given before each move, as known then; what was a mistake is none."""
    moved = Entry.objects.known(at).filter(supersedes=OuterRef("pk"), change=Change.MOVED)
    origin = Coalesce(OuterRef("entry__origin"), OuterRef("entry"))
    given = Entry.objects.known(at).filter(Q(pk=origin) | Q(origin=origin)).filter(Exists(moved))
    columns = Listed("first_on", "last_on", "date_precision", "date_words")
    return ArraySubquery(given.order_by("id").values(each=columns))


def _expected(
    first: date | None, last: date | None, precision: str, words: str, body: str, resolution: str,
    earlier: list[list[str | None]], today: date,
) -> Expected:  # fmt: skip
    ended = Resolution(resolution)
    return Expected(
        days=Days(first, last),
        within=fuzzy_within(first, last, precision, words),
        what=excerpt(body, 110),
        resolution=ended,
        overdue=is_overdue(last, ended, today),
        earlier=tuple(_given(*columns) for columns in earlier),
    )


def _given(first: str | None, last: str | None, precision: str, words: str) -> tuple[Days, str]:
    days = Days(*(date.fromisoformat(day) if day else None for day in (first, last)))
    return days, fuzzy_within(*days, precision, words)
