"""The status strip: statuses as bands over days, events as dots, today as a line.

What was only laid down for a day is a hollow dot, whether the day is ahead or past.

Pure geometry: days in, path data out. A strip is drawn on a field 1000 units wide that the page
stretches, so the strips of one list stand on one axis at any width. Strokes keep their own width
(`vector-effect` in the style sheet), so a path needs a height for its line and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from issues.lifecycle.phases import Outcome, Phase

WIDTH = 1000
BUCKETS = 120
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_BACK = 3 * 366
_LONGEST_AHEAD = 240
_LEAST_AHEAD = 45
_WORD = 55


@dataclass(frozen=True, slots=True)
class Form:
    """A size of strip: the heights of the whole, of the dots' line and of the bands' line."""

    height: int
    dots: int
    bands: int


ROW = Form(height=28, dots=6, bands=19)
LARGE = Form(height=88, dots=10, bands=50)


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


@dataclass(frozen=True, slots=True)
class Band:
    """A status that holds from `first` until the day before `until`; None: for good."""

    first: date | None
    until: date | None
    name: str
    look: str


class Dot(NamedTuple):
    """Events of one bucket of the axis, or what was `laid_down` beforehand for its days."""

    bucket: int
    laid_down: bool
    events: int


@dataclass(frozen=True, slots=True)
class Path:
    look: str
    d: str


@dataclass(frozen=True, slots=True)
class Label:
    percent: str
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Strip:
    height: int
    paths: list[Path]
    spans: list[tuple[Band, int, int]]

    @property
    def labels(self) -> list[Label]:
        """The names of those bands that are wide enough to carry theirs (64 letters a strip)."""
        return [
            Label(f"{start / 10:.1f}%", band.name, band.look)
            for band, start, end in self.spans
            if len(band.name) * WIDTH / 64 < end - start
        ]


def look(phase: str | None, outcome: str = "") -> str:
    """The one word that shape, colour and band of a status go by."""
    if phase == Phase.SETTLED:
        return Outcome(outcome).value
    if phase in (Phase.MOVING, Phase.STALLED):
        return Phase(phase).value
    return "none"


def axis_for(days: Iterable[date], today: date) -> Axis:
    """An axis of whole months that holds the given days, at most three years back, one ahead."""
    known = list(days)
    first = max(min([*known, today]), today - timedelta(days=_LONGEST_BACK))
    last = min(max([*known, today]), today + timedelta(days=_LONGEST_AHEAD))
    last = max(last + timedelta(days=7), today + timedelta(days=_LEAST_AHEAD))
    return Axis(first.replace(day=1), _next_month(last), today)


def draw(axis: Axis, bands: Sequence[Band], events: Iterable[Dot], form: Form = ROW) -> Strip:
    """One strip of the bands of one issue and the dots of its events."""
    spans = [_span(axis, band) for band in bands]
    paths = [*_band_paths(axis, spans, form), *_dot_paths(axis, events, form)]
    paths.append(Path("today", f"M{axis.now} 0V{form.height}"))
    return Strip(form.height, paths, spans)


def _band_paths(axis: Axis, spans: Sequence[tuple[Band, int, int]], form: Form) -> Iterable[Path]:
    for band, start, end in spans:
        now = min(max(axis.now, start), end)
        if start < now:
            yield Path(band.look, f"M{start} {form.bands}H{now}")
        if now < end:
            yield Path(f"{band.look} ahead", f"M{now} {form.bands}H{end}")


def _dot_paths(axis: Axis, events: Iterable[Dot], form: Form) -> Iterable[Path]:
    """Hollow dots, each a disc and its hole, lie under the full ones."""
    discs: dict[str, str] = {"laid": "", "dots": "", "dots many": ""}
    for bucket, laid_down, count in sorted(events):
        look = "laid" if laid_down else "dots many" if count > 2 else "dots"
        discs[look] += f"M{axis.bucket_x(bucket)} {form.dots}h.1"
    if discs["laid"]:
        yield Path("dots laid", discs["laid"])
        yield Path("dots hole", discs["laid"])
    for look in ("dots", "dots many"):
        if discs[look]:
            yield Path(look, discs[look])


def _span(axis: Axis, band: Band) -> tuple[Band, int, int]:
    start = axis.x(band.first) if band.first else 0
    return band, start, axis.x(band.until) if band.until else WIDTH


def _months(start: date, end: date, step: int) -> Iterable[date]:
    day = start.replace(day=1)
    while day < end:
        if (day.month - 1) % step == 0 and day >= start:
            yield day
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
