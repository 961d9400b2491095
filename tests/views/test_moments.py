"""The moment that an address asks for: read, or refused with a sentence; never a broken page."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.lifecycle.figures import Rung
from tests.making import TODAY, decide, expect, happen, make_issue
from tests.reporting import report

PAGES = (
    "/", "/issues/", "/issues/counts/", "/issues/FDI/", "/changes/", "/changes/feed/", "/sources/",
    "/calendar/", "/calendar.ics", "/expectations/", "/how-we-judge/", "/how-we-judge/pledge/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_, **__: TODAY)


@pytest.fixture
def pledge(db, analyst):
    issue = make_issue(analyst, "FDI")
    decide(analyst, issue, "moving")
    expect(analyst, issue)
    return issue


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "moment",
    ["as_of=0001-01-01", "as_of=1899-12-31", "as_of=2026-02-30", "as_of=x", f"as_of=9{TODAY}",
     "as_of=2026-11-25", "recorded_by=x", "recorded_by=2026-13-01",
     "recorded_by=0001-01-01T00:00%2B14:00", "recorded_by=9999-12-31T23:59-14:00"],
)  # fmt: skip
def test_what_cannot_be_read_or_known_is_refused_with_a_sentence(client, pledge, page, moment):
    answer = client.get(f"{page}?{moment}")
    assert answer.status_code == 400
    assert "“" in answer.text or "No record goes back" in answer.text


@pytest.mark.parametrize("page", ["/", "/issues/FDI/", "/calendar/"])
@pytest.mark.parametrize(
    "moment",
    ["as_of=1900-01-01", f"as_of={TODAY}", "recorded_by=0001-01-01", "recorded_by=9999-12-31",
     "recorded_by=2026-01-05T12:00Z", "recorded_by=2026-01-05T12:00+09:00"],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_the_ends_of_time_break_no_page(client, settings, pledge, page, moment, zone):
    settings.TIME_ZONE = zone
    # The last day ends beyond the calendar where clocks are behind: that one is refused.
    refused = (400,) if (moment, zone) == ("recorded_by=9999-12-31", "America/New_York") else ()
    assert client.get(f"{page}?{moment}").status_code in (200, 404, *refused)


@pytest.mark.parametrize(
    "zone", ["../../etc/passwd", "America", "a" * 3000, "/etc/localtime", "Etc/GMT-14", "UTC\x01"]
)
def test_a_time_zone_that_is_none_is_the_trackers(client, pledge, zone):
    client.cookies["tz"] = zone
    assert client.get("/").status_code == 200


def test_an_audit_lists_no_issue_that_the_database_had_not_yet(client, transactional_db, analyst):
    make_issue(analyst, "OLD")
    between = clock()
    make_issue(analyst, "NEW")
    listed = client.get(f"/issues/?recorded_by={between}").text
    assert 'data-issue="OLD"' in listed
    assert 'data-issue="NEW"' not in listed
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert 'data-issue="NEW"' in client.get(f"/issues/?recorded_by={later:%Y-%m-%dT%H:%MZ}").text


def test_an_audit_names_no_day_of_change_that_the_database_had_not_yet(
    client, transactional_db, analyst
):
    issue = make_issue(analyst, "OLD", opened_on=date(2025, 7, 1))
    happen(analyst, issue, on=date(2025, 9, 1))
    happen(analyst, issue, on=date(2026, 2, 1))
    between = clock()
    make_issue(analyst, "NEW", opened_on=date(2025, 10, 1))
    for on in (date(2025, 11, 1), date(2026, 1, 9)):
        happen(analyst, issue, on=on)
    for page in ("/issues/", "/issues/OLD/"):
        for asked, before, after in (
            ("2025-12-01", "1 September 2025", "1 February 2026"),
            ("2025-08-01", "1 July 2025", "1 September 2025"),
        ):
            found = client.get(f"{page}?as_of={asked}&recorded_by={between}").text
            told = re.findall(r">Change (?:before|after): ([^<]*)<", found)
            assert told == [before, after], (page, asked)
    now = client.get("/issues/?as_of=2025-12-01").text
    assert "Change before: 1 November 2025" in now
    assert "Change after: 9 January 2026" in now


@pytest.mark.parametrize("page", ["/", "/issues/FDI/"])
def test_an_axis_calls_a_day_that_was_chosen_by_its_date(client, analyst, pledge, page):
    for amount, on in (("1", "3 May 2026"), ("2", "3 June 2026")):
        report(analyst, pledge, "loans", Rung.SIGNED, amount, on)
    now = client.get(page).text
    assert ">today</text>" in now
    then = client.get(f"{page}?as_of=2026-11-20").text
    assert ">20 Nov 2026</text>" in then
    assert ">today</text>" not in then
    if page != "/":
        assert "a lighter line goes on to today." in now
        assert "a lighter line goes on to 20 November 2026." in then


def addresses(text: str, words: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'href="([^"]*)"[^>]*>{words}', text)]


ASKED = "as_of=2025-10-28&recorded_by=2026-01-05T12%3A00%3A00%2B00%3A00"


def test_back_to_today_keeps_the_filters_and_drops_the_moment(client, pledge):
    text = client.get(f"/issues/?q=a+%26+b&party=p&after=x&{ASKED}").text
    assert addresses(text, "Back to today") == ["/issues/?q=a+%26+b&party=p"]
    text = client.get("/issues/FDI/?as_of=2025-10-28").text
    assert addresses(text, "Back to today") == ["/issues/FDI/"]


def test_another_day_is_asked_for_with_the_filters_and_as_recorded_by_the_same_instant(
    client, pledge
):
    text = client.get(f"/issues/?q=some&{ASKED}").text
    (form,) = re.findall(r'<form class="day".*?</form>', text, re.S)
    kept = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    assert kept == [("q", "some"), ("recorded_by", "2026-01-05T12:00:00+00:00")]
    plain = client.get("/issues/?as_of=2025-10-28").text
    assert 'type="hidden"' not in re.findall(r'<form class="day".*?</form>', plain, re.S)[0]


def test_signing_in_leads_back_to_the_same_filters_and_moment(client, pledge):
    address = f"/issues/?q=a+%26+b&{ASKED}"
    (link,) = addresses(client.get(address).text, "Sign in")
    assert urlsplit(link).path == "/accounts/sign-in/"
    assert parse_qs(urlsplit(link).query) == {"next": [address]}


@pytest.mark.parametrize("page", ["/how-we-judge/", "/how-we-judge/pledge/"])
def test_definitions_are_todays_say_so_and_lead_back_to_the_moment(client, pledge, page):
    with CaptureQueriesContext(connection) as today:
        plain = client.get(page).text
    with CaptureQueriesContext(connection) as then:
        text = client.get(f"{page}?{ASKED}").text
    assert len(then) == len(today)
    banner = text.split('class="moment"')[1].split("</div>")[0]
    assert "The definitions are today's" in banner
    assert "28 October 2025" in banner
    assert addresses(banner, "Back to today") == [page]
    lost = [link for link in ours(text) if "as_of=2025-10-28&recorded_by=2026" not in link]
    assert lost == [page]
    assert '<form class="day"' not in text
    assert 'class="moment"' not in plain
    assert not [link for link in ours(plain) if "as_of" in link]


def ours(text: str) -> list[str]:
    """The addresses of pages of the record that a page leads to."""
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', text)]
    return [link for link in links if not link.startswith("/accounts/")]


def test_the_way_to_the_definitions_keeps_the_moment(client, pledge):
    links = ours(client.get("/issues/FDI/?as_of=2025-10-28").text)
    found = [link for link in links if link.startswith("/how-we-judge/")]
    assert found == [f"/how-we-judge/{kind}?as_of=2025-10-28" for kind in ("", "pledge/")]


def clock() -> str:
    """The instant by the database's clock, as it stands in an address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
