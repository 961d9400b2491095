"""Days in words, remembered: a list says the same few hundred dates over and over."""

from datetime import date, timedelta
from functools import lru_cache

from issues import dates
from issues.dates import FuzzyDate, Precision
from issues.lifecycle.knowledge import AsOf


@lru_cache(maxsize=8192)
def day_words(day: date) -> str:
    """A day of ours, known exactly: "12 May 2026"."""
    return dates.words(dates.day(day))


@lru_cache(maxsize=8192)
def day_short(day: date) -> str:
    """The same for table cells: "12 May 2026" for May, "12 Jun 2026" for June."""
    return dates.short(dates.day(day))


@lru_cache(maxsize=8192)
def fuzzy_words(first: date | None, last: date | None, precision: str, words: str) -> str:
    """The columns of a fuzzy date, said as exactly as it is known."""
    return dates.words(FuzzyDate(first, last, Precision(precision), words))


@lru_cache(maxsize=8192)
def fuzzy_phrase(first: date | None, last: date | None, precision: str, words: str) -> str:
    """The same as it follows "since" or "from"."""
    return dates.phrase(FuzzyDate(first, last, Precision(precision), words))


@lru_cache(maxsize=8192)
def fuzzy_short(first: date | None, last: date | None, precision: str, words: str) -> str:
    """The same for table cells."""
    return dates.short(FuzzyDate(first, last, Precision(precision), words))


@lru_cache(maxsize=8192)
def fuzzy_within(first: date | None, last: date | None, precision: str, words: str) -> str:
    """The same with its preposition: "in May 2026"."""
    return dates.within(FuzzyDate(first, last, Precision(precision), words))


@lru_cache(maxsize=8192)
def overdue_words(
    first: date | None, last: date | None, precision: str, words: str, today: date
) -> str:
    """Of a date that is over: "overdue by 12 days", or just "overdue" where no whole unit is."""
    over = dates.over_for(FuzzyDate(first, last, Precision(precision), words), today)
    return f"overdue by {over}" if over else "overdue"


def day_name(at: AsOf) -> str:
    """How a page calls its day: "today", and one that was chosen "28 Oct 2025"."""
    return day_short(at.day) if at.chosen else "today"


def is_stale(checked: date | None, opened: date, today: date, stale_after: timedelta) -> bool:
    """Was an issue not looked at for longer than `stale_after`? Whoever opens one looks at it."""
    return today - max(checked or opened, opened) > stale_after
