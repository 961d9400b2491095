"""Spans are well formed as the database demands it, and compare without guessing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import dates
from issues.dates import FuzzyDate, after, before, is_coming, is_past, order_key, overlaps, parse


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        (date(2026, 5, 1), date(2026, 5, 30), "month"),
        (date(2026, 5, 2), date(2026, 5, 31), "month"),
        (date(2026, 5, 1), date(2026, 6, 30), "month"),
        (date(2026, 5, 1), date(2026, 7, 31), "quarter"),
        (date(2026, 4, 1), date(2026, 9, 30), "half"),
        (date(2026, 4, 1), date(2027, 3, 31), "year"),
        (date(2026, 1, 1), date(2027, 12, 31), "year"),
        (date(2026, 5, 12), date(2026, 5, 13), "day"),
    ],
)
def test_a_span_that_is_not_what_its_precision_says_is_refused(first, last, precision):
    with pytest.raises(ValueError, match=f"is not exactly one {precision}"):
        FuzzyDate(first, last, precision)


def test_a_date_without_any_day_is_refused():
    with pytest.raises(ValueError, match="both are missing"):
        dates.span(None, None)


def test_a_date_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before it starts"):
        dates.span(date(2026, 5, 2), date(2026, 5, 1))


@pytest.mark.parametrize("precision", ["day", "month", "quarter", "half", "year"])
def test_only_a_range_may_have_an_open_end(precision):
    with pytest.raises(ValueError, match="Only a range may have an open end"):
        FuzzyDate(None, date(2026, 12, 31), precision)


def test_words_do_not_count_when_dates_are_compared():
    assert parse("May 2026") == parse("2026-05")
    assert hash(parse("May 2026")) == hash(parse("2026-05"))


def test_sorts_by_first_day_then_by_what_is_over_sooner():
    texts = ["2025", "by May 2026", "not before 2027", "2026", "Q1 2026", "2026-01-01", "May 2026"]
    assert sorted(texts, key=lambda text: order_key(parse(text))) == [
        "2025",
        "2026-01-01",
        "Q1 2026",
        "2026",
        "May 2026",
        "by May 2026",
        "not before 2027",
    ]


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("April 2026", "May 2026", "before"),
        ("May 2026", "12 May 2026", "overlaps"),
        ("by end of 2026", "2027", "before"),
        ("by end of 2026", "May 1999", "overlaps"),
        ("not before 2027", "2026", "after"),
        ("not before 2027", "2050", "overlaps"),
    ],
)
def test_compares(one, other, relation):
    one, other = parse(one), parse(other)
    assert before(one, other) is (relation == "before")
    assert after(one, other) is (relation == "after")
    assert overlaps(one, other) is (relation == "overlaps")


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("30 June 2026", True, False),
        ("1 July 2026", False, False),
        ("2 July 2026", False, True),
        ("July 2026", False, False),
        ("by end of June 2026", True, False),
        ("by end of 2026", False, False),
        ("not before 2026", False, False),
        ("not before 2027", False, True),
    ],
)
def test_past_and_coming_are_judged_from_the_tracker_s_day(text, past, coming):
    today = date(2026, 7, 1)
    assert is_past(parse(text), today) is past
    assert is_coming(parse(text), today) is coming


bounds = st.one_of(st.none(), st.dates())


@given(bounds, bounds, bounds, bounds)
def test_exactly_one_of_before_after_and_overlaps_holds(a, b, c, d):
    if not ((a or b) and (c or d)) or (a and b and a > b) or (c and d and c > d):
        return
    one, other = dates.span(a, b), dates.span(c, d)
    assert [before(one, other), after(one, other), overlaps(one, other)].count(True) == 1
    assert overlaps(one, other) == overlaps(other, one)
