"""A status changes in the admin by a decision alone, made with the same action as on the pages."""

import re

import pytest

from issues.models import Entry, Status, StatusPeriod
from tests import making
from tests.admin.filling import filled


def address(issue) -> str:
    return f"/admin/issues/issue/{issue.pk}/status/"


def given(client, record, **changes) -> dict:
    typed = {
        "status": "moving",
        "date": "August 2025",
        "reason": "Talks began.",
        "source": record.source.slug,
        "known_on": "2025-08-20",
    }
    return filled(client, address(record.issue), **(typed | changes))


def status_of(issue) -> str:
    return StatusPeriod.objects.get(
        issue=issue, holds__endswith=None, known__endswith=None, recorded__endswith=None
    ).status.slug


def test_a_status_is_changed_by_a_decision(client, record, administrator):
    assert client.post(address(record.issue), given(client, record)).status_code == 302
    decision = record.issue.decisions.last()
    assert (decision.status.slug, decision.body) == ("moving", "Talks began.")
    assert (decision.author, decision.made_from) == (administrator, record.decision)
    assert decision.date_precision == "month"
    assert status_of(record.issue) == "moving"
    assert "moving" in client.get(f"/admin/issues/issue/{record.issue.pk}/change/").text


def test_sent_twice_it_has_one_effect(client, record):
    sent = given(client, record)
    assert client.post(address(record.issue), sent).status_code == 302
    assert client.post(address(record.issue), sent).status_code == 302
    assert record.issue.decisions.count() == 2


def test_a_source_that_is_new_comes_with_the_decision(client, record):
    sent = given(
        client,
        record,
        source="",
        new_title="A new report",
        new_publisher="The Paper",
        new_url="https://paper.example/new",
        new_published_on="2025-08-15",
        quotation="Talks have begun.",
    )
    assert client.post(address(record.issue), sent).status_code == 302
    citation = record.issue.decisions.last().citations.get()
    assert (citation.source.title, citation.quotation) == ("A new report", "Talks have begun.")


def test_a_decision_made_meanwhile_answers_409_with_both(client, record, analyst):
    sent = given(client, record, reason="What I typed.")
    making.decide(analyst, record.issue, "stalled", reason="What a colleague saw.")
    answer = client.post(address(record.issue), sent)
    assert answer.status_code == 409
    assert "What a colleague saw." in answer.text
    assert "What I typed." in answer.text
    assert status_of(record.issue) == "stalled"
    again = sent | dict(answer.context["versions"].fields())
    assert client.post(address(record.issue), again).status_code == 302
    assert status_of(record.issue) == "moving"


@pytest.mark.parametrize("missing", ["made_from", "uid"])
def test_without_its_version_it_answers_428_and_keeps_what_was_typed(client, record, missing):
    answer = client.post(address(record.issue), given(client, record, **{missing: None}))
    assert answer.status_code == 428
    assert "Talks began." in answer.text
    assert record.issue.decisions.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": "delivered"}, "can be followed by"),
        ({"reason": ""}, "Say why the status changes"),
        ({"date": "next week or so"}, "not a date that can be read"),
        ({"source": ""}, "Name at least one source"),
        ({"known_on": "2025-01-01"}, "before the earliest source"),
    ],
)
def test_what_is_refused_is_422_with_a_sentence(client, record, changes, sentence):
    answer = client.post(address(record.issue), given(client, record, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert record.issue.decisions.count() == 1


def test_only_the_statuses_that_may_follow_are_offered(client, record):
    offered = _offered(client.get(address(record.issue)))
    assert offered == ["moving", "stalled"]


def test_what_was_chosen_and_refused_is_still_chosen(client, record):
    answer = client.post(address(record.issue), given(client, record, status="delivered"))
    assert _offered(answer) == ["moving", "stalled", "delivered"]
    assert re.search(r'value="delivered"[^>]* checked', answer.text)


def _offered(answer) -> list[str]:
    return re.findall(r'<input type="radio" name="status" value="([^"]+)"', answer.text)


def test_no_form_of_the_admin_changes_a_status_without_a_decision(client, record):
    """Sends every form that the admin has for an issue, with everything that names a status."""
    other = Status.objects.get(lifecycle=record.issue.lifecycle, slug="moving")
    smuggled = dict.fromkeys(
        ("status", "status_id", "status_today", "status_now", "status_name", "decisions"), other.pk
    )
    row = f"/admin/issues/issue/{record.issue.pk}"
    for page in ("change", "status"):
        client.post(f"{row}/{page}/", filled(client, f"{row}/{page}/", **smuggled))
    periods = StatusPeriod.objects.first().pk
    for table, key in (("entry", record.decision.pk), ("statusperiod", periods)):
        for page in ("change", "delete"):
            answer = client.post(f"/admin/issues/{table}/{key}/{page}/", smuggled)
            assert answer.status_code == 403
        assert client.post(f"/admin/issues/{table}/add/", smuggled).status_code == 403
    assert Entry.objects.filter(kind="decision").count() == 1
    assert status_of(record.issue) == "announced"


def test_an_issue_shows_its_status_as_text_with_the_way_to_change_it(client, record):
    page = client.get(f"/admin/issues/issue/{record.issue.pk}/change/")
    assert "status" not in page.context["adminform"].form.fields
    assert address(record.issue) in page.text
