"""Entries as they are stored, without the objects that Django would make of their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.knowledge import laid_down_on
from issues.models import Entry
from issues.wording import among, worded_once


class Status(NamedTuple):
    name: str
    phase: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Written:
    """One entry. `before` is the text of what it supersedes, "" if nothing.

    The date and the known-on day of its first version are None where it is that itself.
    """

    pk: int
    uid: UUID
    kind: str
    body: str
    change: str
    change_reason: str
    first_on: date | None
    last_on: date | None
    date_precision: str
    date_words: str
    known_on: date
    known_on_reason: str
    recorded_at: datetime
    author_id: int
    author: str
    before: str
    origin_first_on: date | None
    origin_last_on: date | None
    origin_known_on: date | None
    status: Status | None

    @property
    def on(self) -> date:
        return cast(date, self.first_on or self.last_on)

    @property
    def over(self) -> date:
        """Its last day; of one without end its first."""
        return cast(date, self.last_on or self.first_on)

    @property
    def laid_down_on(self) -> date | None:
        """The day on which an event was recorded for a later one; None of what happened."""
        if self.kind != EntryKind.EVENT:
            return None
        first_on = self.origin_first_on or self.origin_last_on
        return laid_down_on(self.on, self.known_on, first_on, self.origin_known_on)


def written(entry_ids: Collection[int]) -> dict[int, Written]:
    """Entries with all that `lines` reads from them, in one query. Asks nobody's rights."""
    found = {}
    for *columns, name, username, before, first, last, known, status, phase, outcome in _entries(
        list(entry_ids)
    ):
        given = Status(status, phase, outcome) if status else None
        author = name or username
        found[columns[0]] = Written(*[*columns, author, before or "", first, last, known, given])
    return found


@worded_once
def _entries(entry_ids: list[int]):
    return Entry.objects.filter(among("id", entry_ids)).values_list(
        "pk",
        "uid",
        "kind",
        "body",
        "change",
        "change_reason",
        "first_on",
        "last_on",
        "date_precision",
        "date_words",
        "known_on",
        "known_on_reason",
        "recorded_at",
        "author_id",
        "author__name",
        "author__username",
        "supersedes__body",
        "origin__first_on",
        "origin__last_on",
        "origin__known_on",
        "status__name",
        "status__phase",
        "status__outcome",
    )
