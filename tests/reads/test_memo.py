"""Counts are remembered while nothing is written, and never a moment longer."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.reads.counts import count_places
from issues.reads.expectations import expectations
from issues.reads.filters import Filters
from issues.reads.memo import Memory
from tests.making import TODAY, decide, expect, make_issue, resolve

pytestmark = pytest.mark.django_db(transaction=True)
VISITOR = AnonymousUser()
NOW = AsOf(TODAY)


def counted(user=VISITOR) -> dict[str, int]:
    counts = count_places(Filters(), user, NOW, Memory(user, NOW))
    return {place.name: place.count for place in counts.places}


def state() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return cursor.fetchone()[0]


@contextmanager
def queries():
    with CaptureQueriesContext(connection) as caught:
        yield caught


def test_an_unchanged_record_is_counted_once(analyst):
    make_issue(analyst)
    while True:  # the server itself may write in between, when it gathers statistics
        caches["counts"].clear()
        before = state()
        with queries() as first:
            counted()
        with queries() as second:
            assert counted() == {"not rated": 1}
        if state() == before:
            break
    assert (len(first), len(second)) == (2, 1)


def test_a_write_is_seen_at_once(analyst):
    issue = make_issue(analyst)
    assert counted() == {"not rated": 1}
    decide(analyst, issue, "moving")
    assert counted() == {"moving": 1}


def test_who_was_right_is_counted_once_and_anew_after_a_write(analyst):
    said = expect(analyst, make_issue(analyst), "It comes.", "2025")
    assert expectations(VISITOR, NOW).expecters[0].overdue == 1
    resolve(analyst, said, Resolution.MISSED)
    (who,) = expectations(VISITOR, NOW).expecters
    assert (who.overdue, who.resolved) == (0, 1)
    while True:  # as above
        before = state()
        expectations(VISITOR, NOW)
        with queries() as again:
            expectations(VISITOR, NOW)
        if state() == before:
            break
    assert not any("GROUP BY" in query["sql"] for query in again)


def test_a_write_of_another_connection_is_seen_at_once(analyst, as_owner):
    make_issue(analyst)
    assert counted() == {"not rated": 1}
    as_owner.execute("UPDATE issues_issue SET visibility = 'draft'")
    assert counted() == {}


def test_inside_a_transaction_a_page_has_one_answer_and_the_next_one_its_own(analyst):
    issue = make_issue(analyst)
    with transaction.atomic():
        memory = Memory(VISITOR, NOW)
        assert [memory.get("answer", lambda n=n: n) for n in (1, 2)] == [1, 1]
        assert counted() == {"not rated": 1}
        decide(analyst, issue, "moving")
        assert counted() == {"moving": 1}


def test_a_long_search_in_any_script_is_remembered_like_another(client, analyst):
    make_issue(analyst, "NIK", title="日本経済新聞")
    for asked in ("日本経済新聞" * 40, "x" * 300):
        assert [client.get("/issues/", {"q": asked}).status_code for _ in range(2)] == [200, 200]


def test_what_the_team_counts_is_not_told_to_visitors(analyst):
    make_issue(analyst, published=False)
    assert counted(analyst) == {"not rated": 1}
    assert counted() == {}


def test_another_day_is_counted_anew(analyst):
    make_issue(analyst)
    memory, later = Memory(VISITOR, NOW), Memory(VISITOR, AsOf(TODAY.replace(year=2027)))
    assert memory.get("answer", lambda: 1) == 1
    assert later.get("answer", lambda: 2) == 2
    assert memory.get("answer", lambda: 3) == 1
