"""Changing a status: the one door, its refusals, and what happens when two come at once."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from issues import actions
from issues.dates import day, parse
from issues.models import Entry
from issues.permissions import NotAllowed
from tests import making


@pytest.fixture
def issue(analyst):
    return making.make_issue(analyst, "DEC")


@pytest.fixture
def announced(analyst, issue):
    return making.decide(analyst, issue, "announced", date(2025, 8, 1))


def test_a_change_keeps_who_why_when_and_on_what(analyst, issue):
    source = making.make_source(analyst)
    entry = actions.change_status(
        by=analyst,
        issue=issue,
        status=making.status_of(issue, "announced"),
        reason="Both governments said so.",
        date=parse("August 2025"),
        citations=[actions.Cite(source, "It is agreed.", "para 3")],
        made_from=None,
        known_on=date(2025, 8, 5),
        today=making.TODAY,
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.author, kept.body) == (analyst, "Both governments said so.")
    assert (kept.date, kept.known_on) == (parse("August 2025"), date(2025, 8, 5))
    assert [(c.source, c.quotation, c.locator) for c in kept.citations.all()] == [
        (source, "It is agreed.", "para 3")
    ]


def test_a_move_that_the_lifecycle_has_not_is_refused_with_the_allowed_ones(analyst, announced):
    with pytest.raises(actions.Refused) as refusal:
        making.decide(analyst, announced.decided_issue, "delivered", date(2025, 9, 1))
    assert str(refusal.value) == (
        "In the lifecycle “Pledge” “announced” can be followed by “moving” or “stalled”, not by"
        " “delivered”."
    )
    assert refusal.value.field == "status"


def test_a_refusal_names_the_decisions_that_a_change_comes_between(analyst, issue):
    making.decide(analyst, issue, "announced", date(2026, 1, 1))
    with pytest.raises(actions.Refused) as refusal:
        making.decide(analyst, issue, "delivered", date(2025, 9, 1))
    assert "“not rated”, the status on 1 September 2025, can be followed by" in str(refusal.value)
    with pytest.raises(actions.Refused) as refusal:
        making.decide(analyst, issue, "announced", date(2025, 9, 1))
    assert str(refusal.value) == (
        "In the lifecycle “Pledge” “announced”, this change, can be followed by “moving” or"
        " “stalled”, not by “announced”, which is decided from 1 January 2026."
    )


def test_nothing_follows_a_settled_status(analyst, issue):
    making.decide(analyst, issue, "moving", date(2025, 8, 1))
    making.decide(analyst, issue, "delivered", date(2025, 9, 1))
    with pytest.raises(actions.Refused, match="nothing can follow “delivered”"):
        making.decide(analyst, issue, "moving", date(2025, 10, 1))


def test_a_decision_put_between_two_must_fit_both(analyst, issue):
    making.decide(analyst, issue, "announced", date(2025, 8, 1))
    making.decide(analyst, issue, "moving", date(2025, 10, 1))
    making.decide(analyst, issue, "stalled", date(2025, 9, 1))
    with pytest.raises(actions.Refused, match="can be followed by"):
        making.decide(analyst, issue, "moving", date(2025, 9, 15))


def test_a_change_made_from_an_older_decision_is_stale(analyst, issue, announced):
    newest = making.decide(analyst, issue, "moving", date(2025, 9, 1))
    with pytest.raises(actions.Stale) as refusal:
        making.decide(analyst, issue, "stalled", date(2025, 9, 2), made_from=announced)
    assert refusal.value.current == newest
    assert issue.decisions.count() == 2


def test_somebodys_new_event_is_no_conflict(analyst, issue, announced):
    making.happen(analyst, issue)
    making.decide(analyst, issue, "moving", date(2025, 9, 1), made_from=announced)
    assert issue.decisions.count() == 2


def test_the_same_form_sent_twice_has_one_effect(analyst, issue):
    form = {"uid": uuid.uuid4(), "citations": [actions.Cite(making.make_source(analyst))]}
    first = making.decide(analyst, issue, "announced", made_from=None, **form)
    again = making.decide(analyst, issue, "announced", made_from=None, **form)
    assert again == first
    assert issue.decisions.count() == 1


def test_the_same_form_sent_again_with_other_content_is_told_apart(analyst, issue):
    form = {"uid": uuid.uuid4(), "made_from": None}
    first = making.decide(analyst, issue, "announced", **form)
    with pytest.raises(actions.AlreadySent) as refusal:
        making.decide(analyst, issue, "announced", reason="Another reason.", **form)
    assert refusal.value.entry == first


def test_a_change_without_a_reason_or_a_source_is_refused(analyst, issue):
    with pytest.raises(actions.Refused, match="text is empty"):
        making.decide(analyst, issue, "announced", reason=" ")
    with pytest.raises(actions.Refused, match="at least one source"):
        making.decide(analyst, issue, "announced", citations=[])
    assert not issue.decisions.exists()


def test_known_on_lies_between_publication_and_today_or_says_why_not(analyst, issue):
    source = making.make_source(analyst, published_on=date(2025, 8, 10))
    cites = {"citations": [actions.Cite(source)]}
    with pytest.raises(actions.Refused, match="before the earliest source was published"):
        making.decide(analyst, issue, "announced", known_on=date(2025, 8, 9), **cites)
    with pytest.raises(actions.Refused, match="after today"):
        making.decide(analyst, issue, "announced", known_on=date(2026, 11, 25), **cites)
    making.decide(
        analyst,
        issue,
        "announced",
        known_on=date(2025, 8, 9),
        known_on_reason="The embargoed text came a day early.",
        **cites,
    )
    assert issue.decisions.get().known_on == date(2025, 8, 9)


def test_readers_and_those_who_left_change_nothing(reader, deactivated, analyst, issue):
    for person in (reader, deactivated):
        with pytest.raises(NotAllowed):
            making.decide(person, issue, "announced", citations=[])
    assert not issue.decisions.exists()


def test_only_an_administrator_enters_in_the_name_of_another(analyst, editor, administrator, issue):
    with pytest.raises(NotAllowed):
        making.decide(editor, issue, "announced", author=analyst)
    entry = making.decide(administrator, issue, "announced", author=analyst)
    assert entry.author == analyst


@pytest.mark.django_db(transaction=True)
def test_of_changes_made_at_once_from_one_decision_one_wins(analyst, issue, announced):
    """Each on a connection of its own, let go at the same moment; the database decides."""
    writers = 6
    together = Barrier(writers)
    source = making.make_source(analyst)

    def change(number: int) -> str:
        together.wait()
        try:
            making.decide(
                analyst,
                issue,
                "moving",
                date(2025, 9, number),
                made_from=announced,
                citations=[actions.Cite(source)],
            )
        except actions.Stale:
            return "stale"
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(writers) as pool:
        answers = sorted(pool.map(change, range(1, writers + 1)))
    assert answers == ["stale"] * (writers - 1) + ["won"]
    assert issue.decisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_has_one_effect(analyst, issue):
    sends = 6
    together = Barrier(sends)
    form = {"uid": uuid.uuid4(), "citations": [actions.Cite(making.make_source(analyst))]}

    def send(_: int) -> int:
        together.wait()
        try:
            return making.decide(analyst, issue, "announced", made_from=None, **form).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(sends) as pool:
        made = set(pool.map(send, range(sends)))
    assert made == {issue.decisions.get().pk}


def test_a_status_may_be_decided_for_a_day_to_come(analyst, issue):
    entry = making.decide(
        analyst, issue, "announced", date=day(date(2027, 1, 1)), known_on=making.TODAY
    )
    assert entry.first_on == date(2027, 1, 1)
