"""What a list of the admin costs does not depend on how much there is to list."""

import itertools
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.models import (
    Check,
    Citation,
    Concern,
    Entry,
    Issue,
    IssueParty,
    IssueTopic,
    Lifecycle,
    Move,
    Party,
    Source,
    Status,
    Topic,
    User,
)
from tests import making
from tests.admin.test_every_page import MODELS, address, name_of

DAY = date(2025, 9, 1)


def grow(by: User, upto: int) -> None:
    """More of everything, up to `upto` issues with a decision, a superseded event and a check."""
    numbers = range(Issue.objects.count(), upto)
    kind = making.make_lifecycle()
    _catalogue(numbers)
    Source.objects.bulk_create(
        Source(slug=f"source-{n}", title=f"Report {n}", publisher="The Paper") for n in numbers
    )
    source = Source.objects.last()
    Issue.objects.bulk_create(
        Issue(reference=f"N{n}", title=f"Issue {n}", lifecycle=kind, opened_on=DAY, lead=by)
        for n in numbers
    )
    issues = Issue.objects.filter(reference__in=[f"N{n}" for n in numbers])
    party, topic = Party.objects.first(), Topic.objects.first()
    IssueParty.objects.bulk_create(IssueParty(issue=i, party=party) for i in issues)
    IssueTopic.objects.bulk_create(IssueTopic(issue=i, topic=topic) for i in issues)
    Check.objects.bulk_create(Check(issue=i, checked_on=DAY, by=by) for i in issues)
    status = kind.statuses.first()
    _enter(source, issues, by, kind="decision", status=status)
    parties = list(Party.objects.filter(slug__in=[f"party-of-{n}" for n in numbers]))
    expected = [{"expected_by": party, "probability": "0.5"} for party in parties]
    _enter(source, issues, by, kind="expectation", claims=expected)
    told = {"measure": "investment", "rung": "pledged", "value": 5, "currency": "USD"}
    reported = [{"reporter": party, **told} for party in parties]
    _enter(source, issues, by, kind="figure", claims=reported)
    events = _enter(source, issues, by, kind="event")
    _enter(source, issues, by, kind="event", older=events)


def _catalogue(numbers: range) -> None:
    User.objects.bulk_create(
        User(username=f"person-{n}", name=f"Person {n}", role="analyst") for n in numbers
    )
    Topic.objects.bulk_create(Topic(slug=f"topic-{n}", name=f"Topic {n}") for n in numbers)
    Party.objects.bulk_create(
        Party(slug=f"party-of-{n}", name=f"Party {n}", kind="country", aliases=[f"Alias {n}"])
        for n in numbers
    )
    kinds = Lifecycle.objects.bulk_create(
        Lifecycle(slug=f"kind-{n}", name=f"Kind {n}") for n in numbers
    )
    Status.objects.bulk_create(
        Status(lifecycle=k, slug="open", name="open", definition="Open.", phase="moving")
        for k in kinds
    )


def _enter(source, issues, by, kind, status=None, older=None, claims=None) -> list[Entry]:
    """An entry on each issue, all in a few statements; the database derives what follows."""
    replaced = {"change": "correction", "change_reason": "Clearer."} if older else {}
    entries = Entry.objects.bulk_create(
        Entry(
            kind=kind,
            body=f"It happened on {issue.reference}.",
            first_on=DAY,
            last_on=DAY,
            known_on=DAY,
            author=by,
            decided_issue=issue if status else None,
            status=status,
            supersedes=older[place] if older else None,
            **replaced,
            **(claims[place] if claims else {}),
        )
        for place, issue in enumerate(issues)
    )
    pairs = list(zip(entries, issues, strict=True))
    Concern.objects.bulk_create(Concern(entry=entry, issue=issue) for entry, issue in pairs)
    Citation.objects.bulk_create(
        Citation(entry=entry, source=source, known_on=DAY, by=by) for entry in entries
    )
    return entries


def queries_of(client, page: str, **asked) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page, asked).status_code == 200
    return len(queries)


def costs(client) -> dict[str, int]:
    pages = {name_of(model): address(model, "changelist") for model in MODELS}
    found = {name: queries_of(client, page) for name, page in pages.items()}
    return found | {
        f"{name} searched": queries_of(client, page, q="party OR n1")
        for name, page in pages.items()
    }


def test_lists_cost_the_same_for_10_rows_and_for_200(client, record, analyst):
    grow(analyst, 10)
    few = costs(client)
    grow(analyst, 200)
    assert costs(client) == few
    assert max(few.values()) <= 12


def test_pages_of_a_row_cost_the_same_however_much_hangs_on_it(client, record, analyst):
    row = f"/admin/issues/issue/{record.issue.pk}"
    pages = [
        f"{row}/change/",
        f"{row}/history/",
        f"{row}/status/",
        f"/admin/issues/party/{record.party.pk}/change/",
        f"/admin/issues/source/{record.source.pk}/delete/",
    ]
    for page in pages:
        client.get(page)  # what a process looks up once
    few = [queries_of(client, page) for page in pages]
    for number in range(20):
        making.happen(analyst, record.issue, f"Event {number}.")
        record.issue.title = f"Title {number}"
        record.issue.save(update_fields=["title"])
    grow(analyst, 30)
    assert [queries_of(client, page) for page in pages] == few


def test_a_lifecycle_costs_the_same_however_many_moves_it_has(client, record):
    lifecycle = record.issue.lifecycle
    address = f"/admin/issues/lifecycle/{lifecycle.pk}/change/"
    client.get(address)
    few = queries_of(client, address)
    statuses = list(lifecycle.statuses.all())
    Move.objects.bulk_create(
        [
            Move(lifecycle=lifecycle, source=source, target=target)
            for source, target in itertools.permutations(statuses, 2)
        ],
        ignore_conflicts=True,
    )
    assert lifecycle.moves.count() > 20
    assert queries_of(client, address) == few


@pytest.mark.parametrize("lines", [2, 12])
def test_the_lines_of_an_issue_share_their_choices(client, record, analyst, lines):
    parties = [making.make_party(f"Line {number}") for number in range(lines)]
    issue = making.make_issue(analyst, "LINES", parties=parties)
    assert queries_of(client, f"/admin/issues/issue/{issue.pk}/change/") <= 24
