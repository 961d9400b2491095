"""What was said to come: how it ends, how far it slipped, and who was right."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from issues.lifecycle.kinds import Change


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


def days_overdue(last: date | None, resolution: Resolution, today: date) -> int:
    """For how many days it has been overdue, 0 where it is not."""
    return (today - last).days if last and is_overdue(last, resolution, today) else 0


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
            case 0 if self.moves > 1:
                return f"moved {times}, back to when it was first said"
            case 0:
                return f"moved {times}, to the same last day as first said"
        side = "later" if self.days > 0 else "earlier"
        return f"moved {times}, {count_days(abs(self.days))} {side} than first said"


def slip(windows: Sequence[Window]) -> Slip:
    """The slip over all windows ever given, the oldest first; there is at least one."""
    first, last = windows[0], windows[-1]
    comparable = (first.last is None) == (last.last is None)
    days = (last.edge - first.edge).days if comparable and first.edge and last.edge else None
    return Slip(len(windows) - 1, days)


# The changes by which windows and probabilities are given; other ones mend what was given.
GIVES_WINDOW = frozenset({Change.FIRST, Change.MOVED})
GIVES_PROBABILITY = frozenset({Change.FIRST, Change.MOVED, Change.REVISED})


def given[V](
    versions: Iterable[V],
    value: Callable[[V], object],
    change: Callable[[V], Change],
    steps: Collection[Change],
) -> list[V]:
    """Of all versions of an expectation, the oldest first, those that gave another `value`.

    A correction stands in the place of what it corrects, since what was never said did not slip;
    one that gives back what stood before takes the step itself away. Retractions give nothing.
    """
    found: list[V] = []
    for version in versions:
        if change(version) == Change.RETRACTION or _same(found, version, value):
            continue
        if found and change(version) not in steps:
            found.pop()
        if not _same(found, version, value):
            found.append(version)
    return found


def _same[V](found: Sequence[V], version: V, value: Callable[[V], object]) -> bool:
    return bool(found) and value(found[-1]) == value(version)


def days_late(window: Window, met_first: date | None) -> int:
    """How many days after the window what was expected came; 0 for within it, or before."""
    if window.last is None or met_first is None:
        return 0
    return max((met_first - window.last).days, 0)


def days_early(window: Window, met_last: date | None) -> int:
    """How many days before the window what was expected came; 0 for within it, or after."""
    if window.first is None or met_last is None:
        return 0
    return max((window.first - met_last).days, 0)


def within(window: Window, met: Window) -> bool:
    """Did what was expected come within its window, as far as can be told? A fuzzy day that may
    lie in the window does."""
    return not days_late(window, met.first) and not days_early(window, met.last)


def end_sentence(resolution: Resolution, window: Window, met: Window | None, on: str) -> str:
    """How an expectation ended: "met on 12 May 2026, within its window"; "" for an open one.

    `met` are the days on which the event by which it was met may have been, `on` the same in words
    with their preposition; without an event that may be told, it was just met. Days are counted
    only from a day: what came in some month came after a window, and not by how much.
    """
    if resolution != Resolution.MET or met is None:
        return str(resolution)
    return f"met {on}, {_beside(window, met)}"


def _beside(window: Window, met: Window) -> str:
    late, early = days_late(window, met.first), days_early(window, met.last)
    if not late and not early:
        return "within its window"
    side = "after its window" if late else "before its window"
    return f"{count_days(late or early)} {side}" if met.first == met.last else side


def count_days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def said_sentence(who: str, within: str, probability: float | None = None) -> str:
    """What is expected in one line: "expected by Japan, by the end of 2025, at 62.5%".

    `within` is the window in words with its preposition.
    """
    chance = "" if probability is None else f", at {percent_words(probability)}"
    return f"expected by {who}, {within}{chance}"


def percent_words(probability: float) -> str:
    """A probability as it is said: "62.5%", "70%", to a tenth of a percent."""
    return f"{round(float(probability) * 100, 1):g}%"


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
    `scored` forecasts that have a probability: 0 is perfect, 0.25 is what always saying 50% gets
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
