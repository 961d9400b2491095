"""What a fuzzy date is: a span of days, how exactly it is known, and how two compare."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

# The days that a record may speak of. Calendars, axes and feeds count on from either end.
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2999, 12, 31)


def is_kept(day: date | None) -> bool:
    """Can a record hold this day, or the open end None?"""
    return day is None or FIRST_DAY <= day <= LAST_DAY


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    RANGE = "range"


MONTHS_IN = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.HALF: 6, Precision.YEAR: 12}

MONTH_NAMES = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date as exactly as it is known: the first and the last day that it can mean.

    Both days count. A day of None is an open end ("by the end of 2026" has no first day); one
    of the two is always set. Two fuzzy dates are equal when span and precision are: the words
    of the source are carried along and do not count. ValueError says what is malformed.
    """

    first: date | None
    last: date | None
    precision: Precision
    words: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "precision", Precision(self.precision))
        if problem := malformed(self.first, self.last, self.precision):
            raise ValueError(problem)

    @property
    def dated_on(self) -> date:
        """The one day by which it is sorted and from which it holds: the first, if there is one."""
        return self.first or self.last  # type: ignore[return-value]


def malformed(first: date | None, last: date | None, precision: Precision) -> str:
    """The sentence that says what is wrong with such a span, or "" for a well-formed one."""
    if first is None and last is None:
        return "A date needs a first or a last day; both are missing."
    if first is None or last is None:
        open_range = precision is Precision.RANGE
        return "" if open_range else f"Only a range may have an open end, a {precision} may not."
    if first > last:
        return f"The date ends before it starts: {first} comes after {last}."
    if precision is Precision.RANGE or (first, last) == _whole(precision, first):
        return ""
    return f"{first} to {last} is not exactly one {precision}; give it the precision range."


def _whole(precision: Precision, start: date) -> tuple[date, date]:
    """The one day, month, quarter … that can begin on this day (or the one that it lies in)."""
    if precision is Precision.DAY:
        return start, start
    size = MONTHS_IN[precision]
    opening = (start.month - 1) // size * size + 1
    return months(start.year, opening, start.year, opening + size - 1)


def months(year: int, month: int, last_year: int, last_month: int) -> tuple[date, date]:
    """First day of the one month and last day of the other."""
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def day(on: date, words: str = "") -> FuzzyDate:
    return FuzzyDate(on, on, Precision.DAY, words)


def month(year: int, month: int, words: str = "") -> FuzzyDate:
    return FuzzyDate(*months(year, month, year, month), Precision.MONTH, words)


def quarter(year: int, number: int, words: str = "") -> FuzzyDate:
    """Quarters of the calendar year, 1 to 4."""
    return FuzzyDate(*_part(year, number, 3), Precision.QUARTER, words)


def half(year: int, number: int, words: str = "") -> FuzzyDate:
    """Halves of the calendar year, 1 and 2."""
    return FuzzyDate(*_part(year, number, 6), Precision.HALF, words)


def year(year: int, words: str = "") -> FuzzyDate:
    return FuzzyDate(*months(year, 1, year, 12), Precision.YEAR, words)


def span(first: date | None, last: date | None, words: str = "") -> FuzzyDate:
    """A range of days; one end may be None, which leaves it open."""
    return FuzzyDate(first, last, Precision.RANGE, words)


def _part(year: int, number: int, size: int) -> tuple[date, date]:
    return months(year, (number - 1) * size + 1, year, number * size)


def order_key(fuzzy: FuzzyDate) -> tuple[date, date]:
    """Sorts by first day (by the last where there is no first); of two that begin together, the
    one that is over sooner comes first, and an open end comes last."""
    return fuzzy.dated_on, fuzzy.last or date.max


def before(one: FuzzyDate, other: FuzzyDate) -> bool:
    """Is every day of the one earlier than every day of the other? An open end may be any day."""
    return one.last is not None and other.first is not None and one.last < other.first


def after(one: FuzzyDate, other: FuzzyDate) -> bool:
    """Is every day of the one later than every day of the other? An open end may be any day."""
    return before(other, one)


def overlaps(one: FuzzyDate, other: FuzzyDate) -> bool:
    """Could both be the same day?"""
    return not before(one, other) and not after(one, other)


def is_past(fuzzy: FuzzyDate, today: date) -> bool:
    """Is even its last day over on the tracker's today? What has no last day is never past."""
    return fuzzy.last is not None and fuzzy.last < today


def is_coming(fuzzy: FuzzyDate, today: date) -> bool:
    """Does even its first day lie after the tracker's today? What has no first day is not."""
    return fuzzy.first is not None and fuzzy.first > today


ONE_DAY = timedelta(days=1)
