"""A measure over time: the figures of each reporter as steps.

Pure geometry: figures in, places out. Across, places are percents of the width, so that a picture
is as wide as the page and nothing in it is stretched; down they are pixels. What is known for a
month or a year is drawn as the span of it, on no day that nobody named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import ascii_uppercase

from issues.lifecycle.figures import Rung, say_amount
from issues.reads.figure_ladder import percent
from issues.reads.measures import Figure, Measure

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLOT = 94.0  # percent of the width that the steps take; the letters stand behind
_TOP = 28  # over it stand the word for today and the uppermost value
_PLOT_HEIGHT = 180
_LETTER = 16
_MOST_TICKS = 5
_LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Series:
    """What one reporter says of one rung over time; a target for one day is a series too."""

    key: str
    rung: Rung
    reporter: str
    figures: tuple[Figure, ...]


def series_of(measure: Measure) -> list[Series]:
    """The series of a measure in the order of the rungs, each with its letter."""
    rungs = list(Rung)
    groups: dict[tuple[int, str], list[Figure]] = {}
    for figure in measure.figures:
        groups.setdefault((rungs.index(figure.rung), figure.reporter), []).append(figure)
    ordered = sorted(groups.items(), key=lambda item: item[0][0])
    return [
        Series(_letter(number), rungs[rung], reporter, tuple(figures))
        for number, ((rung, reporter), figures) in enumerate(ordered)
    ]


def _letter(number: int) -> str:
    """A to Z, then AA, AB …"""
    more, at = divmod(number, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[at]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line of the picture."""

    look: str
    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in the picture: a dot on its day, a box over the span of days that it may be of, or
    of a target that is due *by* a day, a mark at that. `top` and `bottom` are those of the box."""

    look: str
    x: str
    width: str
    y: str
    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series as it is drawn: its steps, its points, its letter and the line that leads there."""

    key: str
    look: str
    strokes: list[Stroke]
    points: list[Point]
    letter_y: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """A measure over time. `values` are the lines of the scale, `days` those of the axis."""

    height: int
    right: str
    values: list[Tick]
    days: list[Tick]
    today: str
    drawn: list[Drawn]


@dataclass(frozen=True, slots=True)
class Field:
    """Days across, by their ordinals, and values down, and where in the picture they stand."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    step: Decimal
    height: int

    def x(self, day: int) -> float:
        """A day outside stands on the nearer edge."""
        share = (day - self.start) / (self.end - self.start)
        return _PLOT * min(max(share, 0.0), 1.0)

    def y(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return round(_TOP + (self.height - _TOP) * (1 - share), 2)


def steps(measure: Measure, today: date) -> Steps:
    """The figures of a measure as steps: a value holds until the next one of the same series, in
    a lighter line from the last one until `today`."""
    series = series_of(measure)
    field = _field(measure.figures, today, len(series))
    letters = _apart([field.y(one.figures[-1].value) for one in series], field.height)
    return Steps(
        height=field.height + 6,
        right=percent(_PLOT),
        values=list(_values(measure, field)),
        days=list(_days(field)),
        today=percent(field.x(today.toordinal())),
        drawn=[_drawn(one, field, today, y) for one, y in zip(series, letters, strict=True)],
    )


def _field(figures: Sequence[Figure], today: date, series: int) -> Field:
    """With some room beside the first and the last day, and a line of text for each letter."""
    days = [day.toordinal() for f in figures for day in (f.as_of.first, f.as_of.last) if day]
    start, end = min([*days, today.toordinal()]), max([*days, today.toordinal()]) + 1
    room = max(15, (end - start) // 20)
    low, high, step = _scale([figure.value for figure in figures])
    height = _TOP + max(_PLOT_HEIGHT, _LETTER * series)
    return Field(max(start - room, 1), min(end + room, _LAST_DAY), low, high, step, height)


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Round values below the least and above the most, zero between them, and the step that leads
    from one line to the next."""
    least, most = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if least == most:
        return Decimal(0), Decimal(1), Decimal(1)
    step = _round_step(most - least)
    return (least // step - (least % step != 0)) * step, (most // step + 1) * step, step


def _round_step(span: Decimal) -> Decimal:
    """About a quarter of the span: 1, 2, 2.5 or 5 of its power of ten."""
    quarter = span / 4
    power = Decimal(1).scaleb(quarter.adjusted())
    steps = (power * Decimal(digits) for digits in ("1", "2", "2.5", "5", "10"))
    return next(step for step in steps if step >= quarter)


def _lines(field: Field) -> Iterable[Decimal]:
    value = field.low
    while value <= field.high:
        yield value
        value += field.step


def _values(measure: Measure, field: Field) -> Iterable[Tick]:
    """The lines of the scale. What is counted is said in full at the top one; the others have the
    currency and the percent sign."""
    short = "%" if measure.unit.startswith("%") else ""
    *lower, top = _lines(field)
    for value in (*lower, top):
        unit = measure.unit if value == top else short
        yield Tick(str(field.y(value)), say_amount(value, unit, measure.currency))


def _days(field: Field) -> Iterable[Tick]:
    """The first days of years, or of months where there are few; every other name is minor."""
    every = _months_between(field.end - field.start)
    first = date.fromordinal(field.start)
    month = (first.year * 12 + first.month - 1) // every * every
    ticks = []
    while month // 12 <= date.max.year:
        day = date(max(month // 12, 1), month % 12 + 1, 1).toordinal()
        if day >= field.end:
            break
        if day > field.start:
            ticks.append((day, month))
        month += every
    for number, (day, month) in enumerate(ticks):
        x, year = field.x(day), str(month // 12)
        name = year if every >= 12 else f"{_MONTHS[month % 12]} {year}"
        crowded = x > _PLOT - 8 or x < 6
        yield Tick(percent(x), "" if crowded else name, minor=number % 2 == 1)


def _months_between(days: int) -> int:
    """How many months lie between two lines of the axis."""
    for months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600):
        if days / 30.4 / months <= _MOST_TICKS:
            return months
    return 24_000


def _drawn(series: Series, field: Field, today: date, letter_y: float) -> Drawn:
    strokes = []
    if series.rung == Rung.TARGET:
        strokes += [_target(figure, field) for figure in series.figures]
    else:
        strokes += _steps(series.figures, field, today)
    return Drawn(
        key=series.key,
        look=series.rung.label,
        strokes=[*_lead(series.figures[-1], field, today, letter_y), *strokes],
        points=[_point(figure, field) for figure in series.figures],
        letter_y=f"{letter_y + 4}",
    )


def _lead(last: Figure, field: Field, today: date, letter_y: float) -> Iterable[Stroke]:
    """From where a series ends to its letter."""
    y, end = str(field.y(last.value)), max(field.x(today.toordinal()), _span(last, field)[1])
    if last.rung != Rung.TARGET:
        yield Stroke("lead", percent(end), y, percent(_PLOT), y)
    yield Stroke("lead", percent(_PLOT), y, percent(_PLOT + 1.6), f"{letter_y}")


def _target(figure: Figure, field: Field) -> Stroke:
    """A target stands over the whole time; its point says by when it is due."""
    y = str(field.y(figure.value))
    return Stroke("hold", "0%", y, percent(_PLOT), y)


def _steps(figures: Sequence[Figure], field: Field, today: date) -> Iterable[Stroke]:
    """Each value held until the next; where the day of the next is not known, no riser is drawn,
    since its box says in which span it came. After the last one a lighter line goes on to today."""
    for figure, following in zip(figures, [*figures[1:], None], strict=True):
        y, (_, end) = str(field.y(figure.value)), _span(figure, field)
        if following is None:
            until, look = max(field.x(today.toordinal()), end), "hold ahead"
        else:
            until, look = _span(following, field)[0], "hold"
        if until > end:
            yield Stroke(look, percent(end), y, percent(until), y)
        if following and _is_day(following):
            x = percent(_span(following, field)[0])
            yield Stroke("riser", x, y, x, str(field.y(following.value)))


def _span(figure: Figure, field: Field) -> tuple[float, float]:
    """Where the days of a figure begin and end; a known day is a place and no stretch."""
    first = figure.as_of.first.toordinal() if figure.as_of.first else field.start
    last = figure.as_of.last.toordinal() + 1 if figure.as_of.last else field.end
    return field.x(first), field.x(first if _is_day(figure) else last)


def _is_day(figure: Figure) -> bool:
    return figure.as_of.first == figure.as_of.last


def _point(figure: Figure, field: Field) -> Point:
    (start, end), y = _span(figure, field), field.y(figure.value)
    if figure.rung == Rung.TARGET and figure.as_of.first is None:
        look, start, end = "by", end, end
    else:
        look = "day" if _is_day(figure) else "span"
    return Point(look, percent(start), percent(end - start), f"{y}", f"{y - 4}", f"{y + 4}")


def _apart(places: Sequence[float], height: int) -> list[float]:
    """Places for letters as near to the given ones as can be, none on another."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    found = [0.0] * len(places)
    free = float(_TOP)
    for rank, at in enumerate(order):
        below = len(order) - rank - 1
        y = min(max(places[at], free), height - _LETTER * below)
        found[at], free = round(max(y, free), 2), max(y, free) + _LETTER
    return found
