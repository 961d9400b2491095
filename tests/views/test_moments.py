"""The moment that an address asks for: read, or refused with a sentence; never a broken page."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tests.making import TODAY, decide, expect, happen, make_issue

PAGES = (
    "/", "/issues/", "/issues/counts/", "/issues/FDI/", "/changes/", "/changes/feed/", "/sources/",
    "/calendar/", "/calendar.ics", "/expectations/",
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


def clock() -> str:
    """The instant by the database's clock, as it stands in an address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
