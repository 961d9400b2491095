"""Recording what is said to come, and what becomes of it."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from issues import actions
from issues.dates import day, parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import Change
from issues.models import Entry
from issues.permissions import NotAllowed
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


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "EXP")


@pytest.fixture
def expected(analyst, issue):
    return expect(analyst, issue, "Projects are named.", "by the end of 2025", probability="0.7")


def test_an_expectation_keeps_its_window_whose_it_is_and_their_probability(analyst, issue):
    japan = make_party("Japan")
    entry = expect(analyst, issue, window="Q4 2025", expected_by=japan, probability="0.125")
    entry.refresh_from_db()
    assert entry.date == parse("Q4 2025")
    assert (entry.expected_by, entry.probability) == (japan, Decimal("0.125"))
    assert (entry.resolution, entry.met_by, entry.change) == (Resolution.OPEN, None, Change.FIRST)
    assert list(entry.issues.all()) == [issue]


def test_an_expectation_needs_an_issue_a_text_and_a_source(analyst, issue):
    for missing, field in [
        ({"issues": []}, "issues"),
        ({"issues": issue, "body": "\n"}, "body"),
        ({"issues": issue, "citations": []}, "source"),
    ]:
        with pytest.raises(actions.Refused) as refusal:
            expect(analyst, **missing)
        assert refusal.value.field == field


@pytest.mark.parametrize("probability", ["-0.001", "1.001", "50"])
def test_a_probability_lies_between_nothing_and_certainty(analyst, issue, probability):
    with pytest.raises(actions.Refused) as refusal:
        expect(analyst, issue, probability=probability)
    assert refusal.value.field == "probability"


def test_a_move_gives_another_window_and_keeps_the_statement(analyst, expected):
    moved = move(analyst, expected, "by the end of March 2026", probability="0.4")
    assert (moved.body, moved.expected_by) == (expected.body, expected.expected_by)
    assert moved.date == parse("by the end of March 2026")
    assert (moved.change, moved.supersedes, moved.origin) == (Change.MOVED, expected, expected)
    assert moved.probability == Decimal("0.4")
    assert list(Entry.objects.in_force()) == [moved]


def test_a_probability_given_for_one_window_is_none_for_the_next(analyst, expected):
    assert move(analyst, expected, "2026").probability is None


def test_to_the_window_that_it_has_nothing_moves(analyst, expected):
    with pytest.raises(actions.Refused) as refusal:
        move(analyst, expected, "by the end of 2025")
    assert refusal.value.field == "date"


def test_a_revision_gives_another_probability_and_keeps_the_window(analyst, expected):
    revised = revise(analyst, expected, "0.9")
    assert (revised.probability, revised.date) == (Decimal("0.9"), expected.date)
    assert revise(analyst, revised, None).probability is None
    with pytest.raises(actions.Refused) as refusal:
        revise(analyst, Entry.objects.latest("pk"), None)
    assert refusal.value.field == "probability"


def test_it_is_met_by_an_event(analyst, issue, expected):
    event = happen(analyst, issue, on=date(2025, 12, 12))
    with pytest.raises(actions.Refused) as refusal:
        resolve(analyst, expected, Resolution.MET, met_by=event, known_on=date(2025, 12, 11))
    assert refusal.value.field == "known_on"
    met = resolve(analyst, expected, Resolution.MET, met_by=event, known_on=date(2025, 12, 12))
    assert (met.resolution, met.met_by, met.probability) == (
        Resolution.MET,
        event,
        Decimal("0.7"),
    )


@pytest.mark.parametrize("ended", [Resolution.MISSED, Resolution.VOID])
def test_it_is_missed_or_void_without_an_event(analyst, issue, expected, ended):
    event = happen(analyst, issue)
    with pytest.raises(actions.Refused) as refusal:
        resolve(analyst, expected, ended, met_by=event)
    assert refusal.value.field == "met_by"
    assert resolve(analyst, expected, ended).resolution == ended


def test_it_is_met_by_nothing_but_an_event(analyst, issue, expected):
    other = expect(analyst, issue)
    for met_by in (None, other):
        with pytest.raises(actions.Refused) as refusal:
            resolve(analyst, expected, Resolution.MET, met_by=met_by)
        assert refusal.value.field == "met_by"


def test_no_end_is_no_resolution(analyst, expected):
    with pytest.raises(actions.Refused) as refusal:
        resolve(analyst, expected, Resolution.OPEN)
    assert refusal.value.field == "resolution"


def test_what_has_ended_goes_on_only_by_a_correction(analyst, expected):
    missed = resolve(analyst, expected, Resolution.MISSED)
    for step in (
        lambda: move(analyst, missed, "2027"),
        lambda: revise(analyst, missed, "0.1"),
        lambda: resolve(analyst, missed, Resolution.VOID),
    ):
        with pytest.raises(actions.Refused, match="has ended"):
            step()
    details = {**actions.entering.details_of(missed), "resolution": Resolution.VOID}
    corrected = correct(analyst, missed, details=details)
    assert (corrected.resolution, corrected.change) == (Resolution.VOID, Change.CORRECTION)


def test_a_retracted_one_goes_on_only_by_a_correction(analyst, expected):
    gone = actions.retract_entry(
        by=analyst, entry=expected, reason="Never said.", known_on=TODAY, today=TODAY
    )
    with pytest.raises(actions.Refused):
        move(analyst, gone, "2027")


def test_each_step_needs_its_reason_and_its_source(analyst, expected):
    for missing, field in [({"reason": " "}, "change_reason"), ({"citations": []}, "source")]:
        with pytest.raises(actions.Refused) as refusal:
            move(analyst, expected, "2027", **missing)
        assert refusal.value.field == field


def test_a_step_from_an_older_version_is_stale(analyst, expected):
    moved = move(analyst, expected, "2026")
    with pytest.raises(actions.Stale) as refusal:
        revise(analyst, expected, "0.2")
    assert refusal.value.current == moved


def test_a_step_cannot_be_known_before_the_one_before(analyst, expected):
    with pytest.raises(actions.Refused) as refusal:
        move(analyst, expected, "2026", known_on=date(2020, 1, 1), known_on_reason="Told.")
    assert refusal.value.field == "known_on"


def test_everybody_on_the_team_records_what_became_of_it(analyst, other_analyst, expected):
    moved = move(other_analyst, expected, "2026")
    assert moved.author == other_analyst
    with pytest.raises(NotAllowed):
        correct(analyst, moved)


def test_readers_record_nothing(reader, analyst, issue, expected):
    cites = [actions.Cite(make_source(analyst))]
    japan = make_party("Japan")
    for step in (
        lambda: expect(reader, issue, citations=cites, expected_by=japan),
        lambda: move(reader, expected, "2027", citations=cites),
        lambda: revise(reader, expected, "0.1", citations=cites),
        lambda: resolve(reader, expected, Resolution.MISSED, citations=cites),
    ):
        with pytest.raises(NotAllowed):
            step()
    assert Entry.objects.count() == 1


def test_one_form_has_one_effect_and_another_content_is_refused(analyst, expected):
    form = {"uid": uuid.uuid4(), "citations": [actions.Cite(make_source(analyst))]}
    first = move(analyst, expected, "2026", **form)
    assert move(analyst, expected, "2026", **form) == first
    with pytest.raises(actions.AlreadySent):
        move(analyst, expected, "2027", **form)
    with pytest.raises(actions.AlreadySent):
        move(analyst, expected, "2026", probability="0.3", **form)


def test_a_correction_keeps_what_the_expectation_says_unless_told_otherwise(analyst, expected):
    corrected = correct(analyst, expected, body="Projects are signed.")
    assert (corrected.expected_by, corrected.probability) == (
        expected.expected_by,
        expected.probability,
    )


def test_new_wording_changes_no_probability(analyst, expected):
    details = {**actions.entering.details_of(expected), "probability": Decimal("0.2")}
    with pytest.raises(actions.Refused) as refusal:
        correct(analyst, expected, details=details, wording_only=True)
    assert refusal.value.field == "wording_only"


def correct(by, entry, **changes):
    return actions.correct_entry(
        **{
            "by": by,
            "entry": entry,
            "reason": "A slip.",
            "body": entry.body,
            "date": entry.date,
            "citations": [actions.Cite(make_source(by))],
            "known_on": TODAY,
            "today": TODAY,
            **changes,
        }
    )


def test_the_kind_of_other_entries_has_no_such_steps(analyst, issue):
    event = happen(analyst, issue)
    with pytest.raises(actions.Refused, match="Only an expectation"):
        move(analyst, event, day(date(2026, 1, 1)))
