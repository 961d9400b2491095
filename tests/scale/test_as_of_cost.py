"""A page of an earlier day costs at most twice what it costs today, with 100,000 entries."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from tests.bench.loading import load
from tests.bench.record import matter

ISSUES = 10_000
ROUNDS = 15
AT_MOST = 2


@pytest.mark.drill
def test_a_page_of_an_earlier_day_takes_at_most_twice_as_long(as_owner, analyst):
    today = datetime.now(UTC).date()
    matters = [matter(number, today) for number in range(ISSUES)]
    load(as_owner, matters)
    as_owner.execute("ANALYZE")
    published = next(each.reference for each in matters if not each.draft)
    ratios = {}
    for path in ("/", "/issues/", f"/issues/{published}/", "/changes/", "/calendar/"):
        for ago in (30, 365):
            now, then = _medians(path, f"{path}?as_of={today - timedelta(days=ago)}")
            ratios[path, ago] = then / now
            print(f"{path} {ago} days ago: {then * 1000:.0f} ms, today {now * 1000:.0f} ms")
    assert {asked: ratio for asked, ratio in ratios.items() if ratio > AT_MOST} == {}


def _medians(*paths: str) -> list[float]:
    """Asked in turns, so that what disturbs the machine disturbs both."""
    taken: dict[str, list[float]] = {path: [] for path in paths}
    client = Client()
    for round_ in range(ROUNDS + 2):
        for path in paths:
            for cache in ("counts", "pages"):
                caches[cache].clear()
            began = time.perf_counter()
            assert client.get(path).status_code == 200
            if round_ >= 2:
                taken[path].append(time.perf_counter() - began)
    return [statistics.median(each) for each in taken.values()]
