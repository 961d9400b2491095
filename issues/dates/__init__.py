"""Fuzzy dates: what they are, how they are read and how they are said. Knows nothing of ours."""

from issues.dates.fuzzy import (
    FuzzyDate,
    Precision,
    after,
    before,
    day,
    half,
    is_coming,
    is_past,
    malformed,
    month,
    order_key,
    overlaps,
    quarter,
    span,
    year,
)
from issues.dates.reading import EXAMPLES, UnreadableDate, parse
from issues.dates.saying import phrase, short, within, words
from issues.dates.units import is_exact, unit, unit_key

__all__ = [
    "EXAMPLES",
    "FuzzyDate",
    "Precision",
    "UnreadableDate",
    "after",
    "before",
    "day",
    "half",
    "is_coming",
    "is_exact",
    "is_past",
    "malformed",
    "month",
    "order_key",
    "overlaps",
    "parse",
    "phrase",
    "quarter",
    "short",
    "span",
    "unit",
    "unit_key",
    "within",
    "words",
    "year",
]
