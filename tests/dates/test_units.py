"""In which month, quarter, half or year of a calendar a fuzzy date stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.dates import FuzzyDate, over_for, parse, span, unit, unit_key, words


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


@pytest.mark.parametrize(
    ("text", "today", "said"),
    [
        ("12 May 2026", "2026-05-12", ""),
        ("12 May 2026", "2026-05-13", "1 day"),
        ("12 May 2026", "2026-11-24", "196 days"),
        ("by the end of 2025", "2026-11-24", "328 days"),
        ("by 14 February 2026", "2026-11-24", "283 days"),
        ("2 to 15 April 2026", "2026-04-17", "2 days"),
        ("April 2026", "2026-05-30", ""),
        ("April 2026", "2026-05-31", "1 month"),
        ("early 2026", "2026-11-24", "6 months"),
        ("March to May 2026", "2026-11-24", "5 months"),
        ("Q1 2026", "2027-03-31", "12 months"),
        ("H2 2025", "2026-02-27", "1 month"),
        ("H2 2025", "2026-02-28", "2 months"),
        ("2025", "2026-12-30", ""),
        ("2025", "2026-12-31", "1 year"),
        ("2023", "2026-11-24", "2 years"),
        ("not before 2020", "2026-11-24", ""),
    ],
)
def test_a_date_is_over_for_as_long_as_can_be_said_of_it(text, today, said):
    assert over_for(parse(text), date.fromisoformat(today)) == said


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
