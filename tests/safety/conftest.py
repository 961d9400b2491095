"""One small record with something to hide, made through the actions."""

from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import day
from issues.lifecycle.expectations import Resolution
from issues.models import Issue, Source, User
from tests import making, reporting

TODAY = making.TODAY


@dataclass
class World:
    """What is there, by the name under which a test asks for it, and who asks."""

    people: dict[str, User | AnonymousUser]
    issues: dict[str, str] = field(default_factory=dict)
    entries: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    lifecycles: dict[str, str] = field(default_factory=dict)
    links: dict[str, object] = field(default_factory=dict)


@pytest.fixture
def people(reader, analyst, editor, administrator, deactivated) -> dict:
    return {
        "anonymous": AnonymousUser(),
        "deactivated": deactivated,
        "reader": reader,
        "analyst": analyst,
        "editor": editor,
        "administrator": administrator,
    }


@pytest.fixture
def world(people, analyst) -> World:
    """Two issues, one of them a draft; entries of every kind on each, some of them changed; both
    are linked to a third one, of which there is a decision since."""
    made = World(people)
    open_, hidden = (_issue(analyst, name, name == "OPEN") for name in ("OPEN", "HIDDEN"))
    event = making.happen(analyst, hidden)
    made.issues = {"open": "OPEN", "draft": "HIDDEN", "nothing": "NO-SUCH"}
    made.entries = {
        **{f"{name} of open": entry.uid for name, entry in _entries(analyst, open_).items()},
        "event of draft": event.uid,
        "note of draft": making.note(analyst, hidden).uid,
        "nothing": uuid4(),
    }
    shared = making.happen(analyst, [open_, hidden], "Both sides met.")
    made.entries["shared of open"] = shared.uid
    made.sources = {
        "open": _source_of(open_).slug,
        "draft": _source_of(hidden).slug,
        "nothing": "no-such",
    }
    made.lifecycles = {"open": "pledge", "nothing": "no-such"}
    other = making.make_issue(analyst, "OTHER")
    made.links = {
        "open": making.link(analyst, open_, other).uid,
        "draft": making.link(analyst, hidden, other).uid,
        "nothing": uuid4(),
    }
    made.entries["decision of other, open"] = making.decide(
        analyst, other, "moving", TODAY, known_on=TODAY
    ).uid
    return made


def _issue(by: User, reference: str, published: bool) -> Issue:
    party = making.make_party(f"Party of {reference}")
    return making.make_issue(by, reference, published, parties=[party], aliases=[f"{reference} 2"])


def _entries(by: User, issue: Issue) -> dict:
    """One of each kind, and one that was corrected and one that was retracted."""
    event = making.happen(by, issue)
    wrong = making.happen(by, issue, "It happend.")
    gone = making.happen(by, issue, "It never happened.")
    return {
        "decision": making.decide(by, issue, "announced"),
        "event": event,
        "assessment": making.assess(by, issue),
        "note": making.note(by, issue),
        "corrected": wrong,
        "correction": _correct(by, wrong),
        **_expected(by, issue),
        "figure": reporting.report(by, issue, reporter=f"Reporter of {issue}"),
        "retracted": gone,
        "retraction": actions.retract_entry(
            by=by, entry=gone, reason="It is not so.", known_on=TODAY, today=TODAY
        ),
    }


def _expected(by: User, issue: Issue) -> dict:
    """An expectation that was moved, and how it ended."""
    first = making.expect(by, issue, probability="0.5")
    moved = making.move(by, first, "2027")
    met = making.resolve(by, moved, Resolution.MET, met_by=making.happen(by, issue))
    return {"expectation": first, "moved expectation": moved, "met expectation": met}


def _correct(by: User, wrong):
    return actions.correct_entry(
        by=by,
        entry=wrong,
        reason="A slip of the pen.",
        body="It happened.",
        date=day(TODAY),
        citations=[actions.Cite(making.make_source(by))],
        known_on=TODAY,
        today=TODAY,
    )


def _source_of(issue: Issue) -> Source:
    return Source.objects.filter(citations__entry__issues=issue).earliest("pk")
