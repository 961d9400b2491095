"""How the entries of an import enter: each by the action for its kind, in the order recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from issues.actions.corrections import correct_entry, retract_entry
from issues.actions.decisions import change_status
from issues.actions.entering import Cite, Details, newest_decision
from issues.actions.entries import add_note, assess, record_event
from issues.actions.expectations import (
    expect,
    move_expectation,
    resolve_expectation,
    revise_probability,
)
from issues.actions.figures import report_figure
from issues.actions.refusals import Refused
from issues.actions.sources import cite
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import PROGRESS, Change, EntryKind
from issues.models import Entry, Issue, Status
from issues.record_format.rows import CitationRow, EntryRow

if TYPE_CHECKING:
    from issues.actions.importing import Importing


# What a figure need not have.
_PLAIN = {"rung": Rung.PLAIN, "unit": "", "currency": ""}


class EntryImport:
    """Follows the newest decision of each issue, so that every decision is made from it."""

    def __init__(self, importing: Importing, opened: Iterable[Issue]) -> None:
        self.importing = importing
        self.entries: dict[UUID, Entry] = importing.entries
        self.newest: dict[int, Entry | None] = {issue.pk: None for issue in opened}
        self.refused: set[UUID] = set()
        self.unclear: set[str] = set()
        self.statuses = {
            (status.lifecycle_id, status.slug): status for status in Status.objects.all()
        }

    def enter(self, rows: Iterable[EntryRow]) -> None:
        """Enter the entries. After a refusal, what builds on the refused entry is passed over: its
        own refusals would only follow from the first."""
        for row in rows:
            if self._builds_on_refused(row):
                self._pass_over(row)
                continue
            found = len(self.importing.problems)
            with self.importing.noting(row):
                self._enter(row)
            if len(self.importing.problems) > found:
                self._pass_over(row)

    def _builds_on_refused(self, row: EntryRow) -> bool:
        decides = row.kind == EntryKind.DECISION
        met_by = row.expectation.met_by if row.expectation else None
        builds_on = {row.supersedes, row.looks_at, met_by}
        return bool(builds_on & self.refused) or (decides and row.issues[0] in self.unclear)

    def _pass_over(self, row: EntryRow) -> None:
        self.refused.add(row.uid)
        if row.kind == EntryKind.DECISION:
            self.unclear.add(row.issues[0])

    def _enter(self, row: EntryRow) -> None:
        if row.supersedes:
            entry = self._superseding(row, self.entries[row.supersedes])
        else:
            entry = self._first(row)
        self.entries[row.uid] = entry
        if entry.decided_issue_id:
            self.newest[entry.decided_issue_id] = entry
        for cited in row.citations:
            if not cited.at_once:
                self._cite_later(entry, row, cited)

    def _first(self, row: EntryRow) -> Entry:
        issues, details = self._issues(row), self._details(row)
        common = self._common(row) | {"body": row.body, "date": row.date}
        match row.kind:
            case EntryKind.DECISION:
                reason = common.pop("body")
                status, newest = self._status(issues[0], row), self._newest(issues[0])
                return change_status(
                    issue=issues[0], status=status, reason=reason, made_from=newest, **common
                )
            case EntryKind.EXPECTATION:
                common["window"] = common.pop("date")
                return expect(issues=issues, **details, **common)
            case EntryKind.FIGURE:
                common |= {"as_of": common.pop("date"), **_PLAIN, **details}
                return report_figure(issues=issues, **common)
            case EntryKind.ASSESSMENT:
                return assess(issue=issues[0], **details, **common)
            case EntryKind.NOTE:
                return add_note(issues=issues, **details, **common)
        return record_event(issues=issues, **common)

    def _superseding(self, row: EntryRow, older: Entry) -> Entry:
        common = self._common(row) | {"entry": older, "reason": row.change_reason}
        if row.change in PROGRESS:
            return self._going_on(row, common)
        issues = self._issues(row)
        decided = issues[0] if row.kind == EntryKind.DECISION else None
        common["made_from"] = self._newest(decided) if decided else None
        if row.change == Change.RETRACTION:
            for unused in ("citations", "known_on_reason"):
                del common[unused]
            return retract_entry(**common)
        return correct_entry(
            body=row.body,
            date=row.date or older.date,
            issues=issues,
            status=self._status(decided, row) if decided else None,
            wording_only=row.change == Change.WORDING,
            details=cast(Details, self._details(row)),
            **common,
        )

    def _going_on(self, row: EntryRow, common: dict[str, Any]) -> Entry:
        """What became of an expectation: another window, another probability, or an end."""
        details = self._details(row)
        match row.change:
            case Change.MOVED:
                probability = details.get("probability")
                return move_expectation(
                    window=row.date or common["entry"].date, probability=probability, **common
                )
            case Change.REVISED:
                return revise_probability(probability=details.get("probability"), **common)
        return resolve_expectation(
            resolution=details["resolution"], met_by=details.get("met_by"), **common
        )

    def _details(self, row: EntryRow) -> dict[str, Any]:
        """What an expectation, a figure or a second look has beside other entries, as Details."""
        found: dict[str, Any] = {"looks_at": self._entry(row.looks_at)}
        if expected := row.expectation:
            found["expected_by"] = self.importing.parties[expected.expected_by]
            found["probability"] = expected.probability
            found["resolution"] = expected.resolution
            found["met_by"] = self._entry(expected.met_by)
        if figure := row.figure:
            found |= {name: getattr(figure, name) for name in ("measure", "rung", "value")}
            found |= {"unit": figure.unit, "currency": figure.currency}
            found["reporter"] = self.importing.parties[figure.reporter]
        return {name: value for name, value in found.items() if value not in (None, "")}

    def _entry(self, uid: UUID | None) -> Entry | None:
        return self.entries[uid] if uid else None

    def _common(self, row: EntryRow) -> dict[str, Any]:
        return {
            "by": self.importing.by,
            "author": self.importing.people[row.by],
            "uid": row.uid,
            "known_on": row.known_on,
            "known_on_reason": row.known_on_reason,
            "today": self.importing.today,
            "citations": [self._cite(row, cited) for cited in row.citations if cited.at_once],
        }

    def _issues(self, row: EntryRow) -> list[Issue]:
        return [self.importing.issues[reference] for reference in row.issues]

    def _status(self, issue: Issue, row: EntryRow) -> Status:
        return self.statuses[issue.lifecycle_id, row.status or ""]

    def _newest(self, issue: Issue) -> Entry | None:
        if issue.pk not in self.newest:
            self.newest[issue.pk] = newest_decision(issue)
        return self.newest[issue.pk]

    def _cite(self, row: EntryRow, cited: CitationRow) -> Cite:
        source = self.importing.sources[cited.source]
        return Cite(source, cited.quotation, cited.locator, known_on=row.known_on)

    def _cite_later(self, entry: Entry, row: EntryRow, cited: CitationRow) -> None:
        """A source that was found after the entry was recorded, or by somebody else."""
        known_on = cited.known_on or row.known_on
        with self.importing.noting(cited):
            if known_on > self.importing.today:
                sentence = "A citation cannot be known on a day that is still to come."
                raise Refused(sentence, "known_on")
            cite(
                by=self.importing.by,
                author=self.importing.people[cited.by or row.by],
                entry=entry,
                source=self.importing.sources[cited.source],
                quotation=cited.quotation,
                locator=cited.locator,
                today=known_on,
            )
