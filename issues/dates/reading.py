"""Reads the dates that analysts type, as exactly as they were typed and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from issues.dates.fuzzy import ONE_DAY, FuzzyDate, Precision, span
from issues.dates.shapes import MONTH, Reading, read_shape, said

EXAMPLES = (
    "12 May 2026",
    "2026-05-12",
    "May 2026",
    "Q2 2026",
    "first half of 2026",
    "2026",
    "spring 2026",
    "early 2027",
    "12 May to 30 June 2026",
    "by end of 2026",
    "not before 2027",
    "FY2026 (Japan)",
)


class UnreadableDate(ValueError):
    """The text is no date that we can read; the message says why and shows what can be typed."""

    def __init__(self, text: str, reason: str = "") -> None:
        why = reason or f"“{text}” is not a date that can be read."
        super().__init__(f"{why} Write it for example as: {', '.join(EXAMPLES)}.")


def parse(text: str) -> FuzzyDate:
    """The fuzzy date that the text means; the text itself is kept, trimmed, as its words.

    Raises UnreadableDate for anything that it does not know or that has two meanings
    (05/12/2026, winter 2026, FY2026 without a country).
    """
    try:
        reading = _read(_tidy(text))
    except (ValueError, OverflowError) as error:
        raise UnreadableDate(text.strip(), _sentence(error)) from error
    if reading is None:
        raise UnreadableDate(text.strip())
    return replace(reading.fuzzy, words=" ".join(text.split()))


def vague_phrase(fuzzy: FuzzyDate) -> str:
    """What to say for words such as "early 2027" when they mean exactly this date, else ""."""
    reading = _meaning(fuzzy.words) if fuzzy.words else None
    return reading.vague if reading and reading.fuzzy == fuzzy else ""


@lru_cache(maxsize=4096)
def _meaning(text: str) -> Reading | None:
    """Remembered, because a page says the same words for every reader."""
    try:
        return _read(_tidy(text))
    except (ValueError, OverflowError):
        return None


def _sentence(error: Exception) -> str:
    text = str(error).strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


TIDYING: tuple[tuple[str, str], ...] = (
    (r"[,;]", " "),
    (r"[‐‑]", "-"),
    (r"\s*[–—]\s*", " to "),
    (r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", " "),
    (r"\b(\d{1,2})(st|nd|rd|th) (?!quarter|half)", r"\1 "),
    (r"\b(early|mid|late)[- ]+(?=\w)", r"\1 "),
    (rf"\b({MONTH})\.", r"\1 "),
    (rf"\b({MONTH}|q[1-4]|h[12]) ?- ?(?=[a-z])", r"\1 to "),
    (r"^(\d{4}) ?- ?(\d{4})$", r"\1 to \2"),
    (r"^(\d{1,2}) ?- ?(\d{1,2}) (?=[a-z])", r"\1 to \2 "),
    (r"\s+", " "),
)


def _tidy(text: str) -> str:
    tidy = re.sub(r"(?<=[^.])\.$", "", text.casefold().strip())
    for pattern, instead in TIDYING:
        tidy = re.sub(pattern, instead, tidy)
    return tidy.strip()


def _read(tidy: str) -> Reading | None:
    for reader in (_read_open, _read_between, _read_span):
        if reading := reader(tidy):
            return reading
    return None


def _read_span(tidy: str) -> Reading | None:
    return read_shape(re.sub(r"^((in|on|at|during|over|around the time of|the) )+", "", tidy))


Opening = Callable[[FuzzyDate], tuple[date | None, date | None]]

START_OF = "by the start of"
UNTIL = "by|until|till|no later than|not later than|not after|up to"

OPENINGS: tuple[tuple[str, str, Opening], ...] = (
    (r"not before|not until|no earlier than|no sooner than|from|since|starting", "not before",
     lambda fuzzy: (fuzzy.first, None)),
    (r"after|later than", "after", lambda fuzzy: (_day_after(fuzzy.last), None)),
    (r"by (?:the )?(?:start|beginning) of", START_OF, lambda fuzzy: (None, fuzzy.first)),
    (rf"(?:{UNTIL}|before) (?:the )?(?:very )?end(?: of)?(?: the)?", "by",
     lambda fuzzy: (None, fuzzy.last)),
    (UNTIL, "by", lambda fuzzy: (None, fuzzy.last)),
    (r"before|earlier than|ahead of", "before", lambda fuzzy: (None, _day_before(fuzzy.first))),
)  # fmt: skip


def _read_open(tidy: str) -> Reading | None:
    tidy = re.sub(r" (onwards?|or later|at the latest|at the earliest)$", "", tidy)
    tidy = re.sub(r"^(\S+)\.\.$", r"from \1", re.sub(r"^\.\.(\S+)$", r"by \1", tidy))
    for pattern, marker, opening in OPENINGS:
        match = re.fullmatch(f"(?:{pattern}) (.+)", tidy)
        if match and (inner := _read_span(match[1])):
            overstated = marker == START_OF and inner.fuzzy.precision is not Precision.DAY
            phrase = said(inner) if overstated else inner.vague
            return Reading(span(*opening(inner.fuzzy)), phrase and f"{marker} {phrase}")
    return None


def _day_after(day: date | None) -> date | None:
    return day and day + ONE_DAY


def _day_before(day: date | None) -> date | None:
    return day and day - ONE_DAY


def _read_between(tidy: str) -> Reading | None:
    tidy = re.sub(r"^between (.+) and (.+)$", r"\1 to \2", tidy)
    tidy = re.sub(r"^(from|over) ", "", tidy)
    parts = re.split(r" to | until | till |\s?\.\.\s?| - |/(?=\d{4}-)", tidy)
    if len(parts) != 2:
        return None
    left, right = _read_end(parts[0], parts[1]), _read_end(parts[1], parts[0])
    if left is None or right is None:
        return None
    if left == right and left.fuzzy.precision is not Precision.DAY:
        return left
    mixed = left.vague or right.vague or left.fuzzy.precision != right.fuzzy.precision
    phrase = f"{said(left)} to {said(right)}" if mixed else ""
    return Reading(span(left.fuzzy.first, right.fuzzy.last), phrase)


def _read_end(end: str, other: str) -> Reading | None:
    """One end of a range; what it leaves unsaid (year, month) is taken from the other end."""
    year = re.search(r"\b\d{4}$", other)
    month_after = re.search(rf"\b({MONTH}) \d{{4}}$", other)
    month_first = re.match(rf"({MONTH}) \d", other)
    candidates = [end]
    if year:
        candidates.append(f"{end} {year[0]}")
    if month_after:
        candidates.append(f"{end} {month_after[0]}")
    if month_first:
        candidates += [
            f"{month_first[1]} {end}",
            f"{month_first[1]} {end} {year[0] if year else ''}",
        ]
    return next((found for text in candidates if (found := _read_span(text.strip()))), None)
