"""In which month, quarter, half or year of a calendar a fuzzy date stands."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.dates import FuzzyDate, parse, span, unit, unit_key, words


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("12 May 2026", "May 2026"),
        ("May 2026", "May 2026"),
        ("late May 2026", "May 2026"),
        ("12 May to 30 June 2026", "second quarter of 2026"),
        ("Q2 2026", "second quarter of 2026"),
        ("spring 2026", "first half of 2026"),
        ("early 2027", "first half of 2027"),
        ("second half of 2026", "second half of 2026"),
        ("mid-2026", "2026"),
        ("2026", "2026"),
        ("FY2026 (Japan)", "2026 to 2027"),
        ("by 12 May 2026", "May 2026"),
        ("by the end of 2026", "December 2026"),
        ("not before 2027", "not before 2027"),
    ],
)
def test_a_date_stands_in_the_smallest_unit_that_holds_all_its_days(date, expected):
    assert words(unit(parse(date))) == expected


def test_units_come_in_the_order_in_which_they_are_over_the_shortest_first():
    asked = ["2026", "Q4 2026", "December 2026", "H2 2026", "January 2027", "not before 2027"]
    found = sorted((unit(parse(text)) for text in asked), key=unit_key)
    assert [words(each) for each in found] == [
        "December 2026",
        "fourth quarter of 2026",
        "second half of 2026",
        "2026",
        "not before 2027",
        "January 2027",
    ]


days = st.dates(min_value=parse("1900").first, max_value=parse("2100").last)


@given(days, st.integers(0, 2000))
def test_a_unit_holds_every_day_of_the_date(first, length):
    fuzzy = span(first, first + timedelta(days=length))
    found = unit(fuzzy)
    assert found.first <= fuzzy.first
    assert fuzzy.last <= found.last


@given(days)
def test_a_unit_is_never_as_exact_as_a_day(day):
    for fuzzy in (span(day, day), FuzzyDate(None, day, "range")):
        assert unit(fuzzy).precision == "month"
