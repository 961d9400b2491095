"""A visitor's page is made once, and made anew as soon as anything was written."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from issues.reads.memo import state
from issues.views.kept import kept_for_visitors
from tests import making
from tests.making import TODAY, decide, expect, happen, make_issue

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/", "/issues/", "/issues/FDI/", "/calendar/", "/calendar.ics", "/changes/", "/sources/")


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: making.TODAY)


@pytest.fixture
def pledge(analyst):
    issue = make_issue(analyst, "FDI", title="Investment pledge")
    decide(analyst, issue, "announced", date(2025, 7, 22))
    happen(analyst, issue, "The first projects were named.", date(2025, 10, 28))
    return issue


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def text(client, path: str, **headers) -> str:
    return client.get(path, headers=headers).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_an_unchanged_page_is_made_once(client, pledge, path):
    while True:  # the server itself may write in between, when it gathers statistics
        caches["pages"].clear()
        before = state()
        first, again = client.get(path), client.get(path)
        second = cost(client, path)
        if state() == before:
            break
    assert second == 1
    assert again.content == first.content
    assert again.headers == first.headers


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_write_of_another_connection_is_seen_at_once(client, pledge, as_owner, path):
    assert "Investment pledge" in text(client, path)
    as_owner.execute("UPDATE issues_issue SET title = 'Promised money'")
    assert "Promised money" in text(client, path)
    as_owner.execute("UPDATE issues_issue SET visibility = 'draft'")
    assert "Promised money" not in text(client, path)


def test_a_status_that_was_scheduled_is_seen_on_its_day(client, pledge, analyst, monkeypatch):
    decide(analyst, pledge, "moving", date(2027, 3, 1), known_on=TODAY)
    before = text(client, "/issues/")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2027, 3, 1))
    after = text(client, "/issues/")
    assert (">announced<" in before, ">moving</span>" in before) == (True, False)
    assert ">moving</span>" in after


def test_no_page_of_the_team_is_given_to_a_visitor_nor_the_other_way(client, pledge, analyst):
    client.force_login(analyst)
    visitor = Client()
    for _ in range(2):
        assert "edit-FDI" in text(client, "/")
        assert "edit-FDI" not in text(visitor, "/")


def test_light_and_dark_pages_are_two(client, pledge):
    light = text(client, "/")
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in text(client, "/")
    client.cookies.clear()
    assert text(client, "/") == light


def test_readers_of_two_calendar_days_have_two_pages(client, pledge, analyst, monkeypatch):
    """It is 24 November in the one zone and the 25th already in the other."""
    days = {None: TODAY, ZoneInfo("Pacific/Pago_Pago"): TODAY}
    monkeypatch.setattr(
        "django.utils.timezone.localdate",
        lambda timezone=None: days.get(timezone, TODAY + timedelta(days=1)),
    )
    expect(analyst, pledge, "They meet.", "24 November 2026", known_on=date(2026, 1, 5))
    late = re.compile(r"overdue", re.IGNORECASE)
    for _ in range(2):
        client.cookies["tz"] = "Pacific/Pago_Pago"
        assert not late.search(_section(text(client, "/calendar/")))
        client.cookies["tz"] = "Pacific/Kiritimati"
        assert late.search(_section(text(client, "/calendar/")))


def _section(html: str) -> str:
    return html.split("<h1", 1)[1]


def test_a_part_for_htmx_is_no_page(client, pledge):
    assert "<html" in text(client, "/")
    assert "<html" not in text(client, "/", **{"HX-Request": "true"})
    assert "<html" in text(client, "/")


def test_a_page_with_a_token_is_made_each_time(db):
    turns = iter(range(9))

    @kept_for_visitors
    def with_token(request):
        return HttpResponse(f"{next(turns)}{get_token(request)}")

    def asked() -> bytes:
        request = RequestFactory().get("/")
        request.htmx = False
        return with_token(request).content[:1]

    assert [asked(), asked()] == [b"0", b"1"]
