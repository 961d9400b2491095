"""The axis of strips: which days it shows, where each of them stands, and how it is named.

Pure: days in, places out, on a field 1000 units wide that the page stretches, so the strips of one
list stand on one axis at any width.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

WIDTH = 1000
BUCKETS = 120
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_BACK = 3 * 366
_LONGEST_AHEAD = 240
_LEAST_AHEAD = 45
_WORD = 55


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis; a `minor` name is left out where the strip is narrow."""

    x: int
    label: str
    minor: bool

    @property
    def percent(self) -> str:
        return f"{self.x / 10:.1f}%"


@dataclass(frozen=True)
class Axis:
    """The days that a strip shows, shared by all strips of one list, and so worked out once."""

    start: date
    end: date
    today: date

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
        return max(1, -(-self.days // BUCKETS))

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
        return f"{self.now / 10:.1f}%"

    @property
    def ticks(self) -> list[Tick]:
        """The years, and between them the months that find room.

        A month names its year where no January before it could.
        """
        step = next(step for step in (1, 3, 6, 12) if self.days / 30.4 / step <= 9)
        ticks, said = [], 0
        for day in _months(self.start, self.end, step):
            tick = self._tick(day, said)
            said = day.year if str(day.year) in tick.label else said
            ticks.append(tick)
        return ticks

    def _tick(self, day: date, year_said: int) -> Tick:
        """A name only where it meets neither the word "today" nor the end of the axis."""
        x = self.x(day)
        apart = abs(x - self.now)
        crowded = apart < _WORD or x > WIDTH - _WORD
        minor = day.month not in (1, 7) or apart < 5 * _WORD or x > WIDTH - 2 * _WORD
        if crowded or day.month == 1:
            return Tick(x, "" if crowded else str(day.year), minor)
        name = MONTHS[day.month - 1]
        if day.year == year_said or x > WIDTH - 2 * _WORD or 0 < self.now - x < 2 * _WORD:
            return Tick(x, name, minor)
        return Tick(x, f"{name} {day.year}", True)


def axis_for(days: Iterable[date], today: date) -> Axis:
    """An axis of whole months that holds the given days, at most three years back, one ahead."""
    known = list(days)
    first = max(min([*known, today]), today - timedelta(days=_LONGEST_BACK))
    last = min(max([*known, today]), today + timedelta(days=_LONGEST_AHEAD))
    last = max(last + timedelta(days=7), today + timedelta(days=_LEAST_AHEAD))
    return Axis(first.replace(day=1), _next_month(last), today)


def _months(start: date, end: date, step: int) -> Iterable[date]:
    day = start.replace(day=1)
    while day < end:
        if (day.month - 1) % step == 0 and day >= start:
            yield day
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
