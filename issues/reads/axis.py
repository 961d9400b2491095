"""The axis of strips: which days it shows, where each of them stands, and how it is named.

Pure: days in, places out, on a field 1000 units wide that the page stretches, so the strips of one
list stand on one axis at any width.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

WIDTH = 1000
# How many places the dots of events have, across a page and in a table.
BUCKETS, IN_TABLE = 120, 36
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TODAY = "today"
_LONGEST_BACK = 3 * 366
_LONGEST_AHEAD = 240
_LEAST_AHEAD = 45
LONGEST = timedelta(days=_LONGEST_BACK + _LONGEST_AHEAD + 2 * 31 + 7)
# How wide a letter is, in thousandths of an axis across a page, across a narrow screen, in a table,
# and in a table that has hardly room for all its columns.
_LETTER, _ON_SCREEN, _IN_TABLE, _IN_TIGHT_TABLE = 12, 26, 35, 60


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis; a `minor` name is left out where the strip is narrow for its place."""

    x: int
    label: str
    minor: bool = False

    @property
    def percent(self) -> str:
        return _percent(self.x)


@dataclass(frozen=True)
class Axis:
    """The days that a strip shows, shared by all strips of one list, and so worked out once.

    `today` is the day that it is, or was on the page, and `word` how the axis names it. The dots of
    events stand at `buckets` places at most.
    """

    start: date
    end: date
    today: date
    word: str = TODAY
    buckets: int = BUCKETS

    @cached_property
    def days(self) -> int:
        return (self.end - self.start).days

    @cached_property
    def now(self) -> int:
        """Where today stands."""
        return self.x(self.today)

    @cached_property
    def bucket_days(self) -> int:
        """How many days fall to one dot."""
        return max(1, -(-self.days // self.buckets))

    def x(self, day: date) -> int:
        """Where a day stands, 0 to 1000; a day outside stands on the nearer edge."""
        x = round((day - self.start).days * WIDTH / self.days)
        return min(max(x, 0), WIDTH)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def bucket_x(self, bucket: int) -> int:
        """Where the dot of a bucket stands: in the middle of its days."""
        middle = (bucket + 0.5) * self.bucket_days
        return min(max(round(middle * WIDTH / self.days), 0), WIDTH)

    @property
    def today_percent(self) -> str:
        return _percent(self.now)

    @property
    def today_anchor(self) -> str:
        """On which side of its line the word for today stands: at an edge, within the axis."""
        room = len(self.word) * _IN_TABLE / 2
        return "start" if self.now < room else "end" if self.now > WIDTH - room else "middle"

    @cached_property
    def ticks(self) -> list[Tick]:
        """The years, and between them the months that find room beside the word for today."""
        days = list(_months(self.start, self.end, self._step(9)))
        wide = self._names(days, _LETTER, self._word(_LETTER))
        small = self._names([*wide], _ON_SCREEN, self._word(_ON_SCREEN))
        return [
            Tick(self.x(day), wide.get(day, ""), day in wide and small.get(day) != wide[day])
            for day in days
        ]

    @cached_property
    def few_ticks(self) -> list[Tick]:
        """Those that find room in a table, where the word for today has a line of its own."""
        days = _months(self.start, self.end, self._step(6))
        names = self._names(sorted({self.start, *days}), _IN_TABLE)
        tight = self._names([*names], _IN_TIGHT_TABLE)
        return [Tick(self.x(day), name, tight.get(day) != name) for day, name in names.items()]

    @cached_property
    def lines(self) -> str:
        """The lines of those ticks, down a strip of any height."""
        return "".join(f"M{tick.x} 0V{WIDTH}" for tick in self.few_ticks)

    def _step(self, most: int) -> int:
        """How many months lie between two lines, of which there are to be `most` at most."""
        return next((step for step in (1, 3, 6) if self.days / 30.4 / step <= most), 12)

    def _word(self, letter: int) -> tuple[int, int]:
        """From where to where the word for today goes."""
        wide = len(self.word) * letter
        left = {"start": self.now, "middle": self.now - wide // 2, "end": self.now - wide}
        return left[self.today_anchor], left[self.today_anchor] + wide

    def _names(self, days: Iterable[date], letter: int, *taken: tuple[int, int]) -> dict[date, str]:
        """The names that find room, in the order of their days; no two of them meet.

        The years come first, then the first day, then the middles of years. A month says its year
        where no name before it does, in two digits where there is no room for more.
        """
        ordered = list(days)
        found: dict[date, str] = {}
        spans = list(taken)

        def fits(left: int, right: int) -> bool:
            apart = (right + letter <= start or end + letter <= left for start, end in spans)
            return right <= WIDTH and all(apart)

        for day in sorted(ordered, key=lambda day: (_rank(day, ordered[0]), day)):
            left = self.x(day)
            for name in _ways_to_say(day, found):
                right = left + len(name) * letter
                if fits(left, right):
                    found[day] = name
                    spans.append((left, right))
                    break
        return {day: _short(day) if _said(day, found) else found[day] for day in sorted(found)}


def _rank(day: date, first: date) -> int:
    return 0 if day.month == 1 else 1 if day == first else 2 if day.month == 7 else 3


def _ways_to_say(day: date, found: Iterable[date]) -> list[str]:
    if day.month == 1 or _said(day, found):
        return [_short(day)]
    return [f"{_short(day)} {day.year}", f"{_short(day)} ’{day.year % 100:02}"]


def _short(day: date) -> str:
    return str(day.year) if day.month == 1 else MONTHS[day.month - 1]


def _said(day: date, found: Iterable[date]) -> bool:
    """Does a name before that of a day say its year?"""
    return any(other.year == day.year and other < day for other in found)


def axis_for(days: Iterable[date], today: date, word: str = TODAY, buckets: int = BUCKETS) -> Axis:
    """An axis of whole months that holds the given days, at most three years back, one ahead."""
    known = list(days)
    first = max(min([*known, today]), today - timedelta(days=_LONGEST_BACK))
    last = min(max([*known, today]), today + timedelta(days=_LONGEST_AHEAD))
    last = max(last + timedelta(days=7), today + timedelta(days=_LEAST_AHEAD))
    return Axis(first.replace(day=1), _next_month(last), today, word, buckets)


def _months(start: date, end: date, step: int) -> Iterable[date]:
    day = start.replace(day=1)
    while day < end:
        if (day.month - 1) % step == 0 and day >= start:
            yield day
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _percent(x: int) -> str:
    return f"{x / 10:.1f}%"
