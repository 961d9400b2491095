"""The rules of what was said to come: overdue, slipped, late, right, and the score."""

from datetime import date

import pytest

from issues.lifecycle.expectations import (
    FEWEST_SCORED,
    GIVES_PROBABILITY,
    GIVES_WINDOW,
    Forecast,
    Resolution,
    Slip,
    Window,
    days_early,
    days_late,
    days_overdue,
    end_sentence,
    given,
    is_overdue,
    said_sentence,
    score,
    slip,
    within,
)
from issues.lifecycle.kinds import Change

MAY = Window(date(2026, 5, 1), date(2026, 5, 31))
BY_MAY = Window(None, date(2026, 5, 31))
NOT_BEFORE_JUNE = Window(date(2026, 6, 1), None)


def window(first: str, last: str) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(last))


class TestOverdue:
    @pytest.mark.parametrize(
        ("today", "days"),
        [("2026-05-31", 0), ("2026-06-01", 1), ("2026-07-01", 31), ("2025-01-01", 0)],
    )
    def test_only_when_the_last_day_of_the_window_is_over(self, today, days):
        today = date.fromisoformat(today)
        assert days_overdue(MAY.last, Resolution.OPEN, today) == days
        assert is_overdue(MAY.last, Resolution.OPEN, today) == (days > 0)

    def test_a_window_without_a_last_day_is_never_over(self):
        assert not is_overdue(NOT_BEFORE_JUNE.last, Resolution.OPEN, date.max)
        assert days_overdue(NOT_BEFORE_JUNE.last, Resolution.OPEN, date.max) == 0

    @pytest.mark.parametrize("ended", [r for r in Resolution if r != Resolution.OPEN])
    def test_what_has_ended_is_not_overdue(self, ended):
        assert not is_overdue(MAY.last, ended, date.max)
        assert days_overdue(MAY.last, ended, date.max) == 0


class TestSlip:
    def test_one_window_is_no_move(self):
        assert slip([MAY]) == Slip(0, 0)
        assert slip([MAY]).sentence == ""

    @pytest.mark.parametrize(
        ("windows", "sentence"),
        [
            (["2026-05-31", "2026-06-01"], "moved once, 1 day later than first said"),
            (
                ["2026-05-31", "2026-06-15", "2026-07-15"],
                "moved 2 times, 45 days later than first said",
            ),
            (["2026-05-31", "2026-05-30"], "moved once, 1 day earlier than first said"),
            (["2026-05-31", "2026-04-01"], "moved once, 60 days earlier than first said"),
            (
                ["2026-05-31", "2026-07-31", "2026-05-31"],
                "moved 2 times, back to when it was first said",
            ),
        ],
    )
    def test_is_measured_by_the_last_days_of_the_first_and_the_last_window(self, windows, sentence):
        assert (
            slip([Window(None, date.fromisoformat(last)) for last in windows]).sentence == sentence
        )

    def test_a_narrower_window_with_the_same_end_moves_by_no_day(self):
        narrowed = slip([window("2026-01-01", "2026-05-31"), MAY])
        assert narrowed == Slip(1, 0)
        assert narrowed.sentence == "moved once, to the same last day as first said"

    def test_open_ends_are_measured_by_their_beginnings(self):
        later = Window(date(2026, 7, 1), None)
        assert slip([NOT_BEFORE_JUNE, later]) == Slip(1, 30)

    @pytest.mark.parametrize("windows", [[BY_MAY, NOT_BEFORE_JUNE], [NOT_BEFORE_JUNE, BY_MAY]])
    def test_an_end_and_an_open_end_cannot_be_told_apart_in_days(self, windows):
        assert slip(windows) == Slip(1, None)
        assert slip(windows).sentence == "moved once"


class TestGiven:
    @pytest.mark.parametrize(
        ("story", "given_in_turn"),
        [
            ("first=a", "a"),
            ("first=a moved=b moved=c", "abc"),
            ("first=a moved=b moved=a", "aba"),
            ("first=a revised=a resolved=a wording=a", "a"),
            ("first=a correction=b", "b"),
            ("first=a moved=b correction=c moved=d", "acd"),
            ("first=a moved=b correction=a", "a"),
            ("first=a moved=b correction=a moved=c", "ac"),
            ("first=a moved=b resolved=b correction=c", "ac"),
            ("first=a moved=b retraction=x correction=b", "ab"),
        ],
    )
    def test_a_correction_is_no_step(self, story, given_in_turn):
        versions = [step.replace("first", "").split("=") for step in story.split()]
        found = given(versions, lambda v: v[1], lambda v: Change(v[0]), GIVES_WINDOW)
        assert "".join(value for _, value in found) == given_in_turn

    def test_a_move_and_a_revision_both_give_a_probability(self):
        versions = [("", 0.5), ("revised", 0.6), ("moved", 0.6), ("moved", None), ("revised", 0.7)]
        found = given(versions, lambda v: v[1], lambda v: Change(v[0]), GIVES_PROBABILITY)
        assert [value for _, value in found] == [0.5, 0.6, None, 0.7]


class TestMet:
    @pytest.mark.parametrize(
        ("stood", "met", "early", "late", "right"),
        [
            (MAY, "2026-05-01", 0, 0, True),
            (MAY, "2026-05-31", 0, 0, True),
            (MAY, "2026-06-01", 0, 1, False),
            (MAY, "2026-07-01", 0, 31, False),
            (MAY, "2026-04-30", 1, 0, False),
            (BY_MAY, "2020-01-01", 0, 0, True),
            (NOT_BEFORE_JUNE, "2026-05-31", 1, 0, False),
            (NOT_BEFORE_JUNE, "2040-01-01", 0, 0, True),
        ],
    )
    def test_days_are_counted_from_the_nearer_edge_of_the_window(
        self, stood, met, early, late, right
    ):
        on = date.fromisoformat(met)
        assert days_early(stood, on) == early
        assert days_late(stood, on) == late
        assert within(stood, Window(on, on)) == right

    def test_a_fuzzy_day_that_may_lie_in_the_window_does(self):
        assert within(MAY, window("2026-04-01", "2026-06-30"))
        assert within(BY_MAY, NOT_BEFORE_JUNE) is False
        assert days_late(MAY, None) == days_early(MAY, None) == 0

    @pytest.mark.parametrize(
        ("resolution", "met", "sentence"),
        [
            (Resolution.OPEN, None, ""),
            (Resolution.MISSED, None, "missed"),
            (Resolution.VOID, None, "void"),
            (Resolution.MET, "2026-05-12", "met on 12 May 2026, within its window"),
            (Resolution.MET, "2026-06-01", "met on 1 June 2026, 1 day after its window"),
            (Resolution.MET, "2026-04-20", "met on 20 April 2026, 11 days before its window"),
            (Resolution.MET, None, "met"),
        ],
    )
    def test_how_it_ended_in_words(self, resolution, met, sentence):
        on = date.fromisoformat(met) if met else None
        met_in = Window(on, on) if on else None
        words = f"on {on:%-d %B %Y}" if on else ""
        assert end_sentence(resolution, MAY, met_in, words) == sentence

    def test_days_are_counted_only_from_a_day(self):
        met, later = window("2026-04-01", "2026-06-30"), window("2026-07-01", "2026-09-30")
        sentence = end_sentence(Resolution.MET, MAY, met, "in the second quarter of 2026")
        assert sentence == "met in the second quarter of 2026, within its window"
        sentence = end_sentence(Resolution.MET, MAY, later, "in the third quarter of 2026")
        assert sentence == "met in the third quarter of 2026, after its window"


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (None, "expected by Japan, by the end of 2025"),
        (0.7, "expected by Japan, by the end of 2025, at 70%"),
        (0.625, "expected by Japan, by the end of 2025, at 62.5%"),
        (0.0, "expected by Japan, by the end of 2025, at 0%"),
        (1.0, "expected by Japan, by the end of 2025, at 100%"),
    ],
)
def test_what_is_expected_in_one_line(probability, said):
    assert said_sentence("Japan", "by the end of 2025", probability) == said


class TestScore:
    def of(self, *pairs: tuple[float | None, bool]):
        return score(Forecast(came, probability) for probability, came in pairs)

    def test_brier_is_the_mean_squared_miss(self):
        found = self.of((1.0, True), (0.0, False), (0.8, True), (0.6, False), (0.5, True))
        assert found.brier == pytest.approx((0 + 0 + 0.04 + 0.36 + 0.25) / 5)
        assert (found.resolved, found.came, found.scored) == (5, 3, 5)

    @pytest.mark.parametrize(("probability", "brier"), [(1.0, 0.0), (0.0, 1.0), (0.5, 0.25)])
    def test_its_edges(self, probability, brier):
        assert self.of(*[(probability, True)] * FEWEST_SCORED).brier == brier

    def test_there_is_none_under_five(self):
        assert FEWEST_SCORED == 5
        assert self.of(*[(0.9, True)] * 4).brier is None
        assert self.of(*[(0.9, True)] * 5).brier == pytest.approx(0.01)

    def test_what_has_no_probability_counts_as_right_or_wrong_and_is_not_scored(self):
        found = self.of(*[(0.9, True)] * 4, (None, False), (None, True))
        assert (found.resolved, found.came, found.scored, found.brier) == (6, 5, 4, None)

    def test_nothing_resolved_is_no_score(self):
        found = score([])
        assert (found.resolved, found.came, found.scored, found.brier) == (0, 0, 0, None)
