"""The geometry of the strip, worked out by hand."""

import itertools
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issues.reads.axis import IN_TABLE, Axis, axis_for
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
        "moving": "M10 26H967",
        "moving ahead": "M967 26H1000",
        "today": "M967 0V34",
    }


def test_a_band_without_beginning_comes_in_from_the_left():
    assert drawn([Band(None, date(2024, 4, 11), "old", "none")])["none"] == "M0 26H10"


def test_a_band_that_is_over_before_the_axis_begins_is_not_drawn():
    assert set(drawn([Band(date(2019, 1, 1), date(2020, 1, 1), "old", "none")])) == {"today"}


def test_dots_stand_in_the_middle_of_their_days_and_many_are_bigger():
    assert AXIS.bucket_days == 9
    assert drawn(events=[(0, 1), (10, 3)]) == {
        "dots": "M4 4h.1",
        "dots many": "M94 4h.1",
        "today": "M967 0V34",
    }


def test_what_is_to_come_is_a_hollow_window_from_its_first_to_its_last_day():
    paths = drawn(windows=[Window(Days(date(2026, 11, 28), date(2026, 12, 8)))])
    assert paths["window open"] == paths["window hole"] == "M971 13H981"
    assert list(paths) == ["window open", "window hole", "today"]


def test_a_window_of_one_day_is_a_ring_on_it():
    paths = drawn(windows=[Window(Days(date(2024, 4, 11), date(2024, 4, 11)))])
    assert paths["window open"] == paths["window hole"] == "M10 13H10.1"


def test_the_hole_of_a_window_without_end_goes_on_beyond_it():
    paths = drawn(windows=[Window(Days(date(2024, 4, 11), None))])
    assert (paths["window open"], paths["window hole"]) == ("M10 13H60", "M10 13H80")


def test_the_hole_of_a_window_without_beginning_comes_from_before_it():
    paths = drawn(windows=[Window(Days(None, date(2024, 12, 7)))])
    assert (paths["window open"], paths["window hole"]) == ("M200 13H250", "M180 13H250")


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
    assert drawn(windows=apart)["window open"] == "M30 13H38M122 13H130"


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
        ("way", "M20 13H983"),
        ("window trail", "M10 13H20M365 13H365.1"),
        ("window hole", "M10 13H20M365 13H365.1"),
    ]


def test_a_band_is_lighter_after_the_last_day_that_the_record_tells_of():
    band = Band(date(2024, 4, 11), None, "moving", "moving")
    strip = draw(AXIS, [band], told=date(2024, 12, 7))
    assert [(path.look, path.d) for path in strip.paths] == [
        ("moving", "M10 26H250"),
        ("moving untold", "M250 26H967"),
        ("moving ahead", "M967 26H1000"),
        ("today", "M967 0V34"),
    ]


def test_a_band_that_was_over_before_is_not_lighter():
    band = Band(date(2024, 4, 11), date(2024, 5, 1), "moving", "moving")
    strip = draw(AXIS, [band], told=date(2024, 12, 7))
    assert [path.look for path in strip.paths] == ["moving", "today"]


def test_a_band_known_beforehand_has_a_mark_on_the_day_on_which_it_was():
    band = Band(date(2026, 12, 1), None, "over", "withdrawn", known=date(2024, 12, 7))
    assert drawn([band])["known"] == "M250 19v14"


def test_the_large_form_has_its_own_heights():
    assert drawn(form=LARGE)["today"] == "M967 0V88"


def labels(*bands: Band) -> list[tuple[str, str, str]]:
    return [(label.text, label.percent, label.width) for label in draw(AXIS, bands).labels]


def test_neighbouring_bands_carry_their_names_each_no_further_than_its_own():
    assert labels(
        Band(None, date(2024, 7, 10), "in force", "none"),
        Band(date(2024, 7, 10), date(2024, 12, 7), "approaching renewal", "none"),
        Band(date(2024, 12, 7), None, "in its last year", "none"),
    ) == [
        ("in force", "0.0%", "10.0%"),
        ("approaching renewal", "10.0%", "15.0%"),
        ("in its last year", "25.0%", "75.0%"),
    ]


def test_a_band_that_holds_not_even_the_first_letters_of_its_name_carries_none():
    short = date(2024, 5, 1)
    assert labels(
        Band(date(2024, 4, 1), short, "announced", "none"),
        Band(short, date(2024, 6, 20), "under negotiation", "moving"),
        Band(date(2024, 6, 20), date(2024, 7, 20), "met", "moving"),
        Band(date(2024, 7, 20), None, "over", "withdrawn"),
    ) == [
        ("under negotiation", "3.0%", "5.0%"),
        ("met", "8.0%", "3.0%"),
        ("over", "11.0%", "89.0%"),
    ]


def test_two_bands_that_look_the_same_have_an_edge_between_them():
    one = Band(date(2024, 4, 11), date(2024, 12, 7), "agreed", "moving")
    then = Band(date(2024, 12, 7), None, "committed", "moving")
    assert drawn([one, then])["edge"] == "M250 19v14"
    assert "edge" not in drawn([one, Band(date(2024, 12, 7), None, "dormant", "stalled")])
    assert "edge" not in drawn([one, Band(date(2024, 12, 17), None, "committed", "moving")])


def test_a_band_before_the_axis_has_no_edge_on_its_rim():
    over = Band(date(2019, 1, 1), date(2020, 1, 1), "old", "moving")
    assert "edge" not in drawn([over, Band(date(2020, 1, 1), None, "agreed", "moving")])


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
    assert names == ["Jul 2025", "Oct", "2026", "Apr", "Jul", "", "2027", "Apr", "Jul"]


def test_a_month_shortens_its_year_where_room_is_short():
    axis = Axis(date(2025, 5, 1), date(2027, 8, 1), TODAY)
    assert [tick.label for tick in axis.few_ticks] == ["May ’25", "2026", "Jul", "2027"]


def test_in_a_table_the_first_day_and_one_in_the_middle_have_names():
    axis = Axis(date(2025, 5, 1), date(2026, 8, 1), date(2025, 11, 2), "2 Nov 2025")
    assert [tick.label for tick in axis.few_ticks] == ["May 2025", "Oct", "2026", "Apr"]
    assert axis.lines.startswith("M0 0V1000M")


def spans(axis, ticks, letter) -> list[tuple[int, int]]:
    return [(tick.x, tick.x + letter * len(tick.label)) for tick in ticks if tick.label]


def word_span(axis, letter) -> tuple[int, int]:
    wide = letter * len(axis.word)
    left = axis.now - {"start": 0, "middle": wide / 2, "end": wide}[axis.today_anchor]
    return left, left + wide


def assert_apart(found) -> None:
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(sorted(found)))
    assert all(start >= 0 and end <= 1000 for start, end in found)


@given(st.lists(days, max_size=8), days, st.sampled_from(["today", "28 Oct 2025"]))
def test_names_on_the_axis_never_meet(known, today, word):
    axis = axis_for(known, today, word)
    assert_apart([*spans(axis, axis.ticks, 11), word_span(axis, 11)])
    on_a_small_screen = [tick for tick in axis.ticks if not tick.minor]
    assert_apart([*spans(axis, on_a_small_screen, 25), word_span(axis, 25)])


@example([date(2001, 1, 1)], date(2000, 3, 25))
@given(st.lists(days, max_size=8), days)
def test_names_in_a_table_never_meet_and_give_a_scale(known, today):
    axis = axis_for(known, today)
    assert_apart(spans(axis, axis.few_ticks, 35))
    assert_apart(spans(axis, [tick for tick in axis.few_ticks if not tick.minor], 60))
    assert_apart([word_span(axis, 35)])
    assert len(axis.few_ticks) >= 2


@given(st.lists(days, max_size=8), days)
def test_the_dots_of_a_table_stand_apart(known, today):
    axis = axis_for(known, today, buckets=IN_TABLE)
    places = [axis.bucket_x(n) for n in range(axis.days // axis.bucket_days)]
    assert all(after - before >= 20 for before, after in itertools.pairwise(places))
