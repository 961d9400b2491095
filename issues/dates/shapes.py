"""The shapes of a single date: each pattern with what it means and, if vague, how to say it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

from issues.dates.fuzzy import (
    MONTH_NAMES,
    FuzzyDate,
    Precision,
    day,
    half,
    month,
    months,
    quarter,
    span,
    year,
)

NAMES = [name.casefold() for name in MONTH_NAMES]
MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in NAMES[1:]) + "|sept)"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means, and the words for it when naming months or days would overstate it."""

    fuzzy: FuzzyDate
    vague: str = ""


def read_shape(text: str) -> Reading | None:
    """What a tidied text (lower case, single spaces) means, or None for no known shape.

    Raises ValueError with a sentence for a known shape that means no date, or two.
    """
    for pattern, meaning in SHAPES:
        if match := pattern.fullmatch(text):
            found = meaning(*match.groups())
            return found if isinstance(found, Reading) else Reading(found)
    return None


def said(reading: Reading) -> str:
    """One end of a mixed range, as exactly as it was given."""
    if reading.vague:
        return reading.vague
    first, precision = reading.fuzzy.dated_on, reading.fuzzy.precision
    in_month = f"{MONTH_NAMES[first.month]} {first.year:04d}"
    match precision:
        case Precision.DAY:
            return f"{first.day} {in_month}"
        case Precision.QUARTER:
            return f"Q{(first.month + 2) // 3} {first.year:04d}"
        case Precision.HALF:
            return f"H{(first.month + 5) // 6} {first.year:04d}"
    return in_month if precision is Precision.MONTH else f"{first.year:04d}"


def _day(year: str, name: str, on: str) -> FuzzyDate:
    first = _month(year, name).dated_on
    if not 1 <= int(on) <= monthrange(first.year, first.month)[1]:
        raise ValueError(f"{MONTH_NAMES[first.month]} {year} has no day {int(on)}")
    return day(first.replace(day=int(on)))


def _month(year: str, name: str) -> FuzzyDate:
    if not 1 <= _month_number(name) <= 12:
        raise ValueError(f"There is no month {name}; months are 01 to 12")
    return month(int(year), _month_number(name))


def _month_number(name: str) -> int:
    if name.isdigit():
        return int(name)
    return next(number for number, full in enumerate(NAMES) if full and full[:3] == name[:3])


COUNTED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}


def _count(text: str) -> int:
    return COUNTED.get(text) or int(text[0])


def _half(number: str, of_year: str) -> FuzzyDate:
    return half(int(of_year), 2 if number in ("second", "last") else _count(number))


PARTS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
PART_NAMES = ("early ", "mid-", "late ")


def _third_of_year(part: str, of_year: str) -> Reading:
    """Early, mid and late: four months each."""
    third, number = PARTS[part], int(of_year)
    days = months(number, third * 4 + 1, number, third * 4 + 4)
    return Reading(span(*days), f"{PART_NAMES[third]}{of_year}")


def _third_of_month(part: str, name: str, of_year: str) -> Reading:
    """Early, mid and late: days 1 to 10, 11 to 20, and the rest."""
    third, whole = PARTS[part], _month(of_year, name)
    first = whole.dated_on.replace(day=third * 10 + 1)
    last = whole.last if third == 2 else first.replace(day=third * 10 + 10)
    return Reading(span(first, last), f"{PART_NAMES[third]}{MONTH_NAMES[first.month]} {of_year}")


SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}


def _season(name: str, of_year: str) -> Reading:
    """Seasons of the northern hemisphere, three whole months each."""
    opening, closing = SEASONS[name]
    days = months(int(of_year), opening, int(of_year), closing)
    return Reading(span(*days), f"{name} {of_year}".replace("fall", "autumn"))


def _winter(of_year: str, next_year: str | None) -> Reading:
    number = int(of_year)
    if next_year is None or int(next_year) not in (number + 1, (number + 1) % 100):
        raise ValueError(f"Winter {of_year} has two meanings; write winter {of_year}/"
                         f"{(number + 1) % 100:02d}, or the months")  # fmt: skip
    days = months(number, 12, number + 1, 2)
    return Reading(span(*days), f"winter {of_year}/{(number + 1) % 100:02d}")


FISCAL = {
    "japan": ("Japan", 0, 4),
    "us": ("US", -1, 10),
    "uk": ("UK", 0, 4),
    "india": ("India", 0, 4),
}
COUNTRY = {"japanese": "japan", "japan's": "japan", "japan’s": "japan", "u.s.": "us", "usa": "us",
           "american": "us", "british": "uk", "u.k.": "uk", "indian": "india"}  # fmt: skip


def _fiscal_year(country: str, of_year: str) -> Reading:
    """Japan, UK and India count from April of that year, the US from October of the year before
    (the UK's tax year of 6 April is not meant)."""
    known = FISCAL.get(COUNTRY.get(country, country))
    if known is None:
        raise ValueError(f"The fiscal year of {country} is not known; write its months instead")
    name, offset, opening = known
    start = int(of_year) + offset
    days = months(start, opening, start + 1, opening - 1)
    return Reading(span(*days), f"FY{of_year} ({name})")


def _whose_fiscal_year(of_year: str) -> Reading:
    raise ValueError(
        f"Fiscal years differ by country; write FY{of_year} (Japan) or FY{of_year} (US)"
    )


def _ambiguous(text: str) -> Reading:
    raise ValueError(f"“{text}” has two meanings; name the month, or write year-month-day")


Meaning = Callable[..., FuzzyDate | Reading]
YEAR = r"(\d{4})"
OF = r"(?: of| in)? (?:the year )?"
COUNT = r"(1st|2nd|3rd|4th|first|second|third|fourth|last)"
PART = r"(early|mid|late|start of|beginning of|middle of|end of)"
LAND = r"([a-z.’']+)"
FY = r"(?:fy|fiscal year|fiscal) ?"

SHAPES: tuple[tuple[re.Pattern[str], Meaning], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"{YEAR}-(\d\d)-(\d\d)", _day),
        (rf"(\d\d?)(?: of)? ({MONTH})(?: of)? {YEAR}", lambda d, m, y: _day(y, m, d)),
        (rf"({MONTH}) (\d\d?) {YEAR}", lambda m, d, y: _day(y, m, d)),
        (rf"{YEAR} ({MONTH}) (\d\d?)", _day),
        (rf"{YEAR}-(\d\d)", _month),
        (rf"({MONTH})(?: of)? {YEAR}", lambda m, y: _month(y, m)),
        (rf"{YEAR} ({MONTH})", _month),
        (rf"(?:year )?{YEAR}", lambda y: year(int(y))),
        (rf"{YEAR}[ -]?q([1-4])", lambda y, n: quarter(int(y), int(n))),
        (rf"q([1-4]){OF}[ -]?{YEAR}|q([1-4])[ -]?{YEAR}",
         lambda n, y, m, z: quarter(int(y or z), int(n or m))),
        (rf"{COUNT} quarter{OF}{YEAR}", lambda n, y: quarter(int(y), _count(n))),
        (rf"{YEAR}[ -]?h([12])", lambda y, n: half(int(y), int(n))),
        (rf"h([12]){OF}[ -]?{YEAR}|h([12])[ -]?{YEAR}",
         lambda n, y, m, z: half(int(y or z), int(n or m))),
        (rf"(1st|2nd|first|second|last) half{OF}{YEAR}", _half),
        (rf"{PART} (?:the )?(?:year )?{YEAR}", lambda p, y: _third_of_year(p.split()[0], y)),
        (rf"{PART} (?:the )?({MONTH})(?: of)? {YEAR}",
         lambda p, m, y: _third_of_month(p.split()[0], m, y)),
        (rf"(spring|summer|autumn|fall){OF}{YEAR}", _season),
        (rf"{YEAR} (spring|summer|autumn|fall)", lambda y, s: _season(s, y)),
        (rf"winter{OF}{YEAR}(?:[/-](\d\d|\d{{4}}))?", _winter),
        (rf"{FY}{YEAR} ?\({LAND}\)", lambda y, c: _fiscal_year(c, y)),
        (rf"{FY}{YEAR} (?:in|of) {LAND}", lambda y, c: _fiscal_year(c, y)),
        (rf"{LAND} {FY}{YEAR}", _fiscal_year),
        (rf"{FY}{YEAR}", _whose_fiscal_year),
        (r"(\d\d?[./-]\d\d?[./-]\d{4})", _ambiguous),
    )
)  # fmt: skip
