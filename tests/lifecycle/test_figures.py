"""Values are read and said exactly, and what stands is what was said last, by whom."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import dates
from issues.dates import FuzzyDate, day, parse
from issues.lifecycle.figures import (
    Rung,
    UnreadableValue,
    is_kept_exactly,
    parse_value,
    say_amount,
    say_range,
    say_value,
)
from issues.reads.measures import Figure, figure_sentence, measures, standing

TODAY = date(2026, 11, 24)
VALUES = st.builds(
    lambda number, places: Decimal(number).scaleb(-places),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.integers(0, 6),
)
# Digits that are zeros at the end, as those of most figures are.
ROUND = st.builds(
    lambda number, zeros: Decimal(number) * 10**zeros,
    st.integers(-999_999, 999_999),
    st.integers(0, 12),
)
_number = count(1)


def figure(
    value: str | int | Decimal = 1, as_of: str | FuzzyDate = "17 February 2026", **fields
) -> Figure:
    given = {"measure": "investment", "rung": Rung.SIGNED, "unit": "", "currency": "USD"}
    return Figure(
        entry=next(_number),
        value=value if isinstance(value, Decimal) else parse_value(str(value)),
        as_of=parse(as_of) if isinstance(as_of, str) else as_of,
        **given | {"reporter": "Reuters"} | fields,
    )


class TestValues:
    @given(VALUES | ROUND)
    def test_what_is_said_is_read_back_as_the_same_value(self, value):
        assert parse_value(say_value(value)) == value

    @given(VALUES | ROUND)
    def test_what_is_read_is_kept_without_rounding(self, value):
        assert is_kept_exactly(parse_value(say_value(value)))

    @given(st.decimals(allow_nan=True, allow_infinity=True))
    def test_a_value_is_kept_or_refused_but_never_rounded(self, value):
        digits = value.as_tuple()
        exact = (
            value.is_finite()
            and abs(value) < 10**18
            and (digits.exponent >= -6 or value == value.quantize(Decimal("1e-6")))
        )
        assert is_kept_exactly(value) is exact

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("550 billion", "550e9"),
            ("550bn", "550e9"),
            (" 3.6 TN ", "3.6e12"),
            ("1,234.5", "1234.5"),
            ("36.05 billion", "36.05e9"),
            ("-2", "-2"),
            ("−2", "-2"),
            ("340 b", "340e9"),
            ("5\u00a0m", "5e6"),
            ("12 k", "12000"),
            ("0.000001", "0.000001"),
            ("0.000000000001 million", "0.000001"),
        ],
    )
    def test_is_read_as_it_is_typed(self, text, value):
        assert parse_value(text) == Decimal(value)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "soon",
            "15%",
            "1,23",
            "1.234,5",
            "$5",
            "5 5",
            "nan",
            "inf",
            "1e9",
            "5 billions",
            "--2",
        ],
    )
    def test_what_is_no_number_is_refused_with_examples(self, text):
        with pytest.raises(UnreadableValue, match="550 billion"):
            parse_value(text)

    @pytest.mark.parametrize("text", ["0.0000001", "1000000000000000000", "9,999,999 trillion"])
    def test_more_digits_than_are_kept_are_refused(self, text):
        with pytest.raises(UnreadableValue, match="more digits"):
            parse_value(text)

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("550e9", "550 billion"),
            ("36.05e9", "36.05 billion"),
            ("1234567.5", "1,234,567.5"),
            ("36050000001", "36,050,000,001"),
            ("0", "0"),
            ("-0.00", "0"),
            ("15.000000", "15"),
            ("-1500000", "-1.5 million"),
            ("0.000001", "0.000001"),
        ],
    )
    def test_is_said_in_words_that_round_nothing(self, value, said):
        assert say_value(Decimal(value)) == said


class TestAmounts:
    @pytest.mark.parametrize(
        ("value", "unit", "currency", "said"),
        [
            ("550e9", "", "USD", "USD 550 billion"),
            ("15", "%", "", "15%"),
            ("3.5", "% of GDP", "", "3.5% of GDP"),
            ("20", "tonnes", "", "20 tonnes"),
            ("8e9", "a year", "USD", "USD 8 billion a year"),
        ],
    )
    def test_say_what_they_count(self, value, unit, currency, said):
        assert say_amount(Decimal(value), unit, currency) == said

    @given(st.lists(VALUES, min_size=1, max_size=5))
    def test_of_several_are_their_lowest_and_highest_and_no_sum(self, values):
        low, high = say_value(min(values)), say_value(max(values))
        said = f"USD {low}" if low == high else f"USD {low} to {high}"
        assert say_range(values, "", "USD") == said


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@st.composite
def when(draw) -> FuzzyDate:
    """A day, a month, a quarter, a year, a range, or a range with an open end."""
    on = draw(DAYS)
    return draw(
        st.sampled_from(
            [
                dates.day(on),
                dates.month(on.year, on.month),
                dates.quarter(on.year, (on.month + 2) // 3),
                dates.year(on.year),
                dates.span(on, on + timedelta(days=draw(st.integers(0, 90)))),
                dates.span(None, on),
                dates.span(on, None),
            ]
        )
    )


FIGURES = st.lists(
    st.builds(
        lambda value, as_of, **fields: figure(Decimal(value), as_of, **fields),
        value=st.integers(0, 9),
        as_of=when(),
        measure=st.sampled_from(["investment", "Investment", "trade"]),
        rung=st.sampled_from(list(Rung)),
        unit=st.sampled_from(["", "a year"]),
        currency=st.sampled_from(["USD", "JPY"]),
        reporter=st.sampled_from(["Reuters", "Jiji", "MOFCOM"]),
    ),
    max_size=25,
)


class TestWhatStands:
    @given(FIGURES, DAYS)
    def test_units_and_currencies_are_never_put_together(self, figures, today):
        for measure in measures(figures, today):
            of_it = {(f.measure.casefold(), f.unit, f.currency) for f in measure.figures}
            assert of_it == {(measure.name.casefold(), measure.unit, measure.currency)}

    @given(FIGURES, DAYS)
    def test_every_figure_is_told_once_and_none_is_made(self, figures, today):
        told = [f for measure in measures(figures, today) for f in measure.figures]
        assert sorted(f.entry for f in told) == [f.entry for f in figures]
        for measure in measures(figures, today):
            for found in (*measure.rungs, *measure.targets):
                assert set(found.figures) <= set(measure.figures)
                assert {found.low, found.high} <= {f.value for f in measure.figures}

    @given(FIGURES, DAYS)
    def test_on_each_rung_stands_the_newest_with_those_of_the_same_days(self, figures, today):
        """Said again by its definition: of every rung the newest, and who else speaks of then."""
        for measure in measures(figures, today):
            for rung in Rung:
                of_rung = [f for f in figures if f in measure.figures and f.rung == rung]
                begun = [f for f in of_rung if not dates.is_coming(f.as_of, today)]
                found = measure.standing(rung)
                if rung == Rung.TARGET or not begun:
                    assert found is None
                    continue
                newest = max(dates.order_key(f.as_of) for f in begun)
                assert dates.order_key(found.figures[0].as_of) == newest
                same = [f for f in begun if dates.overlaps(f.as_of, found.figures[0].as_of)]
                assert {f.reporter for f in found.figures} == {f.reporter for f in same}
                assert len(found.figures) == len({f.reporter for f in found.figures})

    @given(FIGURES, DAYS)
    def test_of_a_target_stands_the_last_word_of_each_for_each_due_day(self, figures, today):
        for measure in measures(figures, today):
            targets = [f for f in figures if f in measure.figures and f.rung == Rung.TARGET]
            last = {(f.due, f.reporter): f for f in targets}
            told = {(f.due, f.reporter): f for t in measure.targets for f in t.figures}
            assert told == last
            days = [found.figures[0].due for found in measure.targets]
            assert days == sorted(set(days))

    def test_the_newest_as_of_date_stands_whichever_was_known_first(self):
        late = figure(36, "17 February 2026")
        assert standing([late, figure(20, "1 January 2026")], TODAY).figures == (late,)
        assert standing([figure(20, "1 January 2026"), late], TODAY).figures == (late,)

    def test_of_one_reporter_the_figure_known_last_stands(self):
        first, second = figure(36), figure(37)
        assert standing([first, second], TODAY).figures == (second,)

    def test_several_reporters_of_the_same_days_stand_side_by_side_in_conflict(self):
        ours = figure(36, reporter="Reuters")
        theirs = figure(40, "February 2026", reporter="Jiji")
        found = standing([ours, theirs], TODAY)
        assert set(found.figures) == {ours, theirs}
        assert found.in_conflict
        assert found.amount == "USD 36 to 40"

    def test_those_who_agree_are_not_in_conflict(self):
        found = standing([figure("36 bn"), figure("36,000 m", reporter="Jiji")], TODAY)
        assert len(found.figures) == 2
        assert not found.in_conflict
        assert found.amount == "USD 36 billion"

    def test_what_was_said_of_earlier_days_does_not_stand_beside(self):
        newest = figure(36, "17 February 2026")
        older = figure(20, "January 2026", reporter="Jiji")
        assert standing([older, newest], TODAY).figures == (newest,)

    def test_what_is_said_of_a_day_to_come_does_not_stand_yet(self):
        now, then = figure(15, "1 August 2026"), figure(10, "1 January 2027")
        assert standing([now, then], TODAY).figures == (now,)
        assert standing([then], TODAY) is None
        assert standing([now, then], date(2027, 1, 1)).figures == (then,)

    def test_a_target_is_due_at_the_end_of_its_date_however_that_is_said(self):
        said = [
            figure(2, text, rung=Rung.TARGET, reporter=text)
            for text in ("2027", "by the end of 2027", "31 December 2027", "by 2027")
        ]
        (found,) = measures(said, TODAY)[0].targets
        assert found.figures[0].due == date(2027, 12, 31)
        assert len(found.figures) == 4

    def test_targets_for_different_days_stand_one_after_the_other(self):
        said = [figure(3, "2035", rung=Rung.TARGET), figure(2, "2027", rung=Rung.TARGET)]
        assert [t.amount for t in measures(said, TODAY)[0].targets] == ["USD 2", "USD 3"]

    def test_measures_with_something_promised_come_before_plain_values(self):
        plain = figure(15, measure="a rate", rung=Rung.PLAIN, unit="%", currency="")
        names = [m.name for m in measures([plain, figure(1)], TODAY)]
        assert names == ["investment", "a rate"]


class TestSentences:
    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            (
                figure("36 bn"),
                "investment, signed: USD 36 billion as of 17 February 2026, says Reuters",
            ),
            (
                figure("550 bn", "by the end of 2028", rung=Rung.TARGET),
                "investment, target: USD 550 billion, due by the end of 2028, says Reuters",
            ),
            (
                figure(15, "Q1 2026", measure="tariff", rung=Rung.PLAIN, unit="%", currency=""),
                "tariff: 15% as of the first quarter of 2026, says Reuters",
            ),
        ],
    )
    def test_a_figure_reads_in_one_line(self, said, sentence):
        assert figure_sentence(said) == sentence

    def test_a_coarse_date_is_said_as_coarsely(self):
        assert "February 2026" in figure_sentence(figure(1, "February 2026"))
        assert "1 February" not in figure_sentence(figure(1, "February 2026"))

    def test_due_days_that_are_days(self):
        assert ", due 2 May 2027," in figure_sentence(
            figure(1, day(date(2027, 5, 2)), rung=Rung.TARGET)
        )
