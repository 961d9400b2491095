"""What stands in the row of an issue itself and in those that name its parties and topics."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import AsOf
from issues.models import Concern, Entry, Issue, IssueParty, IssueTopic, User
from issues.reads.activity import with_activity
from issues.reads.arrays import Listed
from issues.reads.links import told_of
from issues.wording import worded_once


class IssueRow(NamedTuple):
    """The columns. Parties are slug, name and local name, topics slug and name.

    `links` are for links.links_told.
    """

    pk: int
    reference: str
    title: str
    aliases: list[str]
    visibility: str
    version: int
    opened_on: date
    success_test: str
    kind_slug: str
    kind_name: str
    lead_name: str | None
    lead_username: str | None
    changed_on: date
    checked_on: date | None
    parties: list[list[str]]
    topics: list[list[str]]
    newest_decision: UUID | None
    newest_assessment: int | None
    links: list[str]


def issue_row(user: User, reference: str, at: AsOf) -> IssueRow:
    """The issue of this name, in one query. Raises Issue.DoesNotExist as `issue_page` does."""
    for row in _issues(user, reference, at):
        return IssueRow(*row)
    raise Issue.DoesNotExist


@worded_once
def _issues(user: User, reference: str, at: AsOf):
    newest = Concern.objects.in_force(at).filter(issue=OuterRef("pk"), kind=EntryKind.ASSESSMENT)
    decisions = Entry.objects.filter(decided_issue=OuterRef("pk")).order_by("-id")
    return (
        with_activity(Issue.objects.visible_to(user).begun_by(at), at)
        .filter(reference=reference)
        .values_list(
            "pk",
            "reference",
            "title",
            "aliases",
            "visibility",
            "version",
            "opened_on",
            "success_test",
            "lifecycle__slug",
            "lifecycle__name",
            "lead__name",
            "lead__username",
            "changed_on",
            "checked_on",
            _named(IssueParty, "party", ("slug", "name", "local_name"), "position"),
            _named(IssueTopic, "topic", ("slug", "name"), "topic__name"),
            Subquery(decisions.values("uid")[:1]),
            Subquery(newest.order_by("-dated_on", "-entry_id").values("entry_id")[:1]),
            told_of(user, at),
        )
    )


def _named(model, noun: str, columns: tuple[str, ...], order: str) -> ArraySubquery:
    rows = model.objects.filter(issue=OuterRef("pk")).order_by(order, "id")
    return ArraySubquery(rows.values(each=Listed(*(f"{noun}__{name}" for name in columns))))
