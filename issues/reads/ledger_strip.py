"""A ledger drawn: the windows given in turn, one below the other on one axis, and the end.

Pure geometry: days in, places in percent of the width out. A window is hollow, those before the
one that stands are lighter; one that has an end but no beginning begins when it was said, and one
that ends beyond the axis, or never, goes on beyond the edge.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.reads.axis import WIDTH, Axis, axis_for
from issues.reads.days import day_name
from issues.reads.ledger import GivenWindow, Ledger
from issues.reads.ledgers import MOST

ROW = 16
_BOX = 8
_TOP = 4
_LEAST = 12  # a window that is narrower, in thousandths, is drawn as a ring in its middle
_BEYOND = 20
_WORD = 16  # the line of the word below an end
_ASIDE = 100  # so near to an edge, that word stands on one side


@dataclass(frozen=True, slots=True)
class Box:
    """A hollow window; `look` is "earlier", "open", "overdue" or "ended".

    `ring` is where one too narrow for a box is drawn as a ring, "" for others.
    """

    look: str
    x: str
    width: str
    y: int
    ring: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where it was met, missed or found void: the name of a shape, its place, and on which side
    of that the word for it stands, on a line of its own below the windows."""

    shape: str
    x: str
    y: int
    anchor: str
    word_y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The boxes, the oldest on top, the `way` from the first window to the last, and the mark."""

    height: int
    box: int
    boxes: Sequence[Box]
    way: tuple[str, str, int] | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Drawn:
    ledger: Ledger
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The ledgers of an issue on one axis; `more` where they are too many for its page."""

    axis: Axis
    drawn: Sequence[Drawn]
    more: bool


def ledgers_drawn(ledgers: Sequence[Ledger], at: AsOf) -> Ledgers:
    days = (day for ledger in ledgers for day in ledger.edges)
    axis = axis_for(days, at.today, day_name(at))
    full = Counter("late" if one.late else one.is_open for one in ledgers).values()
    drawn = [Drawn(ledger, draw(ledger, axis)) for ledger in ledgers]
    return Ledgers(axis, drawn, more=MOST in full)


def draw(ledger: Ledger, axis: Axis) -> Drawing:
    *earlier, stands = ledger.windows
    look = "overdue" if ledger.late else "open" if ledger.is_open else "ended"
    looks = [*["earlier"] * len(earlier), look]
    rows = list(zip(looks, ledger.windows, strict=True))
    boxes = [_box(axis, look, window, row) for row, (look, window) in enumerate(rows)]
    last = _TOP + ROW * len(earlier)
    return Drawing(
        height=last + _BOX + _TOP + (0 if ledger.is_open else _WORD),
        box=_BOX,
        boxes=boxes,
        way=_way(axis, earlier, stands, last),
        mark=_mark(axis, ledger, last),
    )


def _box(axis: Axis, look: str, window: GivenWindow, row: int) -> Box:
    start, end = _ends(axis, window)
    narrow = end - start <= _LEAST
    ring = _percent((start + end) / 2) if narrow else ""
    return Box(look, _percent(start), _percent(end - start), _TOP + ROW * row, ring)


def _ends(axis: Axis, window: GivenWindow) -> tuple[int, int]:
    """Where a window begins and ends; its last day belongs to it."""
    first, last = window.days.first, window.days.last
    begins = first or min(window.said, last or window.said)
    end = axis.x(last) if last and last <= axis.end else WIDTH + _BEYOND
    start = axis.x(begins) if begins >= axis.start else -_BEYOND
    if end - start < _LEAST:
        start = max(min(start, WIDTH - _LEAST), 0)
        end = start + _LEAST
    return start, end


def _way(
    axis: Axis, earlier: Sequence[GivenWindow], stands: GivenWindow, y: int
) -> tuple[str, str, int] | None:
    """On the line of the window that stands: from where the first one ended to where it ends."""
    if not earlier:
        return None
    ends = sorted((min(_ends(axis, earlier[0])[1], WIDTH), min(_ends(axis, stands)[1], WIDTH)))
    return _percent(ends[0]), _percent(ends[1]), y + _BOX // 2


_SHAPES = {Resolution.MET: "met", Resolution.MISSED: "missed", Resolution.VOID: "void"}


def _mark(axis: Axis, ledger: Ledger, y: int) -> Mark | None:
    """Met on its day; missed at the end of the window; void on the day on which that was known."""
    if ledger.is_open:
        return None
    x: float = axis.x(_ended(ledger))
    start, end = _ends(axis, ledger.windows[-1])
    if start <= x <= end and end - start <= _LEAST:  # in the middle of the ring
        x = (start + end) / 2
    anchor = "start" if x < _ASIDE else "end" if x > WIDTH - _ASIDE else "middle"
    word_y = y + _BOX + _TOP + _WORD - 2
    return Mark(_SHAPES[ledger.resolution], _percent(x), y + _BOX // 2, anchor, word_y)


def _ended(ledger: Ledger) -> date:
    days: Iterable[date | None] = ()
    if ledger.met:
        days = (ledger.met.days.first, ledger.met.days.last)
    elif ledger.resolution == Resolution.MISSED:
        days = (ledger.window.last, ledger.window.first)
    return next(filter(None, days), ledger.ended_on)


def _percent(x: float) -> str:
    return f"{x * 100 / WIDTH:.1f}%"
