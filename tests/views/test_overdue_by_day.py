"""What is overdue is so by the reader's calendar day, on no day too early and on none too late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from issues import actions
from issues.dates import FuzzyDate, day, month, quarter, span
from issues.lifecycle.expectations import Resolution, is_overdue
from tests.making import expect, make_issue, make_party, make_source

# Far to the east and to the west; clocks that go forward at midnight, by half an hour, not at all.
ZONES = (
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/New_York",
    "America/Santiago",
    "Europe/London",
    "Australia/Lord_Howe",
)
FIRST, LAST = date(2026, 1, 1), date(2027, 2, 4)
SECOND = timedelta(seconds=1)


def windows() -> list[FuzzyDate]:
    """One that ends on each of 400 days, of every kind that can end on that day."""
    return [_ending(FIRST + timedelta(days=n), n) for n in range((LAST - FIRST).days + 1)]


def _ending(last: date, number: int) -> FuzzyDate:
    if (last + timedelta(days=1)).day == 1:
        by_quarter = last.month % 3 == 0
        return quarter(last.year, last.month // 3) if by_quarter else month(last.year, last.month)
    begun = last - timedelta(days=number % 40 + 1)
    return (day(last), span(begun, last), span(None, last))[number % 3]


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day there; where clocks skip midnight, the one at which they do."""
    return datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC)


def edges(zone: ZoneInfo) -> Iterator[datetime]:
    """The instants around every change of the clocks, and around the midnights beside it."""
    on = FIRST
    while on < LAST:
        tomorrow = on + timedelta(days=1)
        if midnight(tomorrow, zone) - midnight(on, zone) != timedelta(days=1):
            for instant in (*map(midnight, (on, tomorrow), (zone, zone)), _change(on, zone)):
                yield from (instant - SECOND, instant, instant + SECOND)
        on = tomorrow
    for on in (date(2026, 6, 30), date(2026, 12, 31)):
        yield from (midnight(on, zone) - SECOND, midnight(on, zone))


def _change(on: date, zone: ZoneInfo) -> datetime:
    """The first second of the day with its new offset from UTC."""
    start = midnight(on, zone)
    low, high = 0, 26 * 3600
    while high - low > 1:
        middle = (low + high) // 2
        then = (start + timedelta(seconds=middle)).astimezone(zone)
        low, high = (
            (middle, high)
            if then.utcoffset() == start.astimezone(zone).utcoffset()
            else (low, middle)
        )
    return start + timedelta(seconds=high)


def test_the_windows_and_the_clocks_are_as_many_as_they_should_be():
    assert len(windows()) == 400
    assert {fuzzy.precision.value for fuzzy in windows()} == {"day", "range", "month", "quarter"}
    changes = {name: len(list(edges(ZoneInfo(name)))) for name in ZONES}
    assert sum(count > 4 for count in changes.values()) == 4, changes


@pytest.mark.parametrize("name", ZONES)
def test_no_window_is_overdue_a_day_off(name):
    zone = ZoneInfo(name)
    wrong = []
    for instant in edges(zone):
        today = timezone.localdate(instant, zone)
        for fuzzy in windows():
            over = instant >= midnight(fuzzy.last + timedelta(days=1), zone)
            if is_overdue(fuzzy.last, Resolution.OPEN, today) != over:
                wrong.append((instant, fuzzy))
    assert wrong == []


@pytest.mark.drill
@pytest.mark.django_db
def test_no_window_is_overdue_a_day_off_on_the_page(client, analyst, monkeypatch):
    """The last one that is overdue and the next one that is not meet at the reader's midnight."""
    issue, party = make_issue(analyst, "FDI"), make_party("Japan")
    source = make_source(analyst, date(2025, 1, 1))
    for number, fuzzy in enumerate(windows()):
        expect(
            analyst, issue, f"Number {number}.", fuzzy, expected_by=party,
            citations=[actions.Cite(source)], known_on=date(2025, 1, 2),
        )  # fmt: skip
    wrong = []
    for name in ZONES:
        client.cookies["tz"] = name
        for instant in edges(ZoneInfo(name)):
            monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
            page = client.get("/calendar/").context["page"]
            ahead = [line for part in page.parts for line in part.lines]
            last, due = page.overdue[0].on, min(line.on for line in ahead)
            if not midnight(last + timedelta(days=1), ZoneInfo(name)) <= instant:
                wrong.append((name, instant, "overdue too early", last))
            if midnight(due + timedelta(days=1), ZoneInfo(name)) <= instant:
                wrong.append((name, instant, "not yet overdue", due))
            wrong += [(name, instant, "said", x) for x in page.overdue if not x.overdue]
            wrong += [(name, instant, "said", x) for x in ahead if x.overdue]
    assert wrong == []
