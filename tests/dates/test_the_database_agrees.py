"""The database's check of fuzzy dates and ours are two; they must say the same."""

from datetime import date, timedelta
from itertools import product

from django.db import connection

from issues.dates import Precision, malformed

_EDGES = [
    date(year, month, 1) + timedelta(days=shift)
    for year in (2023, 2024)
    for month in (1, 2, 3, 4, 6, 7, 10, 12)
    for shift in (-1, 0, 1)
]
_SPANS = list(product([None, *_EDGES], [None, *_EDGES, date(2024, 12, 31)], Precision))

_ASK = """
    SELECT coalesce(issues_well_formed(first_on, last_on, exactness), false)
    FROM unnest(%s::date[], %s::date[], %s::text[]) WITH ORDINALITY
        AS given(first_on, last_on, exactness, number)
    ORDER BY number
"""


def test_on_every_span_between_the_edges_of_months(db):
    columns = [list(column) for column in zip(*_SPANS, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, columns)
        theirs = [answer for (answer,) in cursor]
    ours = [not malformed(*span) for span in _SPANS]
    assert [span for span, a, b in zip(_SPANS, ours, theirs, strict=True) if a != b] == []
    assert 0 < ours.count(True) < len(ours)
