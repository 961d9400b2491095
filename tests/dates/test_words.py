"""A date is said in calm English, and never more exactly than it is known."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import dates
from issues.dates import FuzzyDate, Precision, parse, phrase, short, span, within, words

SAID = [
    (dates.day(date(2026, 5, 12)), "12 May 2026", "12 May 2026"),
    (dates.month(2026, 9), "September 2026", "Sep 2026"),
    (dates.quarter(2026, 2), "second quarter of 2026", "Q2 2026"),
    (dates.half(2026, 1), "first half of 2026", "H1 2026"),
    (dates.year(2026), "2026", "2026"),
    (span(date(2026, 5, 12), date(2026, 6, 30)), "12 May to 30 June 2026", "12 May–30 Jun 2026"),
    (span(date(2026, 6, 12), date(2026, 6, 30)), "12 to 30 June 2026", "12–30 Jun 2026"),
    (span(date(2026, 3, 1), date(2026, 5, 31)), "March to May 2026", "Mar–May 2026"),
    (span(date(2026, 4, 1), date(2027, 3, 31)), "April 2026 to March 2027", "Apr 2026–Mar 2027"),
    (span(date(2026, 1, 1), date(2027, 12, 31)), "2026 to 2027", "2026–2027"),
    (span(None, date(2026, 12, 31)), "by the end of 2026", "by end 2026"),
    (span(None, date(2026, 4, 30)), "by the end of April 2026", "by end Apr 2026"),
    (span(None, date(2026, 4, 12)), "by 12 April 2026", "by 12 Apr 2026"),
    (span(date(2027, 1, 1), None), "not before 2027", "not before 2027"),
    (span(date(2027, 5, 1), None), "not before May 2027", "not before May 2027"),
    (span(date(2027, 5, 2), None), "not before 2 May 2027", "not before 2 May 2027"),
]


@pytest.mark.parametrize(("fuzzy", "long", "narrow"), SAID)
def test_says(fuzzy, long, narrow):
    assert (words(fuzzy), short(fuzzy)) == (long, narrow)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Over the summer of 2025", "summer 2025"),
        ("EARLY 2027", "early 2027"),
        ("fiscal year 2026 (Japan)", "FY2026 (Japan)"),
        ("by mid-May 2026", "by mid-May 2026"),
        ("by the start of 2027", "by the start of 2027"),
        ("12 May 2026 to 2027", "12 May 2026 to 2027"),
        ("May to May 2026", "May 2026"),
    ],
)
def test_vague_words_stay_vague(typed, said):
    assert words(parse(typed)) == said


def test_vague_words_that_mean_another_range_are_not_said():
    assert words(span(date(2026, 3, 1), date(2026, 5, 31), "early 2026")) == "March to May 2026"


days = st.dates(min_value=date(1000, 1, 1), max_value=date(9999, 12, 31))
years = st.integers(1000, 9999)
fuzzy_dates = st.one_of(
    st.builds(dates.day, days),
    st.builds(dates.month, years, st.integers(1, 12)),
    st.builds(dates.quarter, years, st.integers(1, 4)),
    st.builds(dates.half, years, st.integers(1, 2)),
    st.builds(dates.year, years),
    st.builds(lambda a, b: span(min(a, b), max(a, b)), days, days),
    st.builds(lambda a, n: span(a, a + timedelta(n)), days.filter(lambda d: d.year < 9990),
              st.integers(0, 800)),
    st.builds(lambda y, m, y2, m2: span(*sorted_months(y, m, y2, m2)), years, st.integers(1, 12),
              years, st.integers(1, 12)),
    st.builds(span, days, st.none()),
    st.builds(span, st.none(), days),
)  # fmt: skip


def sorted_months(year, month, other_year, other_month):
    (year, month), (other_year, other_month) = sorted([(year, month), (other_year, other_month)])
    return dates.fuzzy.months(year, month, other_year, other_month)


@given(fuzzy_dates)
def test_what_is_said_is_read_back_as_the_same_date(fuzzy):
    assert parse(words(fuzzy)) == fuzzy
    assert parse(short(fuzzy)) == fuzzy


MONTH_NAMES = ["January", "Feb", "march", "April", "May", "Jun", "sept.", "December"]
coarse = st.one_of(
    st.builds("{} {}".format, st.sampled_from(MONTH_NAMES), st.integers(1900, 2100)),
    st.builds("{}-{:02d}".format, st.integers(1900, 2100), st.integers(1, 12)),
    st.builds("Q{} {}".format, st.integers(1, 4), st.integers(1900, 2100)),
    st.builds("H{} {}".format, st.integers(1, 2), st.integers(1900, 2100)),
    st.builds("{}{}".format, st.sampled_from(["", "spring ", "the summer of ", "early ", "mid-",
              "end of ", "autumn "]), st.integers(1900, 2100)),
    st.builds("{} {} {}".format, st.sampled_from(["early", "mid", "late", "the beginning of"]),
              st.sampled_from(MONTH_NAMES), st.integers(1900, 2100)),
    st.builds("FY{} ({})".format, st.integers(1900, 2100), st.sampled_from(["Japan", "US"])),
)  # fmt: skip
coarse_texts = st.one_of(
    coarse,
    st.builds("{} {}".format, st.sampled_from(["by", "by the end of", "before", "after", "until",
              "not before", "since", "by the start of"]), coarse),
    st.builds("{} to {}".format, coarse, coarse),
)  # fmt: skip
A_DAY = re.compile(r"\b\d{1,2}(st|nd|rd|th)? [A-Za-z]{3}|\d-\d\d-\d\d|[a-z] \d{1,2}\b(?!/)")


@given(coarse_texts)
def test_no_day_is_ever_named_where_none_was_typed(text):
    try:
        fuzzy = parse(text)
    except dates.UnreadableDate as refusal:
        refused = str(refusal)
    else:
        refused = ""
    if refused:
        assert "ends before it starts" in refused
        return
    assert fuzzy.precision is not Precision.DAY
    assert not A_DAY.search(words(fuzzy)), words(fuzzy)
    assert not A_DAY.search(short(fuzzy)), short(fuzzy)
    assert parse(words(fuzzy)) == fuzzy


@given(st.text())
def test_no_text_whatever_breaks_the_reader(text):
    try:
        found = parse(text)
    except dates.UnreadableDate:
        return
    assert isinstance(found, FuzzyDate)


@given(st.lists(st.sampled_from(["by", "end", "of", "to", "May", "12", "2026", "Q2", "mid-", "..",
                "early", "FY", "(Japan)", "between", "and", "2026-05-12", "-", "/"]), max_size=7)
       .map(" ".join))  # fmt: skip
def test_no_jumble_of_date_words_breaks_the_reader_or_what_it_says(text):
    try:
        fuzzy = parse(text)
    except dates.UnreadableDate:
        return
    assert parse(words(fuzzy)) == fuzzy


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("12 May 2026", "on 12 May 2026"),
        ("May 2026", "in May 2026"),
        ("2026", "in 2026"),
        ("Q2 2026", "in the second quarter of 2026"),
        ("first half of 2026", "in the first half of 2026"),
        ("early 2027", "in early 2027"),
        ("spring 2026", "in spring 2026"),
        ("March to May 2026", "from March to May 2026"),
        ("12 to 30 June 2026", "from 12 to 30 June 2026"),
        ("Q2 2026 to 2027", "from Q2 2026 to 2027"),
        ("by the end of 2026", "by the end of 2026"),
        ("not before May 2027", "not before May 2027"),
    ],
)
def test_a_date_has_its_preposition(date, expected):
    assert within(parse(date)) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Q4 2026", "the fourth quarter of 2026"),
        ("H1 2027", "the first half of 2027"),
        ("12 May 2026", "12 May 2026"),
        ("May 2026", "May 2026"),
        ("2026", "2026"),
        ("spring 2026", "spring 2026"),
        ("early 2027", "early 2027"),
        ("March to May 2026", "March to May 2026"),
    ],
)
def test_a_part_of_a_year_has_its_article_in_a_sentence(text, said):
    assert phrase(parse(text)) == said
    assert parse(phrase(parse(text))) == parse(said)
