"""Says a fuzzy date in English, never more exactly than it is known."""

from __future__ import annotations

from datetime import date

from issues.dates.fuzzy import MONTH_NAMES, ONE_DAY, FuzzyDate, Precision
from issues.dates.reading import vague_phrase

MONTHS_SHORT = tuple(name[:3] for name in MONTH_NAMES)
ORDINALS = ("", "first", "second", "third", "fourth")


def words(fuzzy: FuzzyDate) -> str:
    """The date in calm English: "12 May 2026", "second quarter of 2026", "by the end of 2026".

    A range of whole months names no day. Vague words of the source ("early 2027") are said as
    they are when they mean this very range. `parse` reads every answer back to an equal date.
    """
    return vague_phrase(fuzzy) or _exact(fuzzy, MONTH_NAMES)


def short(fuzzy: FuzzyDate) -> str:
    """The same for narrow places: "12 May 2026", "Q2 2026", "Mar–May 2026", "by end 2026"."""
    if vague := vague_phrase(fuzzy):
        return vague
    if fuzzy.precision is Precision.QUARTER:
        return f"Q{_number(fuzzy, 3)} {_year(fuzzy.dated_on)}"
    if fuzzy.precision is Precision.HALF:
        return f"H{_number(fuzzy, 6)} {_year(fuzzy.dated_on)}"
    return _exact(fuzzy, MONTHS_SHORT).replace(" to ", "–").replace("by the end of", "by end")


def phrase(fuzzy: FuzzyDate) -> str:
    """The date as it follows "since" or "from" in a sentence: "the second quarter of 2026"."""
    said = words(fuzzy)
    return f"the {said}" if fuzzy.precision in (Precision.QUARTER, Precision.HALF) else said


def within(fuzzy: FuzzyDate) -> str:
    """The date with its preposition: "on 12 May 2026", "in the second quarter of 2026", "from March
    to May 2026", "by the end of 2026"."""
    said = phrase(fuzzy)
    if fuzzy.first is None or fuzzy.last is None:
        return said
    if fuzzy.precision is Precision.DAY:
        return f"on {said}"
    return f"from {said}" if " to " in said else f"in {said}"


def _exact(fuzzy: FuzzyDate, names: tuple[str, ...]) -> str:
    on = fuzzy.dated_on
    match fuzzy.precision:
        case Precision.DAY:
            return _day(on, names)
        case Precision.MONTH:
            return _month(on, names)
        case Precision.QUARTER:
            return f"{ORDINALS[_number(fuzzy, 3)]} quarter of {_year(on)}"
        case Precision.HALF:
            return f"{ORDINALS[_number(fuzzy, 6)]} half of {_year(on)}"
        case Precision.YEAR:
            return _year(on)
    if fuzzy.first is None:
        return _until(on, names)
    if fuzzy.last is None:
        return f"not before {_start(on, names)}"
    return _between(fuzzy.first, fuzzy.last, names)


def _until(last: date, names: tuple[str, ...]) -> str:
    if not _ends_month(last):
        return f"by {_day(last, names)}"
    return f"by the end of {_year(last) if last.month == 12 else _month(last, names)}"


def _start(first: date, names: tuple[str, ...]) -> str:
    if first.day > 1:
        return _day(first, names)
    return _year(first) if first.month == 1 else _month(first, names)


def _between(first: date, last: date, names: tuple[str, ...]) -> str:
    """Both ends in one manner (years, months or days); what they share is said once."""
    same_year = first.year == last.year
    if same_year and first.month == last.month:
        return f"{first.day} to {_day(last, names)}"
    if first.day > 1 or not _ends_month(last):
        start, end = _day(first, names), _day(last, names)
    elif first.month == 1 and last.month == 12 and not same_year:
        return f"{_year(first)} to {_year(last)}"
    else:
        start, end = _month(first, names), _month(last, names)
    return f"{start.removesuffix(' ' + _year(first)) if same_year else start} to {end}"


def _ends_month(day: date) -> bool:
    return day == date.max or (day + ONE_DAY).day == 1


def _number(fuzzy: FuzzyDate, size: int) -> int:
    return (fuzzy.dated_on.month - 1) // size + 1


def _day(on: date, names: tuple[str, ...]) -> str:
    return f"{on.day} {_month(on, names)}"


def _month(on: date, names: tuple[str, ...]) -> str:
    return f"{names[on.month]} {_year(on)}"


def _year(on: date) -> str:
    return f"{on.year:04d}"
