"""What comes next, as a page and as a calendar that others follow."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from issues import dates
from issues.dates import FuzzyDate, parse, words
from issues.reads.changes import OnIssue
from issues.reads.coming import Coming
from issues.views.icalendar import as_icalendar
from tests import making
from tests.making import TODAY, decide, expect, make_issue, make_party, move


@pytest.fixture
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: making.TODAY)


@pytest.fixture
def pledge(db, _day, analyst):
    japan = make_party("Japan", slug="japan")
    issue = make_issue(analyst, "FDI", title="Investment pledge", parties=[japan])
    decide(analyst, issue, "moving", date(2025, 9, 4))
    decide(analyst, issue, "stalled", date(2027, 1, 10), known_on=TODAY)
    expect(analyst, issue, "The first projects are named.", "May 2026", expected_by=japan)
    expect(analyst, issue, "The plant opens.", "Q1 2027", expected_by=japan)
    expect(analyst, issue, "They meet.", "12 January 2027", expected_by=japan)
    expect(analyst, issue, "It is paid back.", "not before 2029", expected_by=japan)
    return issue


def said(client, address: str = "/calendar/", **headers) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def events(client, address: str = "/calendar.ics") -> list:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


class TestThePage:
    def test_says_each_in_its_part_of_the_year_and_who_expects_it(self, client, pledge):
        text = said(client)
        assert "Overdue" in text
        assert "May 2026 overdue The first projects are named." in text
        assert "January 2027 10 January 2027 decision will be stalled" in text
        assert "First quarter of 2027 first quarter of 2027 The plant opens." in text
        assert "FDI Investment pledge expected by Japan" in text
        assert text.index("The first projects") < text.index("will be stalled")

    def test_is_in_the_menu(self, client, pledge):
        assert '<a href="/calendar/">What comes next</a>' in client.get("/").text
        assert '<a href="/calendar/" aria-current="page">' in client.get("/calendar/").text

    def test_narrowed_says_so_and_offers_the_rest(self, client, pledge, analyst):
        expect(analyst, make_issue(analyst, "OTHER"), "Elsewhere.", "2027")
        assert "Elsewhere." not in said(client, "/calendar/?party=japan")
        assert "Nothing is known to come on these issues." in said(client, "/calendar/?party=x")

    def test_by_htmx_is_the_results_with_their_address(self, client, pledge):
        response = client.get("/calendar/?party=japan&q=x", headers={"HX-Request": "true"})
        assert response.headers["HX-Push-Url"] == "/calendar/?party=japan"
        assert "<html" not in response.text
        assert 'hx-swap-oob="innerHTML:#announce">1 overdue, 4 to come.<' in response.text

    def test_as_of_a_day_is_as_known_then_and_keeps_to_it(self, client, pledge, analyst):
        expect(analyst, pledge, "Said today.", "2027", known_on=TODAY)
        html = client.get("/calendar/?as_of=2026-11-01").text
        assert "They meet." in html
        assert "Said today." not in html
        assert "will be stalled" not in html
        assert 'href="/issues/FDI/?as_of=2026-11-01"' in html
        assert '<input type="hidden" name="as_of" value="2026-11-01">' in html
        assert "as_of=2026-11-01" in re.search(r'href="(/calendar\.ics[^"]*)"', html)[1]

    @pytest.mark.usefixtures("db", "_day")
    def test_of_nothing_says_what_belongs_there(self, client):
        assert "Expectations and decisions for a later day will stand here" in said(client)


class TestTheFeed:
    def test_gives_a_day_only_where_the_day_is_known(self, client, pledge):
        spans = {
            str(event["SUMMARY"]): (event["DTSTART"].dt, event["DTEND"].dt)
            for event in events(client)
        }
        assert spans == {
            "FDI: The first projects are named. (expected in May 2026, overdue)": (
                date(2026, 5, 1),
                date(2026, 6, 1),
            ),
            "FDI: will be stalled": (date(2027, 1, 10), date(2027, 1, 11)),
            "FDI: They meet.": (date(2027, 1, 12), date(2027, 1, 13)),
            "FDI: The plant opens. (expected in the first quarter of 2027)": (
                date(2027, 1, 1),
                date(2027, 4, 1),
            ),
        }

    def test_names_the_entry_the_issue_and_who_expects_it(self, client, pledge):
        event = next(e for e in events(client) if "They meet." in e["SUMMARY"])
        assert str(event["DESCRIPTION"]) == (
            "Investment pledge. Expected on 12 January 2027, Japan says."
        )
        assert re.fullmatch(r"http://testserver/entries/[0-9a-f-]{36}/", str(event["URL"]))

    def test_what_is_moved_stays_the_same_event(self, client, pledge, analyst):
        entry = pledge.entries.get(body="They meet.")
        before = next(e for e in events(client) if "They meet." in e["SUMMARY"])
        move(analyst, entry, "1 March 2027", known_on=TODAY)
        after = next(e for e in events(client) if "They meet." in e["SUMMARY"])
        assert after["UID"] == before["UID"]
        assert after["DTSTART"].dt == date(2027, 3, 1)

    def test_never_has_what_only_the_team_may_see(self, client, signed_in, pledge, analyst):
        expect(analyst, make_issue(analyst, "HUSH", published=False), "Secret.", "2027")
        for asker in (client, signed_in(analyst)):
            assert b"Secret." not in asker.get("/calendar.ics").content

    def test_is_narrowed_and_asked_as_of_a_day_like_the_page(self, client, pledge):
        assert events(client, "/calendar.ics?party=nobody") == []
        assert len(events(client, "/calendar.ics?party=japan")) == 4
        earlier = events(client, "/calendar.ics?as_of=2026-11-01")
        assert len(earlier) == 3
        assert all("as_of=2026-11-01" in str(event["url"]) for event in earlier)


days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@st.composite
def fuzzy_dates(draw) -> FuzzyDate:
    first, length = draw(days), draw(st.integers(1, 900))
    year, quarter = first.year, (first.month + 2) // 3
    return draw(
        st.sampled_from(
            [
                dates.month(year, first.month),
                dates.quarter(year, quarter),
                dates.half(year, (quarter + 1) // 2),
                dates.year(year),
                dates.span(first, first + timedelta(days=length)),
                dates.span(None, first),
                parse(f"early {year}"),
            ]
        )
    )


@given(fuzzy_dates(), days)
def test_no_event_of_a_coarser_date_is_as_exact_as_a_day(fuzzy, known_on):
    """It covers all the days that the date may mean, more than one, and its name says the date."""
    (event,) = Calendar.from_ical(
        as_icalendar([_coming(fuzzy, known_on)], "Next", lambda path: path)
    ).walk("VEVENT")
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert end - start > timedelta(days=1)
    assert start <= (fuzzy.first or fuzzy.last)
    assert fuzzy.last == end - timedelta(days=1)
    assert words(fuzzy) in event["SUMMARY"]


def _coming(fuzzy: FuzzyDate, known_on: date) -> Coming:
    return Coming(
        pk=1,
        uid=uuid.UUID(int=1),
        origin=uuid.UUID(int=1),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        known_on=known_on,
        on=fuzzy.last,
        fuzzy=fuzzy,
        what="It comes.",
        by="Japan",
        look="",
        overdue=False,
        issues=[OnIssue("FDI", "Investment pledge")],
    )
