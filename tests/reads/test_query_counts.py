"""A page costs the same number of queries whatever the record holds."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues import actions
from issues.dates import day
from tests.making import (
    TODAY,
    assess,
    decide,
    expect,
    happen,
    make_issue,
    make_party,
    make_source,
    move,
    note,
)

pytestmark = pytest.mark.django_db

# Outside the transaction of a test, counts ask once for the state of the database, as does the page
# of a visitor.
STATE = 1
SAME_FOR_ALL = {"/changes/feed/", "/calendar.ics"}
PAGES = {
    "/": 8,
    "/?party=p&phase=moving&q=matter": 9,
    "/issues/": 5,
    "/issues/?sort=next&q=matter+happened": 6,
    "/issues/ONE/": 9,
    "/calendar/": 5,
    "/calendar/?party=p": 5,
    "/calendar.ics": 3,
    "/expectations/": 4,
    "/expectations/?by=p&issue=ONE": 4,
    "/changes/": 1,
    "/changes/feed/": 1,
    "/sources/": 2,
    "/sources/one/": 6,
    "/how-we-judge/": 5,
}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


def queries_of(client, address: str) -> int:
    caches["counts"].clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def fill(analyst, issues: int, entries: int, source) -> None:
    """So many more issues, each with so many more events and expectations, and a decision."""
    party = make_party(f"Party {issues} {entries}")
    made = [make_issue(analyst, parties=[party]) for _ in range(issues)]
    for issue in made:
        decide(analyst, issue, "moving", date(2025, 9, 1))
        for number in range(entries):
            on = date(2025, 9, 2) + timedelta(days=number)
            happen(analyst, [issue, made[0]] if issue != made[0] else issue, on=on)
            due = day(TODAY + timedelta(days=number + 1))
            cites = [actions.Cite(source)]
            said = expect(
                analyst, issue, "To come.", due, expected_by=party, known_on=on, citations=cites
            )
            move(analyst, said, day(TODAY + timedelta(days=number + 9)), citations=cites)
        note(analyst, issue)


@pytest.fixture
def record(analyst):
    source = make_source(analyst, slug="one", stored_text="It happened.")
    one = make_issue(analyst, "ONE", title="Matter one", parties=[make_party("P", slug="p")])
    decide(analyst, one, "moving", date(2025, 9, 1), citations=[actions.Cite(source)])
    assess(analyst, one)
    expect(analyst, one, "To come.", "1 January 2027", known_on=date(2025, 9, 1))
    return source


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_is_known_and_small(client, record, address):
    assert queries_of(client, address) == PAGES[address] <= 12 - 2 * STATE


@pytest.mark.parametrize("address", PAGES)
def test_it_does_not_grow_with_the_record(client, record, analyst, address):
    before = queries_of(client, address)
    fill(analyst, issues=3, entries=4, source=record)
    assert queries_of(client, address) == before


@pytest.mark.parametrize("address", sorted(PAGES.keys() - SAME_FOR_ALL))
def test_signing_in_costs_two_more(client, signed_in, record, analyst, address):
    assert queries_of(signed_in(analyst), address) == PAGES[address] + 2 <= 12 - STATE
