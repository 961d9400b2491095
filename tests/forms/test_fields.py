"""Dates, lists of names and running text, as they are typed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from issues.dates import Precision
from issues.forms.fields import DayField, FuzzyDateField, LinesField, RecordForm, TextField


class TestFuzzyDate:
    @pytest.mark.parametrize(
        ("typed", "precision", "words"),
        [
            ("12 May 2026", Precision.DAY, ""),
            ("2026-05-12", Precision.DAY, ""),
            ("  early   2027 ", Precision.RANGE, "early 2027"),
            ("Q2 2026", Precision.QUARTER, "Q2 2026"),
        ],
    )
    def test_keeps_the_words_only_where_they_are_fuzzy(self, typed, precision, words):
        date = FuzzyDateField().clean(typed)
        assert (date.precision, date.words) == (precision, words)

    @pytest.mark.parametrize("typed", ["someday", "05/12/2026", "30 February 2026", "\x00"])
    def test_says_what_cannot_be_read(self, typed):
        with pytest.raises(ValidationError):
            FuzzyDateField().clean(typed)

    def test_may_be_left_out_where_it_is_optional(self):
        assert FuzzyDateField(required=False).clean("  ") is None


class TestDay:
    @pytest.mark.parametrize("typed", ["12.5.2026", "2026-13-01", "tomorrow", "99999-01-01"])
    def test_takes_year_month_day_alone(self, typed):
        with pytest.raises(ValidationError, match="year-month-day"):
            DayField().clean(typed)


class TestLines:
    def test_leaves_out_what_is_empty_or_said_twice(self):
        assert LinesField().clean(" one \r\n\r\ntwo  words\none\n") == ["one", "two words"]

    def test_names_the_line_that_is_too_long(self):
        with pytest.raises(ValidationError, match=r"“y{40}…” is longer than 200"):
            LinesField().clean("x\n" + "y" * 201)


class _Said(RecordForm):
    body = TextField(error_messages={"required": "Say something."})


def _said(text: str) -> _Said:
    return _Said(MultiValueDict({"body": [text]}), today=date(2026, 11, 24))


def test_text_reaches_the_record_with_one_kind_of_line_end():
    form = _said("one\r\ntwo\rthree\x0cfour\x02\n")
    assert form.is_valid()
    assert form.cleaned_data["body"] == "one\ntwo\nthree\nfour"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u2060", "\x01", "\u3000\u2800"])
def test_what_no_reader_sees_is_not_filled_in(text):
    assert _said(text).errors == {"body": ["Say something."]}
