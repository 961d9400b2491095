"""A record in which every table of the admin has a row, and an administrator who is signed in."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from issues import actions
from issues.models import Entry, Issue, Party, Source, Topic, User
from tests import making


@dataclass(frozen=True, slots=True)
class Record:
    issue: Issue
    decision: Entry
    event: Entry
    party: Party
    topic: Topic
    source: Source


@pytest.fixture
def record(analyst: User, administrator: User) -> Record:
    return make_record(analyst)


def make_record(by: User) -> Record:
    party = making.make_party("Japan", aliases=["Nippon"])
    topic = Topic.objects.create(slug="trade", name="Trade")
    source = making.make_source(by)
    issue = making.make_issue(by, "ONE", parties=[party], topics=[topic], lead=by)
    decision = making.decide(by, issue, "announced", citations=[actions.Cite(source, "As said.")])
    event = making.happen(by, issue, "Rare earths were shipped.")
    actions.mark_checked(by=by, issue=issue, on=date(2025, 9, 1), today=making.TODAY)
    making.note(by, issue)
    link = making.link(by, issue, making.make_issue(by, "TWO", published=False))
    actions.end_link(by=by, link=link, reason="Cut.", known_on=making.TODAY, today=making.TODAY)
    return Record(issue, decision, event, party, topic, source)


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)
