"""What the admin shows of expectations and figures beside their text, and finds them by."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from issues import actions, dates
from issues.dates import day
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.models import Entry, Issue, Party, User
from tests import making

pytestmark = pytest.mark.django_db
LIST = "/admin/issues/entry/"


def report(by: User, issue: Issue, **changes) -> Entry:
    said = {
        "measure": "investment", "rung": Rung.PLEDGED, "value": Decimal(550_000_000_000),
        "unit": "", "currency": "USD", "as_of": day(date(2025, 9, 4)), "body": "It was promised.",
        "reporter": Party.objects.filter(slug="ministry").first(),
    }  # fmt: skip
    said["reporter"] = said["reporter"] or making.make_party("The Ministry", slug="ministry")
    cites = [actions.Cite(making.make_source(by))]
    return actions.report_figure(
        by=by, issues=[issue], citations=cites, known_on=date(2025, 9, 4), today=making.TODAY,
        **said | changes,
    )  # fmt: skip


def page_of(client, entry: Entry) -> str:
    return client.get(reverse("admin:issues_entry_change", args=[entry.pk])).text


def test_the_page_of_a_figure_shows_what_it_says(client, record, analyst):
    page = page_of(client, report(analyst, record.issue))
    labels = ("Measure", "Rung", "Value", "Unit or currency", "Reported by")
    assert [label for label in labels if f"<label>{label}:</label>" not in page] == []
    for said in ("investment", "pledged", "USD 550 billion", ">USD<", ">The Ministry</a>"):
        assert said in page
    assert "Probability" not in page


def test_the_page_of_an_expectation_shows_who_expects_what_and_how_it_ended(
    client, record, analyst
):
    expected = making.expect(
        analyst, record.issue, window="Q2 2026", expected_by=record.party, probability="0.625"
    )
    page = page_of(client, expected)
    for said in (dates.words(expected.date), "62.5%", ">Japan</a>", "open"):
        assert said in page
    met = making.resolve(analyst, expected, Resolution.MET, met_by=record.event)
    page = page_of(client, met)
    assert reverse("admin:issues_entry_change", args=[record.event.pk]) in page
    assert ">met<" in page
    assert "Rung" not in page


def test_the_page_of_a_note_shows_what_was_looked_at(client, record, analyst):
    note = actions.add_note(
        by=analyst, issues=[record.issue], body="Looked.", looks_at=record.decision,
        known_on=making.TODAY, today=making.TODAY,
    )  # fmt: skip
    assert reverse("admin:issues_entry_change", args=[record.decision.pk]) in page_of(client, note)
    assert "A second look at" not in page_of(client, record.event)


def test_the_list_says_it_in_a_line(client, record, analyst):
    report(analyst, record.issue)
    expected = making.expect(
        analyst, record.issue, expected_by=record.party, probability="0.6", body="It comes."
    )
    missed = making.resolve(analyst, expected, Resolution.MISSED)
    gone = report(analyst, record.issue, measure="jobs")
    actions.retract_entry(
        by=analyst, entry=gone, reason="Wrong.", known_on=making.TODAY, today=making.TODAY
    )
    text = client.get(LIST).text
    assert "investment, pledged: USD 550 billion by The Ministry" in text
    assert "Japan: 60%, open" in text
    assert f"Japan: 60%, {missed.resolution}" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"ended": "open"}, {"open"}),
        ({"ended": "missed"}, {"missed"}),
        ({"rung": "value"}, {"plain"}),
        ({"rung": "pledged"}, {"pledged"}),
        ({"who": "japan"}, {"open", "missed"}),
        ({"who": "MINISTRY"}, {"plain", "pledged"}),
        ({"who": "nobody"}, set()),
    ],
)
def test_the_list_is_narrowed_by_it(client, record, analyst, asked, found):
    party = record.party
    said = making.expect(analyst, record.issue, expected_by=party)
    made = {
        "open": making.expect(analyst, record.issue, expected_by=party),
        "missed": making.resolve(analyst, said, Resolution.MISSED),
        "pledged": report(analyst, record.issue),
    }
    made["plain"] = report(analyst, record.issue, rung=Rung.PLAIN)
    response = client.get(LIST, {**asked, "superseded": "no"})
    names = {entry.pk: name for name, entry in made.items()}
    assert {names.get(entry.pk) for entry in response.context["cl"].result_list} == found
