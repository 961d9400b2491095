"""Entries as they are stored, without the objects that Django would make of their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models.functions import Coalesce

from issues.models import Entry
from issues.reads.expectation_lines import EXPECTATION_COLUMNS
from issues.reads.figure_lines import FIGURE_COLUMNS, figure_line
from issues.reads.taken_back import STATUS_COLUMNS
from issues.wording import among, worded_once


class Status(NamedTuple):
    name: str
    phase: str
    outcome: str


class Expects(NamedTuple):
    """Who expects it, None for what is no expectation; the probability, and how it ended."""

    who: str | None
    probability: Decimal | None
    resolution: str


@dataclass(frozen=True, slots=True)
class Written:
    """One entry. `before` is the text of what it supersedes, "" if nothing; `figure` is a figure
    in one line, "" for other kinds; `expects` is what an expectation says beside its text. Of a
    retraction these two and the status are what it takes back.
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
    first_author_id: int
    author: str
    before: str
    expects: Expects
    figure: str
    status: Status | None

    @property
    def on(self) -> date:
        return cast(date, self.first_on or self.last_on)


def written(entry_ids: Collection[int]) -> dict[int, Written]:
    """Entries with all that `lines` reads from them, in one query. Asks nobody's rights."""
    found = {}
    for row in _entries(list(entry_ids)):
        columns, (name, username, before) = row[:15], row[15:18]
        expects, (status, phase, outcome, *of_figure) = Expects(*row[18:21]), row[21:]
        figure = figure_line(*columns[6:10], *of_figure)
        given = Status(status, phase, outcome) if status else None
        told = (name or username, before or "", expects, figure, given)
        found[columns[0]] = Written(*(*columns, *told))
    return found


@worded_once
def _entries(entry_ids: list[int]):
    found = Entry.objects.filter(among("id", entry_ids)).annotate(
        **EXPECTATION_COLUMNS, **STATUS_COLUMNS, **FIGURE_COLUMNS
    )
    return found.values_list(
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
        Coalesce("origin__author_id", "author_id"),
        "author__name",
        "author__username",
        "supersedes__body",
        *EXPECTATION_COLUMNS,
        *STATUS_COLUMNS,
        *FIGURE_COLUMNS,
    )
