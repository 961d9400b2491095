"""The geometry of the strip, worked out by hand."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.reads.axis import Axis, axis_for
from issues.reads.strip import LARGE, ROW, Band, Days, Window, draw, look

TODAY = date(2026, 11, 24)
# A thousand days, so that a day is one unit.
AXIS = Axis(date(2024, 4, 1), date(2026, 12, 27), TODAY)


def drawn(bands=(), events=(), form=ROW, windows=()) -> dict[str, str]:
    return {path.look: path.d for path in draw(AXIS, bands, events, form, windows).paths}


def drawn_in_order(windows) -> list[str]:
    return [path.look for path in draw(AXIS, (), windows=windows).paths]


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
    assert drawn(events=[(0, 1), (10, 3)]) == {
        "dots": "M4 6h.1",
        "dots many": "M94 6h.1",
        "today": "M967 0V28",
    }


def test_what_is_to_come_is_a_hollow_window_from_its_first_to_its_last_day():
    paths = drawn(windows=[Window(Days(date(2026, 11, 28), date(2026, 12, 8)))])
    assert paths["window open"] == paths["window hole"] == "M971 6H981"
    assert list(paths) == ["window open", "window hole", "today"]


def test_a_window_of_one_day_is_a_ring_on_it():
    paths = drawn(windows=[Window(Days(date(2024, 4, 11), date(2024, 4, 11)))])
    assert paths["window open"] == paths["window hole"] == "M10 6H10.1"


def test_the_hole_of_a_window_without_end_goes_on_beyond_it():
    paths = drawn(windows=[Window(Days(date(2024, 4, 11), None))])
    assert (paths["window open"], paths["window hole"]) == ("M10 6H60", "M10 6H80")


def test_the_hole_of_a_window_without_beginning_comes_from_before_it():
    paths = drawn(windows=[Window(Days(None, date(2024, 12, 7)))])
    assert (paths["window open"], paths["window hole"]) == ("M200 6H250", "M180 6H250")


def test_what_is_over_lies_below_what_is_open():
    over = Window(Days(date(2024, 4, 11), date(2024, 5, 11)), ended=True)
    paths = drawn_in_order([Window(Days(date(2026, 11, 28), date(2026, 12, 8))), over])
    assert paths == ["window ended", "window hole", "window open", "window hole", "today"]


def test_a_window_inside_another_lies_above_it():
    within = Window(Days(date(2024, 5, 1), date(2024, 5, 2)))
    around = Window(Days(date(2024, 4, 1), date(2024, 12, 31)))
    shapes = [path.d for path in draw(AXIS, (), windows=[within, around]).paths]
    assert shapes[0].startswith("M0 ")
    assert shapes[2].startswith("M30 ")


def test_windows_apart_share_a_layer_and_equal_ones_are_drawn_once():
    apart = [Window(Days(date(2024, m, 1), date(2024, m, 9))) for m in (5, 8, 8)]
    assert drawn(windows=apart)["window open"] == "M30 6H38M122 6H130"


def test_what_was_moved_leaves_the_windows_before_as_a_trail_and_the_way():
    moved = Window(
        Days(date(2026, 12, 1), date(2026, 12, 10)),
        earlier=(
            Days(date(2024, 4, 11), date(2024, 4, 21)),
            Days(date(2025, 4, 1), date(2025, 4, 1)),
        ),
    )
    paths = draw(AXIS, (), windows=[moved]).paths
    assert [(path.look, path.d) for path in paths[:3]] == [
        ("way", "M20 6H983"),
        ("window trail", "M10 6H20M365 6H365.1"),
        ("window hole", "M10 6H20M365 6H365.1"),
    ]


def test_a_band_is_lighter_after_the_last_day_that_the_record_tells_of():
    band = Band(date(2024, 4, 11), None, "moving", "moving")
    strip = draw(AXIS, [band], told=date(2024, 12, 7))
    assert [(path.look, path.d) for path in strip.paths] == [
        ("moving", "M10 19H250"),
        ("moving untold", "M250 19H967"),
        ("moving ahead", "M967 19H1000"),
        ("today", "M967 0V28"),
    ]


def test_a_band_that_was_over_before_is_not_lighter():
    band = Band(date(2024, 4, 11), date(2024, 5, 1), "moving", "moving")
    strip = draw(AXIS, [band], told=date(2024, 12, 7))
    assert [path.look for path in strip.paths] == ["moving", "today"]


def test_a_band_known_beforehand_has_a_mark_on_the_day_on_which_it_was():
    band = Band(date(2026, 12, 1), None, "over", "withdrawn", known=date(2024, 12, 7))
    assert drawn([band])["known"] == "M250 11v16"


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
