"""The filters and sorts of the list of issues: read from a query string, written back to one."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.db.models.query_utils import FilteredRelation

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.phases import Phase
from issues.models import IssueParty, IssueTopic, User
from issues.models.issues import IssueQuerySet
from issues.models.periods import holding_then
from issues.reads.memo import Memory
from issues.reads.search import matching

SORTS = {
    "changed": "last changed",
    "title": "title",
    "reference": "reference",
    "status": "status",
    "next": "next date",
    "checked": "longest not checked",
}
DEFAULT_SORT = "changed"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list. A value that nothing has is kept: it then matches nothing."""

    q: str = ""
    party: str = ""
    topic: str = ""
    kind: str = ""
    phase: str = ""
    outcome: str = ""
    visibility: str = ""
    sort: str = DEFAULT_SORT

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """From a query string; an unknown sort becomes the default one."""
        found = cls(**{field.name: tidy(query.get(field.name, "")) for field in fields(cls)})
        return found if found.sort in SORTS else replace(found, sort=DEFAULT_SORT)

    @property
    def by_subject(self) -> Self:
        """Only the filters of party, topic and kind."""
        return type(self)(party=self.party, topic=self.topic, kind=self.kind)

    @property
    def narrows(self) -> bool:
        return any(value for name, value in asdict(self).items() if name != "sort")

    @property
    def narrows_otherwise(self) -> bool:
        """By anything but phase and outcome."""
        return replace(self, phase="", outcome="").narrows

    def query(self, **changes: str) -> str:
        """The query string of these filters with some of them changed; empty ones are left out."""
        values = asdict(replace(self, **changes))
        if values["sort"] == DEFAULT_SORT:
            values["sort"] = ""
        text = urlencode({name: value for name, value in values.items() if value})
        return f"?{text}" if text else ""


def filtered(
    issues: IssueQuerySet, filters: Filters, user: User, at: AsOf, memory: Memory
) -> IssueQuerySet:
    """Narrow issues that `user` may see. All is as known then, statuses are those of that day."""
    issues = issues.begun_by(at)
    if filters.phase or filters.outcome:
        issues = _standing_in(with_status(issues, at), filters)
    if filters.party:
        party = IssueParty.objects.filter(issue=OuterRef("pk"), party__slug=filters.party)
        issues = issues.filter(Exists(party))
    if filters.topic:
        topic = IssueTopic.objects.filter(issue=OuterRef("pk"), topic__slug=filters.topic)
        issues = issues.filter(Exists(topic))
    if filters.kind:
        issues = issues.filter(lifecycle__slug=filters.kind)
    if filters.visibility:
        issues = issues.filter(visibility=filters.visibility)
    return matching(issues, filters.q, user, at, memory) if filters.q else issues


def with_status(issues: IssueQuerySet, at: AsOf) -> IssueQuerySet:
    """Issues joined to the one period that holds that day as known then, if there is one, as `now`.

    The exclusion constraint on periods keeps it one: the join never doubles an issue.
    """
    holding = holding_then(at, "periods__")
    return issues.alias(now=FilteredRelation("periods", condition=holding))


def _standing_in(issues: IssueQuerySet, filters: Filters) -> IssueQuerySet:
    if filters.outcome:
        issues = issues.filter(now__status__outcome=filters.outcome)
    if filters.phase == Phase.NOT_RATED:
        return issues.filter(Q(now__isnull=True) | Q(now__status__phase=Phase.NOT_RATED))
    return issues.filter(now__status__phase=filters.phase) if filters.phase else issues


def tidy(text: str) -> str:
    """A text out of a query string without control characters, at most 200 letters of it."""
    return re.sub(r"[\x00-\x1f\s]+", " ", text)[:_LONGEST].strip()
