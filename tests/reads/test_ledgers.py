"""The slippage ledger: every window ever given, as it was known, in words and as drawn."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues import actions
from issues.actions.entering import details_of
from issues.dates import parse, span
from issues.lifecycle.expectations import Resolution, Window, within
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry
from issues.reads.expectations import expectations
from issues.reads.ledger import Ledger
from issues.reads.ledger_strip import ledgers_drawn
from issues.reads.ledgers import as_expected, ledgers_of
from issues.reads.windows import windows
from tests.making import (
    TODAY,
    expect,
    happen,
    make_issue,
    make_party,
    make_source,
    move,
    resolve,
    revise,
)

pytestmark = pytest.mark.django_db
NOW = AsOf(TODAY)


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "LED")


@pytest.fixture
def expected(analyst, issue) -> Entry:
    return expect(
        analyst,
        issue,
        "Projects are named.",
        "by the end of 2025",
        expected_by=make_party("Japan", slug="japan"),
        probability="0.7",
        known_on=date(2025, 9, 5),
        citations=[actions.Cite(make_source(analyst, date(2025, 9, 5), publisher="Kyodo"))],
    )


def correct(by, entry: Entry, **changes) -> Entry:
    given = {
        "body": entry.body,
        "date": entry.date,
        "citations": [actions.Cite(make_source(by))],
        "known_on": entry.known_on,
        "reason": "A slip.",
        "today": TODAY,
        **changes,
    }
    return actions.correct_entry(by=by, entry=entry, **given)


def only(issue, user, at: AsOf = NOW) -> Ledger:
    (ledger,) = ledgers_of(issue.pk, user, at)
    return ledger


def windows_of(ledger: Ledger) -> list[str]:
    return [window.within for window in ledger.windows]


def test_every_window_stands_with_since_when_and_by_which_source(analyst, reader, issue, expected):
    step = {
        "known_on": date(2025, 12, 17),
        "reason": "The talks take longer.",
        "citations": [actions.Cite(make_source(analyst, date(2025, 12, 17), publisher="Nikkei"))],
    }
    moved = move(analyst, expected, "by the end of March 2026", **step)
    move(analyst, moved, "by 14 February 2026", known_on=date(2026, 1, 9))
    ledger = only(issue, reader)
    assert windows_of(ledger) == [
        "by the end of 2025",
        "by the end of March 2026",
        "by 14 February 2026",
    ]
    assert [window.since for window in ledger.windows] == [
        "5 September 2025",
        "17 December 2025",
        "9 January 2026",
    ]
    assert [window.publisher for window in ledger.windows[:2]] == ["Kyodo", "Nikkei"]
    assert [window.reason for window in ledger.windows[:2]] == ["", "The talks take longer."]
    assert ledger.slipped == "moved 2 times, 45 days later than first said"
    assert ledger.state == "overdue by 283 days"


def test_a_window_corrected_as_a_mistake_is_no_move(analyst, reader, issue, expected):
    wrong = move(analyst, expected, "2035")
    correct(analyst, wrong, date=parse("2026"))
    ledger = only(issue, reader)
    assert windows_of(ledger) == ["by the end of 2025", "in 2026"]
    assert ledger.slipped == "moved once, 365 days later than first said"


def test_a_first_window_corrected_as_a_mistake_did_not_slip(analyst, reader, issue, expected):
    correct(analyst, expected, date=parse("2026"))
    ledger = only(issue, reader)
    assert windows_of(ledger) == ["in 2026"]
    assert ledger.slipped == ""


def test_a_move_that_was_undone_was_none(analyst, reader, issue, expected):
    wrong = move(analyst, expected, "2035")
    back = correct(analyst, wrong, date=expected.date, details=details_of(expected))
    ledger = only(issue, reader)
    assert (ledger.uid, windows_of(ledger), ledger.slipped) == (
        back.uid,
        ["by the end of 2025"],
        "",
    )


def test_probabilities_are_a_history(analyst, reader, issue, expected):
    revised = revise(analyst, expected, "0.4", known_on=date(2025, 10, 1))
    moved = move(analyst, revised, "2026", known_on=date(2025, 11, 1))
    revise(analyst, moved, "0.55", known_on=date(2025, 12, 1))
    found = [(one.percent, one.since) for one in only(issue, reader).probabilities]
    assert found == [
        ("70%", "5 September 2025"),
        ("40%", "1 October 2025"),
        ("none", "1 November 2025"),
        ("55%", "1 December 2025"),
    ]


def test_without_a_probability_there_is_no_history_of_them(analyst, reader, issue):
    first = expect(analyst, issue)
    move(analyst, first, "2027")
    assert only(issue, reader).probabilities == []


def test_the_end_names_the_event_as_it_stands(analyst, reader, issue, expected):
    event = happen(analyst, issue, "Three were named.", on=date(2026, 2, 17))
    known = date(2026, 2, 18)
    resolve(analyst, expected, Resolution.MET, met_by=event, known_on=known, reason="They did.")
    ledger = only(issue, reader)
    assert ledger.state == "met on 17 February 2026, 48 days after its window"
    assert (ledger.met.what, ledger.end_reason, ledger.known_end) == (
        "Three were named.",
        "They did.",
        "18 February 2026",
    )
    correct(analyst, event, date=parse("30 December 2025"), known_on=TODAY)
    assert only(issue, reader).state == "met on 30 December 2025, within its window"
    assert only(issue, reader, AsOf(date(2026, 3, 1))).state.startswith("met on 17 February 2026")


def test_an_event_that_does_not_stand_or_is_not_told_is_not_named(analyst, reader, issue, expected):
    draft = make_issue(analyst, published=False)
    hidden = happen(analyst, draft, "A secret.", on=date(2025, 12, 12))
    met = resolve(analyst, expected, Resolution.MET, met_by=hidden, known_on=date(2026, 1, 1))
    assert only(issue, analyst).state == "met on 12 December 2025, within its window"
    assert (only(issue, reader).state, only(issue, reader).met) == ("met", None)
    shown = happen(analyst, issue, "It came.")
    details = {**details_of(met), "met_by": shown}
    correct(analyst, met, details=details)
    actions.retract_entry(by=analyst, entry=shown, reason="No.", known_on=TODAY, today=TODAY)
    assert (only(issue, reader).state, only(issue, reader).met) == ("met", None)


def test_a_version_on_a_draft_alone_is_the_teams(analyst, reader, issue):
    draft = make_issue(analyst, published=False)
    first = expect(analyst, draft, window="2025")
    moved = move(analyst, first, "2026")
    correct(analyst, moved, issues=[issue])
    assert windows_of(only(issue, analyst)) == ["in 2025", "in 2026"]
    assert windows_of(only(issue, reader)) == ["in 2026"]


def test_as_of_a_day_what_came_later_did_not_exist(analyst, reader, issue, expected):
    moved = move(analyst, expected, "2026", known_on=date(2025, 12, 17), probability="0.4")
    event = happen(analyst, issue, on=date(2026, 2, 17))
    met = resolve(analyst, moved, Resolution.MET, met_by=event, known_on=date(2026, 2, 18))
    correct(analyst, met, date=parse("2030"), known_on=date(2026, 5, 1))
    stories = {
        date(2025, 9, 4): None,
        date(2025, 9, 5): (["by the end of 2025"], "open"),
        date(2025, 12, 16): (["by the end of 2025"], "open"),
        date(2025, 12, 17): (["by the end of 2025", "in 2026"], "open"),
        date(2026, 2, 18): (
            ["by the end of 2025", "in 2026"],
            "met on 17 February 2026, within its window",
        ),
        date(2026, 5, 1): (
            ["by the end of 2025", "in 2030"],
            "met on 17 February 2026, 1414 days before its window",
        ),
    }
    for on, story in stories.items():
        found = ledgers_of(issue.pk, reader, AsOf(on, chosen=True))
        told = [(windows_of(ledger), ledger.state) for ledger in found]
        assert told == ([story] if story else []), on


def test_it_is_overdue_on_the_readers_own_day(analyst, reader, issue, expected):
    """West of the tracker the last day of the year may still go on."""
    new_year = date(2026, 1, 1)
    assert only(issue, reader, AsOf(new_year)).late == 1
    assert only(issue, reader, AsOf(new_year, reader_day=date(2025, 12, 31))).late == 0


def test_what_is_overdue_stands_first_then_what_is_to_come_then_what_ended(analyst, reader, issue):
    for body, window in [
        ("Next year.", "2027"),
        ("Any day.", "not before 2025"),
        ("Late.", "by the end of 2025"),
        ("Soon.", "by the end of 2026"),
        ("Later still.", "by the end of October 2026"),
    ]:
        expect(analyst, issue, body, window)
    resolve(analyst, expect(analyst, issue, "Gone.", "2024"), Resolution.VOID)
    found = ledgers_of(issue.pk, reader, NOW)
    assert [one.body for one in found] == [
        "Later still.",
        "Late.",
        "Soon.",
        "Next year.",
        "Any day.",
        "Gone.",
    ]


def test_a_retracted_one_has_no_ledger(analyst, reader, issue, expected):
    actions.retract_entry(by=analyst, entry=expected, reason="No.", known_on=TODAY, today=TODAY)
    assert ledgers_of(issue.pk, reader, NOW) == []


def test_the_strip_and_the_outlook_get_the_same_from_it(analyst, reader, issue, expected):
    """The page of an issue asks once for what lists ask for by themselves."""
    moved = move(analyst, expected, "Q1 2027")
    move(analyst, moved, "Q2 2027")
    expect(analyst, issue, "Any day.", "not before 2025")
    expect(analyst, issue, "Any day from today.", f"not before {TODAY}")
    expect(analyst, issue, "Any day from now on.", f"not before {TODAY}")
    undone = expect(analyst, issue, "As it was.", "by the end of 2027")
    correct(analyst, move(analyst, undone, "2035"), date=undone.date)
    again = expect(analyst, issue, "Moved after all.", "by the end of 2028")
    back = correct(analyst, move(analyst, again, "2035"), date=again.date)
    move(analyst, back, "2029")
    resolve(analyst, expect(analyst, issue, "Gone.", "2024"), Resolution.MISSED)
    expect(analyst, issue, "Late.", "by the end of October 2026")
    found = as_expected(ledgers_of(issue.pk, reader, NOW), TODAY)
    assert found == windows([issue.pk], reader, NOW)[issue.pk]


def test_a_window_given_on_a_draft_is_no_trail_for_readers(analyst, reader, issue):
    """The entry was moved to a published issue later; what it said before stays with the team."""
    hidden = make_issue(analyst, "HUSH", published=False)
    moved = move(analyst, expect(analyst, hidden, "They meet.", "3 March 2026"), "4 March 2027")
    correct(analyst, moved, issues=[issue], date=moved.date)
    seen = {
        who: [
            [words for _, words in one.earlier] for one in windows([issue.pk], who, NOW)[issue.pk]
        ]
        for who in (reader, analyst)
    }
    assert seen == {reader: [[]], analyst: [["on 3 March 2026"]]}


class TestDrawing:
    def percent(self, text: str) -> float:
        return float(text.removesuffix("%"))

    def test_has_a_box_for_each_window_on_one_axis(self, analyst, reader, issue, expected):
        move(analyst, expected, "by the end of March 2026", known_on=date(2025, 12, 17))
        ledgers = ledgers_of(issue.pk, reader, NOW)
        drawn = ledgers_drawn(ledgers, NOW)
        axis, (one,) = drawn.axis, drawn.drawn
        boxes = one.drawing.boxes
        assert [box.look for box in boxes] == ["earlier", "overdue"]
        for box, window in zip(boxes, one.ledger.windows, strict=True):
            assert self.percent(box.x) == axis.x(window.said) / 10
            end = self.percent(box.x) + self.percent(box.width)
            assert end == pytest.approx(axis.x(window.days.last) / 10)
        assert boxes[0].y < boxes[1].y
        assert one.drawing.mark is None

    @pytest.mark.parametrize(
        ("resolution", "shape", "on"),
        [
            (Resolution.MISSED, "missed", date(2025, 12, 31)),
            (Resolution.VOID, "void", date(2026, 2, 18)),
            (Resolution.MET, "met", date(2026, 2, 17)),
        ],
    )
    def test_marks_the_end_where_it_came(
        self, analyst, reader, issue, expected, resolution, shape, on
    ):
        met_by = happen(analyst, issue, on=on) if resolution == Resolution.MET else None
        resolve(analyst, expected, resolution, met_by=met_by, known_on=date(2026, 2, 18))
        drawn = ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW)
        mark = drawn.drawn[0].drawing.mark
        assert mark.shape == shape
        assert self.percent(mark.x) == drawn.axis.x(on) / 10

    @pytest.mark.parametrize("resolution", [Resolution.MISSED, Resolution.VOID])
    def test_an_end_has_its_word_on_a_line_of_its_own(
        self, analyst, reader, issue, expected, resolution
    ):
        before = ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW).drawn[0].drawing
        resolve(analyst, expected, resolution, known_on=date(2026, 2, 18))
        drawing = ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW).drawn[0].drawing
        assert before.height < drawing.mark.word_y < drawing.height
        assert drawing.mark.anchor == "middle"

    def test_of_a_day_that_was_chosen_the_axis_says_which(self, reader, issue, expected):
        then = AsOf(date(2025, 10, 28), chosen=True)
        assert ledgers_drawn(ledgers_of(issue.pk, reader, then), then).axis.word == "28 Oct 2025"
        assert ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW).axis.word == "today"

    @pytest.mark.parametrize("window", ["not before 2026", "by the end of 2040", "2020 to 2040"])
    def test_what_ends_beyond_the_axis_has_no_edge_there(self, analyst, reader, issue, window):
        expect(analyst, issue, window=window)
        (one,) = ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW).drawn
        (box,) = one.drawing.boxes
        assert self.percent(box.x) + self.percent(box.width) > 100

    def test_a_single_day_can_be_seen(self, analyst, reader, issue):
        expect(analyst, issue, window="10 November 2026")
        (one,) = ledgers_drawn(ledgers_of(issue.pk, reader, NOW), NOW).drawn
        assert self.percent(one.drawing.boxes[0].ring) == pytest.approx(
            self.percent(one.drawing.boxes[0].x) + self.percent(one.drawing.boxes[0].width) / 2,
            abs=0.1,
        )

    def test_a_day_that_was_missed_has_its_cross_alone(self, client, analyst, issue):
        missed = expect(analyst, issue, window="10 November 2025")
        expect(analyst, issue, window="10 November 2026")
        expect(analyst, issue, window="Q1 2027")
        resolve(analyst, missed, Resolution.MISSED, known_on=date(2025, 11, 20))
        html = client.get(f"/issues/{issue.reference}/").text
        of_ledgers = re.findall(r'<svg class="windows".*?<svg class="strip axis"', html, re.S)
        drawn = [("<rect" in one, "<circle" in one, "#s-missed" in one) for one in of_ledgers]
        ring, box, cross = (False, True, False), (True, False, False), (False, False, True)
        assert sorted(drawn) == sorted([ring, box, cross])


_DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 9))
_EDGE = st.one_of(st.none(), _DAYS)
_WINDOWS = st.tuples(_EDGE, _EDGE).filter(
    lambda days: any(days) and not (all(days) and days[0] > days[1])
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(window=_WINDOWS, met=_WINDOWS)
def test_the_database_counts_as_right_what_the_rule_does(analyst, reader, window, met):
    issue = make_issue(analyst)
    party = make_party(f"Expecter of {issue.reference}")
    first = expect(analyst, issue, window=span(*window), expected_by=party)
    event = happen(analyst, issue, date=span(*met), known_on=date(2025, 8, 1))
    resolve(analyst, first, Resolution.MET, met_by=event)
    page = expectations(reader, NOW, by=party.slug)
    (found,) = [one for one in page.expecters if one.slug == party.slug]
    assert found.right == within(Window(*window), Window(*met))
