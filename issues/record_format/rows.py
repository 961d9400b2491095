"""The rows of a record as plain data; the fields stand in the order in which they are written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from issues.dates import FuzzyDate
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.links import LinkKind
from issues.lifecycle.phases import Outcome, Phase
from issues.record_format.problems import Place

FORMAT = "policy-issue-record"
VERSION = 1

PARTY_KINDS = ("country", "government", "person", "company", "organisation", "outlet")
SOURCE_KINDS = ("official", "news", "analysis", "data", "legal", "transcript", "other")
TITLE_BASES = ("page", "address", "described")
VISIBILITIES = ("draft", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`at` is where the row was read; it does not count when rows are compared."""

    at: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Row):
    username: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow(Row):
    slug: str
    name: str
    definition: str
    entered_when: str = ""
    left_when: str = ""
    phase: Phase
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow(Row):
    """A move from one status to another; without a source, a status that an issue may start in."""

    source: str | None = field(metadata={"key": "from"})
    target: str = field(metadata={"key": "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRow(Row):
    slug: str
    name: str
    description: str = ""
    statuses: tuple[StatusRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow(Row):
    slug: str
    name: str
    local_name: str = ""
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow(Row):
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(Row):
    slug: str
    title: str
    title_basis: str = "page"
    publisher: str
    url: str = ""
    published_on: date | None = None
    kind: str = "news"
    stored_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow(Row):
    on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow(Row):
    """Parties stand in the order in which pages name them, topics in that of the alphabet."""

    reference: str
    title: str
    aliases: tuple[str, ...] = ()
    kind: str
    parties: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    lead: str | None = None
    success_test: str = ""
    visibility: str = "draft"
    opened_on: date
    checks: tuple[CheckRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow(Row):
    """`known_on` and `by` are None where they are those of the entry."""

    source: str
    quotation: str = ""
    locator: str = ""
    known_on: date | None = None
    by: str | None = None

    @property
    def at_once(self) -> bool:
        """Did the entry come with it?"""
        return self.known_on is None and self.by is None


def at_once_first(citations: Iterable[CitationRow]) -> tuple[CitationRow, ...]:
    """In the one order in which they can be recorded: those that the entry came with go first."""
    return tuple(sorted(citations, key=lambda cited: not cited.at_once))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationRow(Row):
    """What an expectation has beside other entries; its window is the date of the entry.

    `probability` is 0 to 1; `resolution` is None while it is open. An export for readers leaves
    `met_by` out where they must not know of that event.
    """

    expected_by: str
    probability: Decimal | None = None
    resolution: Resolution | None = None
    met_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow(Row):
    """What a figure has beside other entries; `rung` is None for a value that nobody promised."""

    measure: str
    rung: Rung | None = None
    value: Decimal
    unit: str = ""
    currency: str = ""
    reporter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow(Row):
    """`date` is None only in a retraction that leaves it to the entry that it retracts; `issues`
    stand in the order of the alphabet."""

    uid: UUID
    kind: EntryKind
    issues: tuple[str, ...]
    body: str = ""
    date: FuzzyDate | None
    known_on: datetime.date
    known_on_reason: str = ""
    by: str
    status: str | None = None
    expectation: ExpectationRow | None = None
    figure: FigureRow | None = None
    looks_at: UUID | None = None
    supersedes: UUID | None = None
    change: Change | None = None
    change_reason: str = ""
    citations: tuple[CitationRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow(Row):
    reason: str
    known_on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow(Row):
    """`issue` looks to `other`; `ended` is None while that holds."""

    uid: UUID
    issue: str
    other: str
    kind: LinkKind
    reason: str
    source: str
    quotation: str = ""
    locator: str = ""
    known_on: date
    known_on_reason: str = ""
    by: str
    ended: EndRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole record; entries and links stand in the order in which they were recorded."""

    people: tuple[PersonRow, ...] = ()
    lifecycles: tuple[LifecycleRow, ...] = ()
    parties: tuple[PartyRow, ...] = ()
    topics: tuple[TopicRow, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    issues: tuple[IssueRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    links: tuple[LinkRow, ...] = ()

    def sections(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        for section in fields(self):
            yield section.name, getattr(self, section.name)


# By what a row of each section is told from the others.
KEYS = {
    "people": "username",
    "lifecycles": "slug",
    "parties": "slug",
    "topics": "slug",
    "sources": "slug",
    "issues": "reference",
    "entries": "uid",
    "links": "uid",
}

# What else belongs to one row of its section only.
ALSO_UNIQUE = {"lifecycles": "name", "parties": "name", "topics": "name", "sources": "url"}


def as_data(value: Any) -> Any:
    """A row, or any value in one, as what JSON knows: dicts, lists, strings and None."""
    match value:
        case FuzzyDate():
            return {
                "first": as_data(value.first),
                "last": as_data(value.last),
                "precision": value.precision.value,
                "words": value.words,
            }
        case Row():
            return {
                column.metadata.get("key", column.name): as_data(getattr(value, column.name))
                for column in fields(value)
                if column.name != "at"
            }
        case tuple():
            return [as_data(item) for item in value]
        case date() | UUID():
            return str(value)
        case Decimal():
            return _plainly(value)
    return value


def _plainly(value: Decimal) -> str:
    """A number in the one way in which it is written: no zeros at its end, no exponent."""
    text = f"{value + 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
