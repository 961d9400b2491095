"""Free text finds what the asker may see and what stands, quickly in a long list as well."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues import actions
from issues.models import Issue
from issues.reads.filters import SORTS
from tests.bench.loading import load
from tests.bench.record import matter
from tests.making import TODAY, happen, make_issue, make_party, make_source, note

pytestmark = pytest.mark.django_db


def found(text: str, client: Client | None = None) -> set[str]:
    """The references on the first page of what readers find, or whoever has the client."""
    listed, _ = _page(f"?q={quote(text)}", client)
    return set(listed)


def _page(query: str, client: Client | None = None) -> tuple[list[str], object]:
    listing = (client or Client()).get(f"/issues/{query}").context["listing"]
    return [row.reference for row in listing.rows.rows], listing


@pytest.mark.parametrize("text", ["fdi-5", "FDI-550", "Fdi", '"fdi-550"'])
def test_a_reference_is_found_by_how_it_begins(analyst, text):
    make_issue(analyst, "FDI-550", title="A pledge")
    make_issue(analyst, "X-FDI", title="Another")
    assert "FDI-550" in found(text)


def test_a_note_is_found_by_the_team_alone(analyst, signed_in):
    note(analyst, make_issue(analyst, "ONE"), "An embargo is feared.")
    assert found("embargo", signed_in(analyst)) == {"ONE"}
    assert found("embargo") == set()


def test_an_entry_on_a_draft_and_on_a_published_issue_finds_the_latter(analyst, signed_in):
    published, draft = make_issue(analyst, "ONE"), make_issue(analyst, "TWO", published=False)
    happen(analyst, [published, draft], "An embargo was lifted.")
    assert found("embargo", signed_in(analyst)) == {"ONE", "TWO"}
    assert found("embargo") == {"ONE"}


def test_what_was_corrected_is_found_by_its_new_words_alone(analyst):
    issue = make_issue(analyst, "ONE")
    entry = happen(analyst, issue, "An embargo was lifted.")
    actions.correct_entry(
        by=analyst,
        entry=entry,
        body="A blockade was lifted.",
        reason="It was a blockade.",
        date=entry.date,
        citations=[actions.Cite(make_source(analyst))],
        known_on=TODAY,
        today=TODAY,
    )
    assert found("embargo") == set()
    assert found("blockade") == {"ONE"}


def test_what_was_retracted_is_not_found(analyst):
    entry = happen(analyst, make_issue(analyst, "ONE"), "An embargo was lifted.")
    assert found("embargo") == {"ONE"}
    actions.retract_entry(by=analyst, entry=entry, reason="Not so.", known_on=TODAY, today=TODAY)
    assert found("embargo") == set()


def test_words_may_stand_in_different_places(analyst):
    issue = make_issue(analyst, "ONE", title="A pledge", parties=[make_party("Atlantis")])
    happen(analyst, issue, "An embargo was lifted.")
    happen(analyst, issue, "Nobody was pleased.")
    assert found("pledge atlantis embargo pleased one") == {"ONE"}
    assert found("pledge atlantis embargo displeased") == set()


# --- Where most of a long list is found

MANY = 1_200


@pytest.fixture
def published(as_owner) -> set[str]:
    """Issues without entries, some of them drafts, all of which have "SYN" in their reference."""
    today = datetime.now(UTC).date()
    load(as_owner, [replace(matter(number, today), lines=()) for number in range(MANY)])
    issues = Issue.objects.filter(visibility="published")
    return set(issues.values_list("reference", flat=True))


def test_the_pages_hold_each_of_many_once(published):
    for sort in SORTS:
        seen, query = [], f"?q=syn&sort={sort}"
        while query:
            listed, listing = _page(query)
            seen += listed
            query = listing.more
        assert listing.counts.listed == len(seen) == len(published) > 1_000, sort
        assert set(seen) == published, sort


def test_issues_are_held_against_many_and_not_looked_up_among_them(published):
    with CaptureQueriesContext(connection) as queries:
        Client().get("/issues/?q=syn")
    (page,) = [
        query["sql"]
        for query in queries
        if "bigint[]" in query["sql"] and "LIMIT 51" in query["sql"]
    ]
    asked = [(node.get("Index Cond", ""), node.get("Filter", "")) for node in _plan(page)]
    assert [condition for condition, _ in asked if "bigint[]" in condition] == []
    assert [condition for _, condition in asked if "bigint[]" in condition]


def _plan(sql: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        (given,) = cursor.fetchone()
    plan = json.loads(given) if isinstance(given, str) else given
    return list(_nodes(plan[0]["Plan"]))


def _nodes(node: dict):
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


class TestAnotherName:
    """A text that is another name of a party or an issue says so above the list."""

    @staticmethod
    def said(text: str, client: Client | None = None, query: str = "") -> list[str]:
        _, listing = _page(f"?q={quote(text)}{query}", client)
        return [f"{each.alias} = {each.name}" for each in listing.other_names]

    @pytest.fixture
    def takaichi(self):
        return make_party(
            "Sanae Takaichi", local_name="高市早苗", aliases=["Takaichi Sanae", "Sen Takichi"]
        )

    @pytest.mark.parametrize("text", ["Sen Takichi", "takichi", '"sen takichi"', "Takichi pledge"])
    def test_of_a_party_is_told(self, analyst, takaichi, text):
        make_issue(analyst, "FDI", title="The pledge", parties=[takaichi])
        assert self.said(text) == ["Sen Takichi = Sanae Takaichi"]
        page = Client().get("/issues/", {"q": text}).text
        assert "“Sen Takichi” is another name of Sanae Takaichi." in page

    def test_written_at_home_is_told(self, analyst, takaichi):
        make_issue(analyst, "FDI", parties=[takaichi])
        assert self.said("高市") == ["高市早苗 = Sanae Takaichi"]

    @pytest.mark.parametrize("text", ["Sanae", "Takaichi Sanae", "pledge", "the", ""])
    def test_is_not_told_of_the_name_itself(self, analyst, takaichi, text):
        make_issue(analyst, "FDI", title="The pledge", parties=[takaichi])
        assert self.said(text) == []

    def test_that_is_named_best_is_told(self, analyst, takaichi):
        other = make_party("Upper House", aliases=["Senate"])
        make_issue(analyst, "FDI", parties=[takaichi, other])
        assert self.said("Sen Takichi") == ["Sen Takichi = Sanae Takaichi"]
        assert self.said("Senate") == ["Senate = Upper House"]

    def test_of_an_issue_is_told(self, analyst):
        make_issue(analyst, "FDI", title="The pledge", aliases=["Five fifty", "Big one"])
        assert self.said("fifty") == ["Five fifty = The pledge"]

    def test_of_a_draft_is_told_to_the_team_alone(self, analyst, signed_in, takaichi):
        aliases = ["Five fifty"]
        make_issue(
            analyst, "DRF", title="Draft", parties=[takaichi], aliases=aliases, published=False
        )
        team = signed_in(analyst)
        assert self.said("fifty") == self.said("Takichi") == []
        assert self.said("fifty", team) == ["Five fifty = Draft"]
        assert self.said("Takichi", team) == ["Sen Takichi = Sanae Takaichi"]

    def test_of_what_had_not_begun_is_not_told(self, analyst, takaichi):
        make_issue(analyst, "FDI", parties=[takaichi], opened_on=date(2026, 5, 1))
        assert self.said("Takichi", query="&as_of=2026-04-30") == []
        assert self.said("Takichi", query="&as_of=2026-05-01") == ["Sen Takichi = Sanae Takaichi"]
