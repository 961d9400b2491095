"""What was said to come on issues, when, and what became of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from issues.lifecycle.expectations import Resolution, is_overdue
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Entry, User
from issues.reads import strip
from issues.reads.arrays import Listed
from issues.reads.days import fuzzy_short, fuzzy_within
from issues.reads.excerpt import excerpt
from issues.reads.strip import Days
from issues.wording import among, worded_once

# Of each issue so many that are to come, that are overdue and that have ended are told.
MOST = 12
# What has begun and has no end may come on any day: it stands after all that is due by one.
ANY_DAY = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation on an issue: its days, what is expected, and what has become of it.

    `due` is its last day; of what has no end its first, and from that day on the end of time.
    `earlier` are the windows that it had before it was moved, in words too, the oldest first.
    """

    pk: int
    due: date
    days: Days
    precision: str
    words: str
    body: str
    resolution: Resolution
    overdue: bool
    earlier: tuple[tuple[Days, str], ...]

    @property
    def when(self) -> str:
        return fuzzy_short(*self.days, self.precision, self.words)

    @property
    def within(self) -> str:
        return fuzzy_within(*self.days, self.precision, self.words)

    @property
    def any_day(self) -> bool:
        """May it come on any day, since its time has begun and has no end?"""
        return self.due == ANY_DAY

    @property
    def ended(self) -> bool:
        return self.resolution != Resolution.OPEN

    @property
    def window(self) -> strip.Window:
        return strip.Window(self.days, self.ended, tuple(days for days, _ in self.earlier))

    @property
    def edges(self) -> list[date]:
        """The days that an axis should show of it."""
        return [
            day for days in (self.days, *(days for days, _ in self.earlier)) for day in days if day
        ]

    def what(self, letters: int) -> str:
        return excerpt(self.body, letters)


def windows(issue_ids: Collection[int], user: User, at: AsOf) -> Mapping[int, list[Expected]]:
    """For each issue its expectations in the order of their days, in one query: of issues that
    `user` may see, each with those of its versions that `user` may.

    Of those that are to come the MOST due next, of the overdue the last due, of those that have
    ended the nearest to today.
    """
    found: dict[int, list[Expected]] = defaultdict(list)
    for issue_id, *columns in _windows(list(issue_ids), user, at, at.today):
        found[issue_id].append(_expected(at.today, *columns))
    return found


@worded_once
def _windows(issue_ids: list[int], user: User, at: AsOf, today: date):
    overdue = Q(entry__last_on__lt=today)
    state = Case(
        When(~Q(entry__resolution=Resolution.OPEN), then=2), When(overdue, then=1), default=0
    )
    place = Window(RowNumber(), partition_by=["issue_id", state], order_by=["far", "entry_id"])
    return (
        Concern.objects.in_force(at)
        .filter(among("issue_id", issue_ids), kind=EntryKind.EXPECTATION)
        .annotate(due_on=due_for(today, "entry__"), far=_distance(today), place=place)
        .filter(place__lte=MOST)
        .order_by("issue_id", "dated_on", "entry_id")
        .values_list(
            "issue_id",
            "entry_id",
            "due_on",
            "entry__first_on",
            "entry__last_on",
            "entry__date_precision",
            "entry__date_words",
            "entry__body",
            "entry__resolution",
            _earlier(user, at),
        )
    )


def due_for(today: date, of: str = "") -> Case:
    """Of expectations, or of what has one in `of`: the day by which each is due for a reader of
    `today`, as `due_on`."""
    first, last = f"{of}first_on", f"{of}last_on"
    begun = Q((last, None), (f"{first}__lte", today))
    any_day = Value(ANY_DAY, output_field=DateField())
    return Case(When(begun, then=any_day), default=Coalesce(last, first))


def due_on(first: date | None, last: date | None, today: date) -> date:
    """The last day of a window, or its first; the end of time of what may come any day."""
    begun = last is None and first is not None and first <= today
    return ANY_DAY if begun else last or first or ANY_DAY


def _distance(today: date) -> Func:
    """How many days lie between today and the day by which it is or was due."""
    return Func(
        F("due_on"), Value(today), template="abs(%(expressions)s)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip


def _earlier(user: User, at: AsOf) -> ArraySubquery:
    """The windows that were given before each move, as known then; what was a mistake is none."""
    moved = Entry.objects.known(at).filter(supersedes=OuterRef("pk"), change=Change.MOVED)
    origin = Coalesce(OuterRef("entry__origin"), OuterRef("entry"))
    versions = Entry.objects.visible_to(user).known(at).filter(Q(pk=origin) | Q(origin=origin))
    columns = Listed("first_on", "last_on", "date_precision", "date_words")
    return ArraySubquery(versions.filter(Exists(moved)).order_by("id").values(each=columns))


def _expected(
    today: date, pk: int, due: date, first: date | None, last: date | None, precision: str,
    words: str, body: str, resolution: str, earlier: list[list[str | None]],
) -> Expected:  # fmt: skip
    ended = Resolution(resolution)
    return Expected(
        pk=pk,
        due=due,
        days=Days(first, last),
        precision=precision,
        words=words,
        body=body,
        resolution=ended,
        overdue=is_overdue(last, ended, today),
        earlier=_moved_from(earlier, [_text(first), _text(last), precision, words]),
    )


def _moved_from(
    earlier: list[list[str | None]], stands: list[str | None]
) -> tuple[tuple[Days, str], ...]:
    """The windows in turn; one that came back when its move was corrected away was not left."""
    turns = pairwise([*earlier, stands])
    return tuple(_given(*window) for window, then in turns if window[:3] != then[:3])


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def _given(
    first: str | None, last: str | None, precision: str | None, words: str | None
) -> tuple[Days, str]:
    days = Days(*(date.fromisoformat(day) if day else None for day in (first, last)))
    return days, fuzzy_within(*days, str(precision), str(words))
