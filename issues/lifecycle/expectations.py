"""What was said to come: how it ends, how far it slipped, and who was right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Resolution(StrEnum):
    """How an expectation ended; OPEN is one that has not."""

    OPEN = ""
    MET = "met"
    MISSED = "missed"
    VOID = "void"

    @property
    def label(self) -> str:
        return self.value or "open"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(each.value, each.label) for each in cls]


# A score over fewer resolved expectations says more of luck than of judgement.
FEWEST_SCORED = 5


def is_overdue(last: date | None, resolution: Resolution, today: date) -> bool:
    """Is an expectation open although even the last day of its window is over?

    `today` is the calendar day of whoever asks. A window without a last day is never over.
    """
    return resolution == Resolution.OPEN and last is not None and last < today


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which something was said to come; None is an open end."""

    first: date | None
    last: date | None

    @property
    def edge(self) -> date | None:
        """The day by which its moves are measured: its last, or the first of one without end."""
        return self.last or self.first


@dataclass(frozen=True, slots=True)
class Slip:
    """How often a window was moved, and by how many days its end is later than first said.

    `days` is negative for a window that moved nearer, and None where one of the two has no end
    that the other has: "by the end of May" and "not before June" cannot be told apart in days.
    """

    moves: int
    days: int | None

    @property
    def sentence(self) -> str:
        """ "moved 2 times, 45 days later than first said"; "" for what was never moved."""
        if not self.moves:
            return ""
        times = "once" if self.moves == 1 else f"{self.moves} times"
        match self.days:
            case None:
                return f"moved {times}"
            case 0:
                return f"moved {times}, back to when it was first said"
        plural = "" if abs(self.days) == 1 else "s"
        side = "later" if self.days > 0 else "earlier"
        return f"moved {times}, {abs(self.days)} day{plural} {side} than first said"


def slip(windows: Sequence[Window]) -> Slip:
    """The slip over all windows ever given, the oldest first; there is at least one."""
    first, last = windows[0], windows[-1]
    comparable = (first.last is None) == (last.last is None)
    days = (last.edge - first.edge).days if comparable and first.edge and last.edge else None
    return Slip(len(windows) - 1, days)


def days_late(window: Window, met_first: date | None) -> int:
    """How many days after the window what was expected came; 0 for within it, or before."""
    if window.last is None or met_first is None or met_first <= window.last:
        return 0
    return (met_first - window.last) // timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A resolved expectation with the probability that is scored, 0 to 1; None where none was
    given. It `came` if it was met within the window that stood in the end."""

    came: bool
    probability: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """How somebody's resolved expectations did; void ones are not among them.

    `brier` is the mean squared difference between probability and what came (1 or 0) over the
    `scored` forecasts that have a probability: 0 is perfect, 0.25 is what always saying 50 % gets
    (Brier 1950, in the form for two outcomes). None for fewer than FEWEST_SCORED.
    """

    resolved: int
    came: int
    scored: int
    brier: float | None


def score(forecasts: Iterable[Forecast]) -> Score:
    every = list(forecasts)
    errors = [(f.probability - f.came) ** 2 for f in every if f.probability is not None]
    enough = len(errors) >= FEWEST_SCORED
    return Score(
        resolved=len(every),
        came=sum(f.came for f in every),
        scored=len(errors),
        brier=sum(errors) / len(errors) if enough else None,
    )
