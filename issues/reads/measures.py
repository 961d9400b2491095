"""What is said of one measure by all who report it, and what of that stands.

Nothing is added up, and units and currencies are never put together: where those who speak of the
same days differ, they stand side by side and their range is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from issues import dates
from issues.dates import FuzzyDate
from issues.lifecycle.figures import LADDER, Rung, say_amount, say_range


@dataclass(frozen=True, slots=True)
class Figure:
    """What one reporter says that a measure comes to. `entry` is where the record says so.

    `as_of` is the day for which they say it; of a target, the day by which it is due.
    """

    entry: int
    measure: str
    rung: Rung
    value: Decimal
    unit: str
    currency: str
    as_of: FuzzyDate
    reporter: str

    @property
    def amount(self) -> str:
        return say_amount(self.value, self.unit, self.currency)

    @property
    def due(self) -> date:
        """Of a target, the last day on which it is met in time; without one, the first."""
        return self.as_of.last or self.as_of.dated_on


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on one rung: one figure, or several of different reporters side by side."""

    figures: tuple[Figure, ...]

    @property
    def rung(self) -> Rung:
        return self.figures[0].rung

    @property
    def low(self) -> Decimal:
        return min(figure.value for figure in self.figures)

    @property
    def high(self) -> Decimal:
        return max(figure.value for figure in self.figures)

    @property
    def in_conflict(self) -> bool:
        """Do the sources say different things of the same days?"""
        return self.low != self.high

    @property
    def amount(self) -> str:
        """The value in words; of figures that differ, the range."""
        one = self.figures[0]
        return say_range((figure.value for figure in self.figures), one.unit, one.currency)


@dataclass(frozen=True, slots=True)
class Measure:
    """All that is said of one measure in one unit and currency.

    `rungs` are those of which something stands, in the order of LADDER, plain values last;
    `targets` by the day on which they are due; `figures` every one, in the order of its as-of.
    """

    name: str
    unit: str
    currency: str
    rungs: tuple[Standing, ...]
    targets: tuple[Standing, ...]
    figures: tuple[Figure, ...]

    @property
    def counted_in(self) -> str:
        """The currency and the unit: "USD", "% of GDP"; there is one at least."""
        return " ".join(filter(None, (self.currency, self.unit)))

    @property
    def is_promised(self) -> bool:
        """Is something promised that has its ladder, or are these plain values?"""
        return any(figure.rung in LADDER for figure in self.figures)

    def standing(self, rung: Rung) -> Standing | None:
        return next((found for found in self.rungs if found.rung == rung), None)


def measures(figures: Iterable[Figure], today: date) -> list[Measure]:
    """The figures of an issue by what they measure, as they stand on `today`.

    `figures` come in the order in which they were known: of two by one reporter for the same days,
    the later one stands. Units and currencies are kept apart, names of measures are told apart as
    readers do, without regard to capitals. First come those that something was promised of, and of
    these the ones of which most is said.
    """
    groups: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.measure.casefold(), figure.unit, figure.currency].append(figure)
    found = [_measure(groups[key], today) for key in sorted(groups)]
    return sorted(found, key=lambda one: (not one.is_promised, -len(one.figures)))


def _measure(known: Sequence[Figure], today: date) -> Measure:
    rungs = (
        standing([figure for figure in known if figure.rung == rung], today)
        for rung in (*LADDER, Rung.PLAIN)
    )
    return Measure(
        name=known[-1].measure,
        unit=known[0].unit,
        currency=known[0].currency,
        rungs=tuple(filter(None, rungs)),
        targets=_targets([figure for figure in known if figure.rung == Rung.TARGET]),
        figures=tuple(sorted(known, key=lambda figure: dates.order_key(figure.as_of))),
    )


def standing(known: Sequence[Figure], today: date) -> Standing | None:
    """What stands on one rung of one measure: the figure with the newest as-of date, beside it
    the newest of every other reporter whose as-of date may be the same day.

    `known` come in the order in which they were known. What is said of a day after `today` does
    not stand yet. None where nothing does.
    """
    begun = [figure for figure in known if not dates.is_coming(figure.as_of, today)]
    newest = _newest(begun)
    if newest is None:
        return None
    beside = [figure for figure in begun if dates.overlaps(figure.as_of, newest.as_of)]
    others = dict.fromkeys(figure.reporter for figure in beside if figure != newest)
    others.pop(newest.reporter, None)
    found = (_newest([f for f in beside if f.reporter == reporter]) for reporter in others)
    return Standing((newest, *filter(None, found)))


def _newest(known: Sequence[Figure]) -> Figure | None:
    """That with the newest as-of date; of several, the one known last."""
    return max(reversed(known), key=lambda figure: dates.order_key(figure.as_of), default=None)


def _targets(known: Sequence[Figure]) -> tuple[Standing, ...]:
    """For each day on which something is due, the last word of each reporter."""
    last = {(figure.due, figure.reporter): figure for figure in known}
    due = sorted({day for day, _ in last})
    return tuple(Standing(tuple(f for (of, _), f in last.items() if of == day)) for day in due)


def figure_sentence(figure: Figure) -> str:
    """A figure in one line: "investment, signed: USD 36 billion as of 17 February 2026, says
    Reuters"; what is a target, with the day by which it is due."""
    rung = f", {figure.rung.label}" if figure.rung else ""
    return f"{figure.measure}{rung}: {figure.amount}{said_of(figure)}, says {figure.reporter}"


def said_of(figure: Figure) -> str:
    """For which day a figure is, as it follows an amount: " as of May 2026", ", due 2027"."""
    when = dates.phrase(figure.as_of)
    return f", due {when}" if figure.rung == Rung.TARGET else f" as of {when}"


def ladder_sentence(measure: Measure) -> str:
    """How far it has got, in words: what stands on each rung, and on which nothing is reported.

    "" where nothing was promised.
    """
    if not measure.is_promised:
        return ""
    said = [
        f"{one.rung.label} {one.amount}{' (sources in conflict)' if one.in_conflict else ''}"
        for one in measure.rungs
        if one.rung != Rung.PLAIN
    ]
    missing = [rung.label for rung in LADDER if measure.standing(rung) is None]
    open_ = f"no figure in {measure.counted_in} for {_either(missing)}" if missing else ""
    sentence = "; ".join(filter(None, (", ".join(said), open_)))
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _either(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
