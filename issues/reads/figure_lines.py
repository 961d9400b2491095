"""A figure in one line, wherever entries are shown: what it measures, how much, as of when, by
whom. A retraction of one tells the line that it takes back, as it does the text."""

from datetime import date
from decimal import Decimal

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.figures import Rung
from issues.reads.measures import Figure, figure_sentence
from issues.reads.taken_back import told

# For values_list of entries; beside them stands the date of the entry.
FIGURE_COLUMNS = told(("measure", "rung", "value", "unit", "currency", "reporter__name"))


def figure_line(
    first: date | None,
    last: date | None,
    precision: str,
    words: str,
    measure: str,
    rung: str,
    value: Decimal | None,
    unit: str,
    currency: str,
    reporter: str | None,
) -> str:
    """The line, from the columns of a date and from FIGURE_COLUMNS; "" for what is no figure."""
    if value is None:
        return ""
    as_of = FuzzyDate(first, last, Precision(precision), words)
    return figure_sentence(
        Figure(0, measure, Rung(rung), value, unit, currency, as_of, reporter or "")
    )
