"""The status strip: statuses as bands over days, events as dots, today as a line.

What is said to come is a hollow window over the days in which it may; of what was moved, the
windows before it are a lighter trail that leads to it.

Pure geometry: days in, path data out. Strokes keep their own width (`vector-effect` in the style
sheet) while the page stretches the axis, so a path needs a height for its line and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from issues.lifecycle.phases import Outcome, Phase
from issues.reads.axis import WIDTH, Axis

# How long the part of a window is that goes on without an end, and how far a pen reaches beyond.
_OPEN_END = 50
_REACH = 20
# How wide a letter is on the widest strip, and how many of a name a band must at least hold.
_LETTER = 6.5
_LEAST_LETTERS = 7


@dataclass(frozen=True, slots=True)
class Form:
    """A size of strip: the heights of the whole, of the lines of dots, windows and bands, and of
    the mark that stands above and below a band where it was known beforehand."""

    height: int
    dots: int
    windows: int
    bands: int
    mark: int


ROW = Form(height=34, dots=4, windows=13, bands=26, mark=7)
LARGE = Form(height=88, dots=10, windows=27, bands=58, mark=16)


@dataclass(frozen=True, slots=True)
class Band:
    """A status that holds from `first` until the day before `until`; None: for good.

    `known` is the day on which that was known, where it is none of those on which it may begin.
    """

    first: date | None
    until: date | None
    name: str
    look: str
    known: date | None = None


class Dot(NamedTuple):
    """Events of one bucket of the axis."""

    bucket: int
    events: int


class Days(NamedTuple):
    """The days in which something was said to come; None is an open end."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Window:
    """An expectation: its days, whether it has ended, and the windows that it had before."""

    days: Days
    ended: bool = False
    earlier: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    look: str
    d: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a band, which goes no further than its band does."""

    percent: str
    width: str
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    height: int
    paths: list[Path]
    spans: list[tuple[Band, int, int]]

    @property
    def labels(self) -> list[Label]:
        """The names of those bands that hold theirs on the widest page, or its first letters: the
        page shortens a name that is longer than its band."""
        return [
            Label(f"{start / 10:.1f}%", f"{(end - start) / 10:.1f}%", band.name)
            for band, start, end in self.spans
            if min(len(band.name), _LEAST_LETTERS) * _LETTER < end - start
        ]


def look(phase: str | None, outcome: str = "") -> str:
    """The one word that shape, colour and band of a status go by."""
    if phase == Phase.SETTLED:
        return Outcome(outcome).value
    if phase in (Phase.MOVING, Phase.STALLED):
        return Phase(phase).value
    return "none"


def draw(
    axis: Axis,
    bands: Sequence[Band],
    events: Iterable[Dot] = (),
    form: Form = ROW,
    windows: Sequence[Window] = (),
    told: date = date.max,
) -> Strip:
    """One strip of one issue: its bands, the dots of its events, the windows of what is to come.

    `told` is the last day that the record tells of. After it, as after today, a band is lighter.
    """
    spans = [_span(axis, band) for band in bands]
    paths = [
        *_band_paths(axis, spans, form, axis.x(min(told, axis.today))),
        *_window_paths(axis, windows, form),
        *_dot_paths(axis, events, form),
        Path("today", f"M{axis.now} 0V{form.height}"),
    ]
    return Strip(form.height, paths, spans)


def _band_paths(
    axis: Axis, spans: Sequence[tuple[Band, int, int]], form: Form, told: int
) -> Iterable[Path]:
    for band, start, end in spans:
        edges = [start, *(min(max(x, start), end) for x in (told, axis.now)), end]
        looks = (band.look, f"{band.look} untold", f"{band.look} ahead")
        for look, (left, right) in zip(looks, pairwise(edges), strict=True):
            if left < right:
                yield Path(look, f"M{left} {form.bands}H{right}")
    known = [band.known for band, *_ in spans if band.known and axis.holds(band.known)]
    for look, places in (("edge", _edges(spans)), ("known", [axis.x(day) for day in known])):
        if places:
            top, mark = form.bands - form.mark, 2 * form.mark
            yield Path(look, "".join(f"M{x} {top}v{mark}" for x in places))


def _edges(spans: Sequence[tuple[Band, int, int]]) -> list[int]:
    """Where a band meets the next one and both look the same."""
    return [
        end
        for (band, start, end), (then, begins, until) in pairwise(spans)
        if band.look == then.look and start < end == begins < until
    ]


def _window_paths(axis: Axis, windows: Sequence[Window], form: Form) -> Iterable[Path]:
    """Hollow windows: each the stroke of a wide pen and on it that of a narrower one.

    Those that are over or were moved lie below those that are open, the wide ones below the
    narrow ones, so that none is lost inside another.
    """
    trail = {_place(axis, days) for window in windows for days in window.earlier}
    if trail:
        ways = {_way(axis, window) for window in windows if window.earlier}
        yield Path("way", "".join(f"M{start} {form.windows}H{end}" for start, end in sorted(ways)))
        yield from _hollow(trail, form, "trail")
    for ended in (True, False):
        places = {_place(axis, window.days) for window in windows if window.ended == ended}
        for layer in _layers(places):
            yield from _hollow(layer, form, "ended" if ended else "open")


class _Place(NamedTuple):
    """Where a window begins and ends, and on which sides it goes on."""

    start: int
    end: int
    opens: bool
    stays: bool


def _place(axis: Axis, days: Days) -> _Place:
    first, last = days
    end = axis.x(last) if last else min(axis.x(first or axis.end) + _OPEN_END, WIDTH)
    start = axis.x(first) if first else max(end - _OPEN_END, 0)
    return _Place(start, end, first is None, last is None)


def _way(axis: Axis, window: Window) -> tuple[int, int]:
    """From the first of its earlier windows to the one that it has now, or back."""
    ends = [axis.x(days.last or days.first or axis.end) for days in (*window.earlier, window.days)]
    return min(ends), max(ends)


def _layers(places: Iterable[_Place]) -> list[list[_Place]]:
    """The places so that what meets a wider one lies in a layer above it."""
    layers: list[list[_Place]] = []
    for place in sorted(places, key=lambda place: (place.start - place.end, place)):
        met = [n for n, layer in enumerate(layers) if any(_meet(place, it) for it in layer)]
        above = max(met, default=-1) + 1
        if above == len(layers):
            layers.append([])
        layers[above].append(place)
    return layers


def _meet(one: _Place, other: _Place) -> bool:
    return one.start - _REACH < other.end and other.start - _REACH < one.end


def _hollow(places: Iterable[_Place], form: Form, look: str) -> Iterable[Path]:
    wide = narrow = ""
    for start, end, opens, stays in sorted(places):
        wide += f"M{start} {form.windows}H{max(end, start + 0.1):g}"
        left, right = start - _REACH * opens, end + _REACH * stays
        narrow += f"M{left} {form.windows}H{max(right, left + 0.1):g}"
    yield Path(f"window {look}", wide)
    yield Path("window hole", narrow)


def _dot_paths(axis: Axis, events: Iterable[Dot], form: Form) -> Iterable[Path]:
    discs = {"dots": "", "dots many": ""}
    for bucket, count in sorted(events):
        discs["dots many" if count > 2 else "dots"] += f"M{axis.bucket_x(bucket)} {form.dots}h.1"
    return (Path(look, d) for look, d in discs.items() if d)


def _span(axis: Axis, band: Band) -> tuple[Band, int, int]:
    start = axis.x(band.first) if band.first else 0
    return band, start, axis.x(band.until) if band.until else WIDTH
