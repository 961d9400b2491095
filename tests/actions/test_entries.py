"""Recording events, assessments and notes."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from issues import actions
from issues.dates import day, parse
from issues.models import Entry
from tests import making


@pytest.fixture
def issue(analyst):
    return making.make_issue(analyst, "EVT")


def test_an_event_on_several_issues_is_stored_once(analyst, issue):
    other = making.make_issue(analyst)
    making.happen(analyst, [issue, other], date=parse("Q4 2025"), known_on=date(2026, 1, 5))
    entry = Entry.objects.get()
    assert set(entry.issues.all()) == {issue, other}
    assert entry.date == parse("Q4 2025")


def test_an_event_needs_an_issue_a_text_and_a_source(analyst, issue):
    for missing, field in [
        ({"issues": []}, "issues"),
        ({"issues": issue, "body": "\n"}, "body"),
        ({"issues": issue, "citations": []}, "source"),
    ]:
        with pytest.raises(actions.Refused) as refusal:
            making.happen(analyst, **missing)
        assert refusal.value.field == field


@pytest.mark.parametrize("ahead", ["2 August 2025", "by the end of 2025", "not before Q4 2025"])
def test_an_event_does_not_begin_after_the_day_on_which_it_is_known(analyst, issue, ahead):
    with pytest.raises(actions.Refused) as refusal:
        making.happen(analyst, issue, date=parse(ahead), known_on=date(2025, 8, 1))
    assert refusal.value.field == "date"
    assert str(refusal.value).endswith("Record an expectation for what is still to come.")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("begun", ["1 August 2025", "August 2025", "2025", "from May 2025"])
def test_an_event_may_go_on_after_the_day_on_which_it_is_known(analyst, issue, begun):
    event = making.happen(analyst, issue, date=parse(begun), known_on=date(2025, 8, 1))
    assert event.date == parse(begun)


def test_an_event_is_not_corrected_to_one_that_is_still_to_come(analyst, issue):
    event = making.happen(analyst, issue)
    with pytest.raises(actions.Refused, match="Record an expectation"):
        actions.correct_entry(
            by=analyst,
            entry=event,
            reason="Wrong day.",
            body=event.body,
            date=parse("2027"),
            citations=[actions.Cite(c.source) for c in event.citations.all()],
            known_on=making.TODAY,
            today=making.TODAY,
        )


def test_a_note_needs_no_source_and_readers_never_see_it(analyst, reader, issue):
    entry = making.note(analyst, issue)
    assert list(Entry.objects.visible_to(analyst)) == [entry]
    assert not Entry.objects.visible_to(reader).exists()


def test_an_entry_on_a_draft_and_a_published_issue_is_seen_by_readers(analyst, reader, issue):
    draft = making.make_issue(analyst, published=False)
    shared = making.happen(analyst, [issue, draft])
    making.happen(analyst, draft)
    assert list(Entry.objects.visible_to(reader)) == [shared]


def test_an_assessment_holds_as_of_the_day_on_which_it_was_known(analyst, issue):
    entry = making.assess(analyst, issue, on=date(2025, 9, 3))
    assert entry.date == day(date(2025, 9, 3))


@pytest.mark.django_db(transaction=True)
def test_one_event_form_sent_many_times_at_once_has_one_effect(analyst, issue):
    sends = 6
    together = Barrier(sends)
    form = {"uid": uuid.uuid4(), "citations": [actions.Cite(making.make_source(analyst))]}

    def send(_: int) -> int:
        together.wait()
        try:
            return making.happen(analyst, issue, **form).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(sends) as pool:
        made = set(pool.map(send, range(sends)))
    assert made == {Entry.objects.get().pk}


@pytest.mark.parametrize(
    "change",
    [
        {"known_on_reason": "A press briefing."},
        {"citations": lambda source: [actions.Cite(source, "Another passage.")]},
        {"citations": lambda source: [actions.Cite(source), actions.Cite(source, "One more.")]},
    ],
)
def test_a_form_sent_again_with_another_source_or_reason_is_not_taken_for_saved(
    analyst, issue, change
):
    source, form = making.make_source(analyst), {"uid": uuid.uuid4()}
    making.happen(analyst, issue, citations=[actions.Cite(source)], **form)
    changed = {name: new(source) if callable(new) else new for name, new in change.items()}
    with pytest.raises(actions.AlreadySent):
        making.happen(analyst, issue, **{"citations": [actions.Cite(source)], **form, **changed})
