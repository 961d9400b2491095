"""What analysts type is read as exactly as it was typed, or refused with examples."""

from datetime import date

import pytest

from issues.dates import FuzzyDate, Precision, UnreadableDate, parse, words

READ = [
    ("12 May 2026", "2026-05-12", "2026-05-12", "day"),
    ("2026-05-12", "2026-05-12", "2026-05-12", "day"),
    ("Tuesday, May 12th, 2026", "2026-05-12", "2026-05-12", "day"),
    ("29 Feb. 2028", "2028-02-29", "2028-02-29", "day"),
    ("May 2026", "2026-05-01", "2026-05-31", "month"),
    ("2026-05", "2026-05-01", "2026-05-31", "month"),
    ("Sept. 2026", "2026-09-01", "2026-09-30", "month"),
    ("2026 Q2", "2026-04-01", "2026-06-30", "quarter"),
    ("Q2 2026", "2026-04-01", "2026-06-30", "quarter"),
    ("the 2nd quarter of 2026", "2026-04-01", "2026-06-30", "quarter"),
    ("H1 2026", "2026-01-01", "2026-06-30", "half"),
    ("the first half of 2026", "2026-01-01", "2026-06-30", "half"),
    ("last half of 2026", "2026-07-01", "2026-12-31", "half"),
    ("2026", "2026-01-01", "2026-12-31", "year"),
    ("in 2026", "2026-01-01", "2026-12-31", "year"),
    ("spring 2026", "2026-03-01", "2026-05-31", "range"),
    ("over the summer of 2025", "2025-06-01", "2025-08-31", "range"),
    ("winter 2026/27", "2026-12-01", "2027-02-28", "range"),
    ("early 2027", "2027-01-01", "2027-04-30", "range"),
    ("mid-2027", "2027-05-01", "2027-08-31", "range"),
    ("late 2027", "2027-09-01", "2027-12-31", "range"),
    ("mid-May 2026", "2026-05-11", "2026-05-20", "range"),
    ("FY2026 (Japan)", "2026-04-01", "2027-03-31", "range"),
    ("Japan's fiscal year 2026", "2026-04-01", "2027-03-31", "range"),
    ("FY2026 (US)", "2025-10-01", "2026-09-30", "range"),
    ("2026-05-12..2026-06-30", "2026-05-12", "2026-06-30", "range"),
    ("2026-05-12/2026-06-30", "2026-05-12", "2026-06-30", "range"),
    ("12 May to 30 June 2026", "2026-05-12", "2026-06-30", "range"),
    ("12–30 June 2026", "2026-06-12", "2026-06-30", "range"),
    ("May 12 to 14, 2026", "2026-05-12", "2026-05-14", "range"),
    ("between May and June 2026", "2026-05-01", "2026-06-30", "range"),
    ("2025-2026", "2025-01-01", "2026-12-31", "range"),
    ("by end of 2026", None, "2026-12-31", "range"),
    ("by the end of the second quarter of 2026", None, "2026-06-30", "range"),
    ("by April 2026", None, "2026-04-30", "range"),
    ("before 2027", None, "2026-12-31", "range"),
    ("..2026-05-12", None, "2026-05-12", "range"),
    ("not before 2027", "2027-01-01", None, "range"),
    ("from 10 November 2026 onwards", "2026-11-10", None, "range"),
    ("after May 2026", "2026-06-01", None, "range"),
    ("2026..", "2026-01-01", None, "range"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision"), READ)
def test_reads(text, first, last, precision):
    expected = FuzzyDate(_day(first), _day(last), Precision(precision))
    assert parse(text) == expected
    assert parse(f"  {text.upper()} ") == expected


def _day(text):
    return text and date.fromisoformat(text)


def test_keeps_the_words_of_the_source_as_they_were_typed():
    assert parse(" Over the  summer of 2025 ").words == "Over the summer of 2025"


REFUSED = [
    ("", "is not a date that can be read"),
    ("next year", "“next year” is not a date that can be read"),
    ("05/12/2026", "“05/12/2026” has two meanings"),
    ("winter 2026", "write winter 2026/27"),
    ("FY2026", "write FY2026 (Japan) or FY2026 (US)"),
    ("FY2026 (Narnia)", "fiscal year of narnia is not known"),
    ("30 February 2026", "February 2026 has no day 30"),
    ("2026-02-30", "February 2026 has no day 30"),
    ("2026-13", "no month 13"),
    ("0000-01-01", "out of range"),
    ("after 9999", "out of range"),
    ("30 June to 12 May 2026", "ends before it starts"),
    ("Q5 2026", "is not a date that can be read"),
    ("from May to June to July 2026", "is not a date that can be read"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_refuses_with_a_reason_and_examples(text, reason):
    with pytest.raises(UnreadableDate, match="Write it for example as: 12 May 2026, ") as refusal:
        parse(text)
    assert reason.casefold() in str(refusal.value).casefold()


def test_its_own_examples_can_all_be_read_and_said_again():
    from issues.dates import EXAMPLES

    for example in EXAMPLES:
        assert parse(words(parse(example))) == parse(example)
