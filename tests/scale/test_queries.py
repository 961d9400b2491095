"""A page's cost does not grow with the record: as many queries for 10,000 issues as for ten."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues.models import Issue, Source, StatusPeriod
from tests.bench.loading import load
from tests.bench.record import matter

MOST = 12
SMALL = 10
LARGE = [300, pytest.param(10_000, marks=pytest.mark.drill)]


@pytest.mark.long
@pytest.mark.parametrize("large", LARGE)
def test_the_number_of_queries_of_a_page_is_constant(as_owner, analyst, signed_in, large):
    today = datetime.now(UTC).date()
    load(as_owner, [matter(number, today) for number in range(SMALL)])
    pages = _pages()
    askers = {"anonymous": Client(), "analyst": signed_in(analyst)}
    few = _queries_of(askers, pages)

    load(as_owner, [matter(number, today) for number in range(SMALL, large)])
    many = _queries_of(askers, pages)

    assert Issue.objects.count() == large
    assert many == few
    assert {page: count for page, count in many.items() if count > MOST} == {}


def _pages() -> list[str]:
    """Each page with each of its filters, every one of which finds something among the first."""
    issue = Issue.objects.filter(visibility="published", decisions__isnull=False).earliest("id")
    status = StatusPeriod.objects.filter(issue=issue).latest("id").status
    filters = [
        f"party={issue.parties.first().slug}",
        f"topic={issue.topics.first().slug}",
        f"kind={issue.lifecycle.slug}",
        f"phase={status.phase}",
        *(f"sort={sort}" for sort in ("title", "reference", "status", "next", "checked")),
        f"q={issue.title.split()[-1]}",
        f"q=%22{issue.title.split()[-1]}%22+{issue.reference}",
    ]
    then = f"as_of={status_day(issue)}"
    return [
        *(f"{path}?{then}" for path in ("/", "/issues/", "/changes/", "/sources/", "/calendar/")),
        f"/issues/{issue.reference}/?{then}",
        *(f"/issues/?{each}&{then}" for each in filters),
        "/calendar/",
        "/expectations/",
        "/",
        *(f"/?{each}" for each in filters),
        "/issues/",
        *(f"/issues/?{each}" for each in filters),
        f"/issues/{issue.reference}/",
        "/changes/",
        "/sources/",
        "/sources/?q=report",
        f"/sources/{Source.objects.filter(citations__entry__issues=issue).first().slug}/",
    ]


def status_day(issue: Issue) -> date:
    """A day on which the issue had a status and its parties, topics and entries some use."""
    return StatusPeriod.objects.filter(issue=issue).latest("id").decision.known_on


def _queries_of(askers: dict[str, Client], pages: list[str]) -> dict[tuple[str, str], int]:
    return {(who, page): _queries(askers[who], page) for who in askers for page in pages}


def _queries(client: Client, page: str) -> int:
    caches["counts"].clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(page)
    assert response.status_code == 200, page
    return len(queries)
