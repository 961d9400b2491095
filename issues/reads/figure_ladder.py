"""The ladder of a measure: a bar for each rung on one scale, and where the targets stand.

Pure geometry: figures in, percents of the width out.
"""

from dataclasses import dataclass
from decimal import Decimal

from issues.reads.measures import Measure, Standing

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: where it begins and how wide it is."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands on a rung: `sure` is what all sources say, `unsure` from the least to the most
    where they differ; `ends` are the values that they give. Zero stands at `zero`."""

    zero: str
    sure: Part
    unsure: Part
    ends: list[str]


@dataclass(frozen=True, slots=True)
class Scale:
    """From the least to the most of all that stands, zero included."""

    low: Decimal
    high: Decimal

    def bar(self, standing: Standing) -> Bar:
        sure = min(max(_ZERO, standing.low), standing.high)  # the value next to zero
        return Bar(
            zero=self.x(_ZERO),
            sure=self._part(min(_ZERO, sure), max(_ZERO, sure)),
            unsure=self._part(standing.low, standing.high),
            ends=[self.x(value) for value in sorted({f.value for f in standing.figures})],
        )

    def x(self, value: Decimal) -> str:
        return percent(100 * (value - self.low) / (self.high - self.low))

    def _part(self, start: Decimal, end: Decimal) -> Part:
        return Part(self.x(start), percent(100 * (end - start) / (self.high - self.low)))


def scale_of(measure: Measure) -> Scale | None:
    """The one scale of all that stands of a measure, and of its targets.

    None where only one figure stands: a bar of it would be full and compare it with nothing.
    """
    stand = (*measure.rungs, *measure.targets)
    if len(stand) < 2 and not any(one.in_conflict for one in stand):
        return None
    low = min([_ZERO, *(one.low for one in stand)])
    high = max([_ZERO, *(one.high for one in stand)])
    return Scale(low, high if high > low else low + 1)


def target_places(measure: Measure, scale: Scale | None) -> list[str]:
    """Where the targets stand; of one in conflict each that is said."""
    values = {figure.value for target in measure.targets for figure in target.figures}
    if scale is None:
        return []
    return [scale.x(value) for value in sorted(values)]


def percent(share: Decimal | float) -> str:
    return f"{share:.3f}%"
