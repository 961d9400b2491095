"""The slippage ledger of an expectation: every window and probability given, and the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from issues.lifecycle.expectations import Resolution, Window, end_sentence, slip
from issues.reads.changes import OnIssue
from issues.reads.days import day_words, fuzzy_within, overdue_words
from issues.reads.excerpt import excerpt


@dataclass(frozen=True, slots=True)
class GivenWindow:
    """A window that was given: its days, in words, since when it is known and who says so.

    `said` is the day from which it is known; `publisher` and `slug` are those of its first source,
    "" where that is not known yet. `reason` is that of the move which gave it.
    """

    days: Window
    precision: str
    words: str
    said: date
    publisher: str
    slug: str
    reason: str

    @property
    def within(self) -> str:
        return fuzzy_within(self.days.first, self.days.last, self.precision, self.words)

    @property
    def since(self) -> str:
        return day_words(self.said)

    def overdue(self, today: date) -> str:
        return overdue_words(self.days.first, self.days.last, self.precision, self.words, today)


@dataclass(frozen=True, slots=True)
class GivenProbability:
    """A probability that was given, in words, and since when it is known."""

    percent: str
    since: str


@dataclass(frozen=True, slots=True)
class Met:
    """The event by which an expectation was met, as it stands."""

    uid: str
    days: Window
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """One expectation, the windows and probabilities given for it in turn, and how it ended.

    `window` are the days of the window that stands, `late` by how many days it is overdue on the
    reader's day, and `overdue` says so as exactly as the window is known, "" where it is not. `met`
    is None where the event is not told or does not stand.
    """

    pk: int
    uid: UUID
    body: str
    who: str
    who_slug: str
    resolution: Resolution
    late: int
    overdue: str
    windows: Sequence[GivenWindow]
    probabilities: Sequence[GivenProbability]
    met: Met | None
    end_reason: str
    ended_on: date
    issues: Sequence[OnIssue]

    @property
    def key(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        return self.resolution == Resolution.OPEN

    @property
    def what(self) -> str:
        return excerpt(self.body, 400)

    @property
    def is_whole(self) -> bool:
        """Does `what` leave nothing out?"""
        return not self.what.endswith("…")

    @property
    def within(self) -> str:
        return self.windows[-1].within

    @property
    def window(self) -> Window:
        return self.windows[-1].days

    @property
    def state(self) -> str:
        """How it stands, in words: "open", "overdue by 12 days", "met on 12 May 2026, within its
        window"."""
        if self.late:
            return self.overdue
        if self.is_open:
            return "open"
        met = self.met
        return end_sentence(
            self.resolution, self.window, met.days if met else None, met.when if met else ""
        )

    @property
    def chance(self) -> str:
        """The probability that stands, in words; "" where none was ever given."""
        return f"probability {self.probabilities[-1].percent}" if self.probabilities else ""

    @property
    def slipped(self) -> str:
        """ "moved 2 times, 45 days later than first said"; "" for what was never moved."""
        return slip([window.days for window in self.windows]).sentence

    @property
    def known_end(self) -> str:
        """The day on which it was known how it ended, "" while it is open."""
        return "" if self.is_open else day_words(self.ended_on)

    @property
    def edges(self) -> Iterable[date]:
        """The days that an axis should show of it."""
        for window in self.windows:
            yield window.said
            yield from filter(None, (window.days.first, window.days.last))
        if self.met:
            yield from filter(None, (self.met.days.first, self.met.days.last))
