"""Holds a record against itself and against what is already there, before anything is written."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import PROGRESS, Change, EntryKind
from issues.lifecycle.knowledge import StillToCome, check_has_begun
from issues.record_format.checking_progress import going_on_problems
from issues.record_format.problems import Place, Problem, RecordRefused
from issues.record_format.rows import (
    ALSO_UNIQUE,
    KEYS,
    EntryRow,
    IssueRow,
    LifecycleRow,
    LinkRow,
    Record,
    Row,
    as_data,
)


def reconcile(record: Record, standing: Record) -> Record:
    """The rows of `record` that are not there yet.

    `standing` is what the database already holds of all that the record defines or names. A row
    that is there with the same content is left out. Raises RecordRefused with every row that
    stands twice, differs from the one that is there, or names what neither of the two has.
    """
    problems: list[Problem] = []
    for name, column in ALSO_UNIQUE.items():
        _check_unique(getattr(record, name), getattr(standing, name), KEYS[name], column, problems)
    sections: dict[str, Any] = {
        name: tuple(_fresh(name, rows, getattr(standing, name), problems))
        for name, rows in record.sections()
    }
    _Names(record, standing, problems).check(record)
    if problems:
        raise RecordRefused(sorted(problems, key=lambda problem: problem.place.file))
    return Record(**sections)


def _fresh(
    section: str, rows: Iterable[Row], standing: Iterable[Row], problems: list[Problem]
) -> Iterable[Row]:
    key = KEYS[section]
    there = {_known_as(row, key): row for row in standing}
    seen: dict[object, Row] = {}
    for row in rows:
        known_as = _known_as(row, key)
        if first := seen.get(known_as):
            sentence = f"This stands twice; the first is at {first.at}."
            problems.append(Problem(row.at.at(key), sentence, str(getattr(row, key))))
        elif known_as in there:
            problems += _differences(row, there[known_as], str(getattr(row, key)))
        else:
            yield row
        seen.setdefault(known_as, row)


def _check_unique(
    rows: Iterable[Row], standing: Iterable[Row], key: str, column: str, problems: list[Problem]
) -> None:
    """What is no key but still belongs to one row only, such as the address of a source."""
    taken = {getattr(row, column): row for row in standing}
    for row in rows:
        value = getattr(row, column)
        other = taken.setdefault(value, row) if value else row
        if getattr(other, key) != getattr(row, key):
            sentence = f"“{getattr(other, key)}” has this {column} already."
            problems.append(Problem(row.at.at(column), sentence, value))


def _known_as(row: Row, key: str) -> object:
    found = getattr(row, key)
    return found.upper() if key == "reference" else found


# What may be added to an issue, and to a link, that is already there.
_GROWS = {"checks", "ended"}


def _differences(row: Row, there: Row, known_as: str) -> list[Problem]:
    """The fields in which a row differs from the one that is there; a clash for each."""
    wanted, found = _content(row, there), _content(there, there)
    problems = []
    for name, value in wanted.items():
        inner, inner_there = getattr(row, name, None), getattr(there, name, None)
        if isinstance(inner, Row) and isinstance(inner_there, Row):
            problems += _differences(inner, inner_there, known_as)
        elif value != found[name] and name not in _GROWS:
            sentence = (
                f"“{known_as}” is already there with other content (there: {found[name]!r})."
                " Take it out of the file, or change it in the tracker."
            )
            problems.append(Problem(row.at.at(name), sentence, value))
    return problems


def _content(row: Row, there: Row) -> dict[str, object]:
    if isinstance(row, EntryRow) and row.date is None and isinstance(there, EntryRow):
        row = replace(row, date=there.date)
    return as_data(row)


class _Names:
    """What can be named, and the problems with what is."""

    def __init__(self, record: Record, standing: Record, problems: list[Problem]) -> None:
        self.problems = problems
        self.people = _keyed("people", standing, record)
        self.lifecycles: dict[str, LifecycleRow] = _keyed("lifecycles", standing, record)
        self.parties = _keyed("parties", standing, record)
        self.topics = _keyed("topics", standing, record)
        self.sources = _keyed("sources", standing, record)
        self.issues: dict[str, IssueRow] = _keyed("issues", standing, record)
        self.entries: dict[UUID, EntryRow] = _keyed("entries", standing)
        self.superseded = {
            row.supersedes: row for row in standing.entries if row.supersedes is not None
        }

    def check(self, record: Record) -> None:
        for lifecycle in record.lifecycles:
            self._check_lifecycle(lifecycle)
        for issue in record.issues:
            self._check_issue(issue)
        for entry in record.entries:
            self._check_entry(entry)
            self.entries.setdefault(entry.uid, entry)
        for link in record.links:
            self._check_link(link)

    def _check_lifecycle(self, lifecycle: LifecycleRow) -> None:
        slugs = [status.slug for status in lifecycle.statuses]
        for column in ("slug", "name"):
            self._check_once(lifecycle, column)
        for move in lifecycle.moves:
            if move.source is not None:
                self._named(move.at.at("from"), move.source, slugs, "status of this lifecycle")
            self._named(move.at.at("to"), move.target, slugs, "status of this lifecycle")

    def _check_once(self, lifecycle: LifecycleRow, column: str) -> None:
        seen: set[str] = set()
        for status in lifecycle.statuses:
            value = getattr(status, column)
            if value in seen:
                self._problem(status.at.at(column), "Two statuses have this.", value)
            seen.add(value)

    def _check_issue(self, issue: IssueRow) -> None:
        at = issue.at
        self._named(at.at("kind"), issue.kind, self.lifecycles, "lifecycle")
        for number, slug in enumerate(issue.parties):
            self._named(at.at("parties").item(number), slug, self.parties, "party")
        for slug in issue.topics:
            self._named(at.at("topics"), slug, self.topics, "topic")
        if issue.lead is not None:
            self._named(at.at("lead"), issue.lead, self.people, "person")
        for check in issue.checks:
            self._named(check.at.at("by"), check.by, self.people, "person")

    def _check_entry(self, entry: EntryRow) -> None:
        at = entry.at
        for reference in entry.issues:
            self._named(at.at("issues"), reference, self.issues, "issue")
        self._named(at.at("by"), entry.by, self.people, "person")
        for cited in entry.citations:
            self._named(cited.at.at("source"), cited.source, self.sources, "source")
            if cited.by is not None:
                self._named(cited.at.at("by"), cited.by, self.people, "person")
        if entry.status is not None and entry.kind == EntryKind.DECISION:
            self._check_status(entry, entry.status)
        self._check_details(entry)
        self._check_has_begun(entry)
        if entry.supersedes is not None:
            self._check_supersedes(entry, entry.supersedes)

    def _check_link(self, link: LinkRow) -> None:
        for column in ("issue", "other"):
            self._named(link.at.at(column), getattr(link, column), self.issues, "issue")
        self._named(link.at.at("source"), link.source, self.sources, "source")
        self._named(link.at.at("by"), link.by, self.people, "person")
        if link.ended:
            self._named(link.ended.at.at("by"), link.ended.by, self.people, "person")

    def _check_details(self, entry: EntryRow) -> None:
        if found := entry.expectation:
            self._named(found.at.at("expected_by"), found.expected_by, self.parties, "party")
            self._points_to(found.at.at("met_by"), found.met_by, EntryKind.EVENT)
            if found.resolution == Resolution.MET and found.met_by is None:
                sentence = "Name the event by which it was met."
                self._problem(found.at.at("met_by"), sentence)
            if entry.supersedes is None and found.resolution is not None:
                sentence = "A first version is open; how it ended is a later one, resolved."
                self._problem(found.at.at("resolution"), sentence, found.resolution, ("null",))
        if entry.figure:
            place = entry.figure.at.at("reporter")
            self._named(place, entry.figure.reporter, self.parties, "party")
        self._points_to(entry.at.at("looks_at"), entry.looks_at, EntryKind.DECISION)

    def _check_has_begun(self, entry: EntryRow) -> None:
        if entry.kind != EntryKind.EVENT or entry.date is None:
            return
        try:
            check_has_begun(entry.date.dated_on, entry.known_on)
        except StillToCome as refusal:
            self._problem(entry.at.at("date"), str(refusal))

    def _points_to(self, place: Place, uid: UUID | None, kind: EntryKind) -> None:
        if uid is None:
            return
        there = self.entries.get(uid)
        if there is None:
            self._problem(place, "No entry before this one has this uid.", str(uid))
        elif there.kind != kind:
            self._problem(
                place,
                f"This must be the uid of one {kind}; it is of the kind {there.kind}.",
                str(uid),
            )

    def _check_status(self, entry: EntryRow, status: str) -> None:
        issue = self.issues.get(entry.issues[0]) if entry.issues else None
        kind = self.lifecycles.get(issue.kind) if issue else None
        if issue and kind:
            slugs = [each.slug for each in kind.statuses]
            what = f"status of the lifecycle “{kind.slug}”, which {issue.reference} has"
            self._named(entry.at.at("status"), status, slugs, what)

    def _check_supersedes(self, entry: EntryRow, uid: UUID) -> None:
        at, older = entry.at.at("supersedes"), self.entries.get(uid)
        if older is None:
            self._problem(at, "No entry before this one has this uid.", str(uid))
            return
        other = self.superseded.setdefault(uid, entry)
        if other.uid != entry.uid:
            self._problem(at, f"Entry {other.uid} supersedes this one already.", str(uid))
        if older.kind != entry.kind:
            self._problem(at, f"A {entry.kind} cannot supersede a {older.kind}.", str(uid))
        if entry.known_on < older.known_on:
            sentence = "A correction cannot be known before what it corrects."
            self._problem(entry.at.at("known_on"), sentence, str(entry.known_on))
        if entry.change == Change.RETRACTION:
            self._check_takes_back(entry, older)
        if entry.change in PROGRESS and entry.expectation and older.kind == entry.kind:
            self.problems += going_on_problems(entry, entry.expectation, older)

    def _check_takes_back(self, entry: EntryRow, older: EntryRow) -> None:
        if entry.date is not None and as_data(entry.date) != as_data(older.date):
            sentence = "A retraction has the date of what it takes back; leave it out."
            self._problem(entry.at.at("date"), sentence)
        if set(entry.issues) != set(older.issues):
            sentence = "A retraction is on the issues of what it takes back."
            self._problem(entry.at.at("issues"), sentence, ", ".join(entry.issues), older.issues)

    def _named(self, place: Place, name: str, known: Collection[str], what: str) -> None:
        if name in known:
            return
        known = list(known)
        if len(known) > 20:
            near = tuple(difflib.get_close_matches(name, known, 3))
            known = [*near, f"… ({len(known)} in all)"]
        self._problem(place, f"There is no such {what}.", name, tuple(known))

    def _problem(
        self, place: Place, sentence: str, value: object = None, allowed: tuple[str, ...] = ()
    ) -> None:
        self.problems.append(Problem(place, sentence, value, allowed))


def _keyed(section: str, *records: Record) -> dict:
    key = KEYS[section]
    return {getattr(row, key): row for record in records for row in getattr(record, section)}
