"""An expectation in one line, wherever entries are shown: who expects it, by when, how it stands.

A retraction of one tells the line that it takes back, as it does the text.
"""

from datetime import date
from decimal import Decimal

from issues.lifecycle.expectations import (
    Resolution,
    is_overdue,
    percent_words,
    said_sentence,
)
from issues.lifecycle.kinds import Change
from issues.reads.days import fuzzy_within, overdue_words
from issues.reads.taken_back import told

# For values_list of entries; beside them stands the date of the entry.
EXPECTATION_COLUMNS = told(("expected_by__name", "probability", "resolution"))


def expectation_line(
    first: date | None,
    last: date | None,
    precision: str,
    words: str,
    who: str | None,
    probability: Decimal | None,
    resolution: str,
    today: date | None = None,
) -> str:
    """The line, from the columns of a date and from EXPECTATION_COLUMNS; "" for other kinds.

    On the day `today` of the reader it also says what is overdue, and for how long.
    """
    if not who:
        return ""
    chance = None if probability is None else float(probability)
    said = said_sentence(who, fuzzy_within(first, last, precision, words), chance)
    ended = Resolution(resolution or "")
    if today and is_overdue(last, ended, today):
        return f"{said}; {overdue_words(first, last, precision, words, today)}"
    return f"{said}; {ended.label}" if ended != Resolution.OPEN else said


def step_line(change: str, within: str, probability: Decimal | None, resolution: str) -> str:
    """What a step of an expectation says: "moved, now by the end of 2026", "now at 40%", "met".

    "" for a change that is none: a correction, new wording, a retraction.
    """
    match change:
        case Change.MOVED:
            return f"moved, now {within}"
        case Change.REVISED if probability is None:
            return "no longer given a probability"
        case Change.REVISED:
            return f"now at {percent_words(float(probability or 0))}"
        case Change.RESOLVED:
            return Resolution(resolution).label
    return ""
