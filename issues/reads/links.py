"""What issues are linked to, in words both ways.

The links ride along in the question that asks for the issue: `told_of` is a column of an issue, and
`links_told` reads it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, Subquery, TextField, When
from django.db.models.functions import Cast, JSONObject

from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.models import Link, StatusPeriod, User
from issues.models.links import ends_known
from issues.reads.days import day_words
from issues.reads.entries import SOURCE_COLUMNS, Cited, source_note
from issues.reads.proofs import proof
from issues.reads.second_looks import LookNeeded
from issues.reads.strip import look
from issues.wording import worded_once


@dataclass(frozen=True, slots=True)
class Told:
    """A status as it is said of an issue, such as "lapsed"."""

    name: str
    look: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as the page of one of its two issues tells it: `words` lead from that one on.

    `status` is that of the issue at the far end, None while it is not rated; `end` is None while
    the link holds.
    """

    uid: UUID
    words: str
    reference: str
    title: str
    status: Told | None
    reason: str
    cited: Cited
    known: str
    known_reason: str
    by: str
    end: "End | None"


@dataclass(frozen=True, slots=True)
class End:
    """Since when a link no longer holds, why, and who said so."""

    known: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one issue, those by which it depends first, and the looks that it needs.

    `lines` are those that hold, `ended` those that did; what was taken back on its day is neither.
    """

    lines: Sequence[Linked] = ()
    ended: Sequence[Linked] = ()
    looks: Sequence[LookNeeded] = ()
    more_looks: int = 0


@dataclass(frozen=True, slots=True)
class Rests:
    """A link as the page of its source tells it."""

    reference: str
    title: str
    words: str
    other_reference: str
    other_title: str
    reason: str
    quotation: str


def links_on(user: User, source: int, at: AsOf) -> list[Rests]:
    """The links in force then that rest on a source, as far as `user` may see them; one query."""
    return [
        Rests(reference, title, LinkKind(kind).words, other, other_title, reason, quotation)
        for reference, title, kind, other, other_title, reason, quotation in _on_source(
            user, source, at
        )
    ]


@worded_once
def _on_source(user: User, source: int, at: AsOf):
    return (
        Link.objects.visible_to(user)
        .in_force(at)
        .order_by("pk")
        .filter(source=source)
        .values_list(
            *("issue__reference", "issue__title", "kind", "other__reference", "other__title"),
            *("reason", "quotation"),
        )
    )


def told_of(user: User, at: AsOf) -> ArraySubquery:
    """Of issues: the links of each, both ways, ended ones too, with all that its page tells of
    them, as JSON."""
    near = Q(issue=OuterRef("pk")) | Q(other=OuterRef("pk"))
    far = Case(When(other=OuterRef("pk"), then="issue_id"), default="other_id")
    status = StatusPeriod.objects.holding(at).filter(issue=OuterRef("far"))
    said = JSONObject(name="status__name", phase="status__phase", outcome="status__outcome")
    known = Link.objects.visible_to(user).known(at).order_by("pk")
    ended = JSONObject(known_on="known_on", reason="reason", by="by__name", username="by__username")
    told = known.filter(near).annotate(
        far=far,
        status=Subquery(status.values(said=said)[:1]),
        its_end=Subquery(ends_known(at).values(said=ended)[:1]),
        proof=proof(),
    )
    return ArraySubquery(told.values(link=_as_json()))


def links_told(
    issue: int, told: Iterable[str], looks: Sequence[LookNeeded] = (), more_looks: int = 0
) -> Links:
    """The links of an issue, those by which it depends first, from its `told_of`."""
    rows = sorted(
        map(json.loads, told), key=lambda row: (row["issue"] != issue, row["kind"], row["pk"])
    )
    every = [_linked(issue, row) for row in rows]
    return Links(
        lines=[line for line in every if line.end is None],
        ended=[line for line in every if line.end and line.end.known != line.known],
        looks=looks,
        more_looks=more_looks,
    )


# Made by PostgreSQL, by the names in `_TOLD`.
Row = dict[str, Any]


def _as_json() -> Cast:
    return Cast(JSONObject(**_TOLD), TextField())


_TOLD = {
    "pk": "pk",
    "issue": "issue_id",
    "other": "other_id",
    "kind": "kind",
    "known_on": "known_on",
    "reference": "issue__reference",
    "other_reference": "other__reference",
    "uid": "uid",
    "title": "issue__title",
    "other_title": "other__title",
    "status": "status",
    "reason": "reason",
    "known_on_reason": "known_on_reason",
    "by": "by__name",
    "username": "by__username",
    "quotation": "quotation",
    "locator": "locator",
    "proof": "proof",
    "end": "its_end",
    **{column: column for column in SOURCE_COLUMNS},
}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _linked(issue: int, row: Row) -> Linked:
    kind, forward = LinkKind(row["kind"]), row["issue"] == issue
    source = {column: row[column] for column in SOURCE_COLUMNS}
    source["source__published_on"] = _day(source["source__published_on"])
    return Linked(
        uid=UUID(row["uid"]),
        words=kind.words if forward else kind.words_back,
        reference=row["other_reference" if forward else "reference"],
        title=row["other_title" if forward else "title"],
        status=_status(row["status"]) if row["status"] else None,
        reason=row["reason"],
        cited=Cited(source_note(*source.values()), row["quotation"], row["locator"], row["proof"]),
        known=day_words(date.fromisoformat(row["known_on"])),
        known_reason=row["known_on_reason"],
        by=row["by"] or row["username"],
        end=_end(row["end"]) if row["end"] else None,
    )


def _end(said: dict[str, str]) -> End:
    known = day_words(date.fromisoformat(said["known_on"]))
    return End(known, said["reason"], said["by"] or said["username"])


def _status(said: dict[str, str]) -> Told:
    shape = look(said["phase"], said["outcome"])
    return Told(said["name"], shape, bool(said["outcome"]))
