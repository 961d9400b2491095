"""The geometry of the strip, worked out by hand."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.reads.strip import LARGE, ROW, Axis, Band, axis_for, draw, look

TODAY = date(2026, 11, 24)
# A thousand days, so that a day is one unit.
AXIS = Axis(date(2024, 4, 1), date(2026, 12, 27), TODAY)


def drawn(bands=(), events=(), form=ROW) -> dict[str, str]:
    return {path.look: path.d for path in draw(AXIS, bands, events, form).paths}


def test_a_day_is_one_unit_of_a_thousand_days():
    assert AXIS.days == 1000
    assert AXIS.x(date(2024, 4, 11)) == 10


def test_days_outside_stand_on_the_edge():
    assert (AXIS.x(date(2020, 1, 1)), AXIS.x(date(2030, 1, 1))) == (0, 1000)


def test_a_running_band_is_cut_at_today_and_goes_on_lighter():
    band = Band(date(2024, 4, 11), None, "moving", "moving")
    assert drawn([band]) == {
        "moving": "M10 19H967",
        "moving ahead": "M967 19H1000",
        "today": "M967 0V28",
    }


def test_a_band_without_beginning_comes_in_from_the_left():
    assert drawn([Band(None, date(2024, 4, 11), "old", "none")])["none"] == "M0 19H10"


def test_a_band_that_is_over_before_the_axis_begins_is_not_drawn():
    assert set(drawn([Band(date(2019, 1, 1), date(2020, 1, 1), "old", "none")])) == {"today"}


def test_dots_stand_in_the_middle_of_their_days_and_many_are_bigger():
    assert AXIS.bucket_days == 9
    assert drawn(events=[(0, False, 1), (10, False, 3)]) == {
        "dots": "M4 6h.1",
        "dots many": "M94 6h.1",
        "today": "M967 0V28",
    }


def test_what_was_laid_down_is_a_disc_with_a_hole_under_what_happened():
    paths = drawn(events=[(0, False, 1), (0, True, 5), (110, True, 1)])
    assert paths["dots laid"] == paths["dots hole"] == "M4 6h.1M994 6h.1"
    assert list(paths)[:3] == ["dots laid", "dots hole", "dots"]


def test_the_large_form_has_its_own_heights():
    assert drawn(form=LARGE)["today"] == "M967 0V88"


def test_a_band_carries_its_name_only_where_it_finds_room():
    bands = [
        Band(date(2024, 4, 1), date(2024, 5, 1), "announced", "none"),
        Band(date(2024, 5, 1), None, "under negotiation", "moving"),
    ]
    assert [label.text for label in draw(AXIS, bands, ()).labels] == ["under negotiation"]


@pytest.mark.parametrize(
    ("phase", "outcome", "expected"),
    [
        (None, "", "none"),
        ("not_rated", "", "none"),
        ("announced", "", "none"),
        ("moving", "", "moving"),
        ("stalled", "", "stalled"),
        ("settled", "partly", "partly"),
        ("settled", "withdrawn", "withdrawn"),
    ],
)
def test_every_phase_and_outcome_has_its_look(phase, outcome, expected):
    assert look(phase, outcome) == expected


days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(st.lists(days, max_size=8), days)
def test_an_axis_holds_today_and_leaves_room_after_it(known, today):
    axis = axis_for(known, today)
    assert axis.start <= today < axis.end
    assert 45 <= (axis.end - today).days <= 240 + 40
    assert axis.bucket_days * 120 >= axis.days


def test_a_month_names_its_year_where_no_january_before_it_does():
    axis = Axis(date(2025, 7, 1), date(2027, 8, 1), TODAY)
    names = [tick.label for tick in axis.ticks]
    assert names == ["Jul 2025", "Oct", "2026", "Apr", "Jul", "Oct", "", "Apr 2027", ""]


@given(st.lists(days, max_size=8), days)
def test_names_on_the_axis_never_meet(known, today):
    axis = axis_for(known, today)
    named = [tick.x for tick in axis.ticks if tick.label]
    assert all(after - before >= 50 for before, after in itertools.pairwise(named))
    assert all(abs(x - axis.x(today)) >= 55 for x in named)
