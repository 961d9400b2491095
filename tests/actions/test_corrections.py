"""Corrections and retractions supersede; both versions stay."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from issues import actions
from issues.dates import day
from issues.models import Entry
from issues.permissions import NotAllowed
from tests import making


@pytest.fixture
def issue(analyst):
    return making.make_issue(analyst, "COR")


@pytest.fixture
def event(analyst, issue):
    return making.happen(analyst, issue, "They met in Gyeongju.", date(2025, 10, 30))


def correct(by, entry, **fields):
    fields.setdefault("body", "They met in Busan.")
    fields.setdefault("reason", "The place was wrong.")
    fields.setdefault("date", entry.date)
    fields.setdefault("citations", [actions.Cite(making.make_source(by))])
    return actions.correct_entry(
        by=by, entry=entry, known_on=making.TODAY, today=making.TODAY, **fields
    )


def retract(by, entry, **fields):
    fields.setdefault("reason", "It did not happen.")
    return actions.retract_entry(
        by=by, entry=entry, known_on=making.TODAY, today=making.TODAY, **fields
    )


def test_a_correction_supersedes_and_the_old_version_stays(analyst, event):
    newer = correct(analyst, event)
    assert [e.body for e in Entry.objects.order_by("id")] == [
        "They met in Gyeongju.",
        "They met in Busan.",
    ]
    assert list(Entry.objects.in_force()) == [newer]
    assert (newer.change, newer.change_reason) == ("correction", "The place was wrong.")
    assert newer.origin_id == event.pk


def test_a_second_correction_of_the_same_version_is_stale(analyst, editor, event):
    newest = correct(analyst, event)
    with pytest.raises(actions.Stale) as refusal:
        correct(editor, event, body="They met in Seoul.")
    assert refusal.value.current == newest


class TestTheDayFromWhichACorrectionIsKnown:
    """What a page of an earlier day shows is what stood on that day."""

    @pytest.fixture
    def tomorrow(self) -> date:
        return timezone.localdate() + timedelta(days=1)

    def correct(self, by, entry, known_on, today, **fields):
        return actions.correct_entry(
            by=by, entry=entry, known_on=known_on, today=today, reason="The place was wrong.",
            body="They met in Busan.", date=entry.date,
            citations=[actions.Cite(making.make_source(by))], **fields,
        )  # fmt: skip

    def retract(self, by, entry, known_on, today):
        return actions.retract_entry(
            by=by, entry=entry, known_on=known_on, today=today, reason="It was not so."
        )

    @pytest.mark.parametrize("how", ["correct", "retract"])
    def test_is_today_for_what_stood_before(self, analyst, event, tomorrow, how):
        with pytest.raises(actions.Refused, match="has stood since") as refusal:
            getattr(self, how)(analyst, event, event.known_on, tomorrow)
        assert refusal.value.field == "known_on"
        assert getattr(self, how)(analyst, event, tomorrow, tomorrow).known_on == tomorrow

    @pytest.mark.parametrize("how", ["correct", "retract"])
    def test_is_any_day_since_for_what_entered_today(self, analyst, event, how):
        newer = getattr(self, how)(analyst, event, event.known_on, timezone.localdate())
        assert newer.known_on == event.known_on

    def test_is_that_of_whoever_made_it_elsewhere(self, administrator, analyst, event, tomorrow):
        newer = self.correct(administrator, event, event.known_on, tomorrow, author=analyst)
        assert newer.known_on == event.known_on


def test_a_version_rests_on_a_source_that_was_known_by_its_day(analyst, event):
    later = actions.Cite(making.make_source(analyst), known_on=making.TODAY)
    with pytest.raises(actions.Refused, match="None of its sources was known") as refusal:
        actions.correct_entry(
            by=analyst, entry=event, known_on=event.known_on, today=making.TODAY,
            reason="That one is right.", body=event.body, date=event.date, citations=[later],
        )  # fmt: skip
    assert refusal.value.field == "known_on"


def test_a_chain_of_corrections_keeps_its_origin(analyst, event):
    second = correct(analyst, event)
    third = correct(analyst, second, body="They met in Busan, at the airport.")
    assert third.origin_id == event.pk
    assert actions.newest_version(event) == third


def test_a_correction_without_a_reason_is_refused(analyst, event):
    with pytest.raises(actions.Refused, match="Say why"):
        correct(analyst, event, reason=" ")


def test_a_wording_correction_changes_words_alone(analyst, event):
    with pytest.raises(actions.Refused, match="More than the wording"):
        correct(analyst, event, wording_only=True, date=day(date(2025, 10, 31)))
    assert correct(analyst, event, wording_only=True).change == "wording"


def test_analysts_correct_their_own_entries_and_editors_those_of_others(
    analyst, other_analyst, editor, event
):
    with pytest.raises(NotAllowed, match="Only they or an editor"):
        correct(other_analyst, event)
    with pytest.raises(NotAllowed):
        retract(other_analyst, event)
    assert correct(editor, event).author == editor


def test_a_retracted_entry_stands_no_longer_and_can_be_brought_back(analyst, event):
    gone = retract(analyst, event)
    assert not Entry.objects.in_force().exists()
    back = correct(analyst, gone, body=event.body, reason="It did happen.")
    assert list(Entry.objects.in_force()) == [back]


def test_what_is_retracted_cannot_be_retracted_again(analyst, event):
    gone = retract(analyst, event)
    with pytest.raises(actions.Refused, match="already retracted"):
        retract(analyst, gone)


def test_retracting_twice_with_one_form_has_one_effect(analyst, event):
    form = {"uid": uuid.uuid4()}
    assert retract(analyst, event, **form) == retract(analyst, event, **form)
    assert Entry.objects.count() == 2


def test_correcting_a_decision_needs_the_newest_one(analyst, issue):
    first = making.decide(analyst, issue, "announced", date(2025, 8, 1))
    second = making.decide(analyst, issue, "moving", date(2025, 9, 1))
    fields = {"status": first.status, "body": "Announced.", "date": day(date(2025, 8, 2))}
    with pytest.raises(actions.Stale):
        correct(analyst, first, made_from=first, **fields)
    newest = correct(analyst, first, made_from=second, **fields)
    assert actions.newest_decision(issue) == newest


def test_a_corrected_decision_is_held_against_the_moves(analyst, issue):
    first = making.decide(analyst, issue, "announced", date(2025, 8, 1))
    with pytest.raises(actions.Refused, match="can be followed by"):
        correct(
            analyst,
            first,
            status=making.status_of(issue, "delivered"),
            body="Done.",
            made_from=first,
        )


def test_a_correction_is_not_known_before_what_it_corrects(analyst, event):
    with pytest.raises(actions.Refused, match="cannot be known before"):
        actions.retract_entry(
            by=analyst,
            entry=event,
            reason="Wrong.",
            known_on=date(2025, 10, 29),
            today=making.TODAY,
        )


class TestOfTwoDecisionsOfOneDay:
    """The later made stands; correcting the earlier one leaves each in its place."""

    @pytest.fixture
    def both(self, analyst, issue):
        first = making.decide(analyst, issue, "announced", date(2026, 1, 1))
        return first, making.decide(analyst, issue, "moving", date(2026, 1, 1))

    def correct_first(self, by, both, issue):
        first, last = both
        return correct(
            by, first, body="Said at noon.", status=making.status_of(issue, "announced"),
            made_from=last,
        )  # fmt: skip

    def test_the_earlier_can_be_corrected(self, analyst, issue, both):
        assert self.correct_first(analyst, both, issue).body == "Said at noon."

    def test_the_next_change_follows_the_later(self, analyst, issue, both):
        self.correct_first(analyst, both, issue)
        assert making.decide(analyst, issue, "delivered", date(2026, 2, 1)).pk


def test_no_source_is_told_before_it_was_published(analyst, issue):
    early = making.make_source(analyst, published_on=date(2025, 12, 1))
    late = making.make_source(analyst, published_on=date(2026, 2, 1))
    cites = [actions.Cite(early), actions.Cite(late)]
    sent = {"body": "They met.", "known_on": date(2025, 12, 2), "uid": uuid.uuid4()}
    first = making.happen(analyst, issue, on=date(2025, 12, 1), citations=cites, **sent)
    again = making.happen(analyst, issue, on=date(2025, 12, 1), citations=cites, **sent)
    assert first == again
    rests = [(cited.source, cited.known_on) for cited in first.citations.order_by("id")]
    assert rests == [(early, date(2025, 12, 2)), (late, date(2026, 2, 1))]


def test_a_correction_keeps_the_day_from_which_a_source_was_known(analyst, issue):
    event = making.happen(analyst, issue, on=date(2025, 12, 1))
    later = making.make_source(analyst, published_on=date(2025, 11, 1))
    cited = actions.cite(by=analyst, entry=event, source=later, today=date(2026, 3, 1))
    kept = [actions.Cite(one.source, known_on=one.known_on) for one in event.citations.all()]
    newer = actions.correct_entry(
        by=analyst, entry=event, reason="A slip.", body="Better.", date=event.date,
        citations=kept, known_on=event.known_on, today=making.TODAY,
    )  # fmt: skip
    assert newer.citations.get(source=later).known_on == cited.known_on
    assert newer.citations.exclude(source=later).get().known_on == event.known_on


def test_who_moved_an_expectation_takes_back_the_move_and_no_more(analyst, other_analyst, issue):
    """What somebody else recorded first stays theirs."""
    expected = making.expect(other_analyst, issue, "They meet.", "2027")
    moved = making.move(analyst, expected, "2028")
    with pytest.raises(NotAllowed):
        retract(analyst, moved)
    with pytest.raises(NotAllowed):
        correct(analyst, moved, body="They do not meet.")
    back = correct(analyst, moved, body=moved.body, date=expected.date)
    assert back.date == expected.date
