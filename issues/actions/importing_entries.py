"""How the entries of an import enter: each by the action for its kind, in the order recorded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from issues.actions.corrections import correct_entry, retract_entry
from issues.actions.decisions import change_status
from issues.actions.entering import Cite, newest_decision
from issues.actions.entries import add_note, assess, record_event
from issues.actions.refusals import Refused
from issues.actions.sources import cite
from issues.lifecycle.kinds import Change, EntryKind
from issues.models import Entry, Issue, Status
from issues.record_format.rows import CitationRow, EntryRow

if TYPE_CHECKING:
    from issues.actions.importing import Importing


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
        return row.supersedes in self.refused or (decides and row.issues[0] in self.unclear)

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
            if not _at_once(cited):
                self._cite_later(entry, row, cited)

    def _first(self, row: EntryRow) -> Entry:
        issues = self._issues(row)
        common = self._common(row) | {"date": row.date}
        match row.kind:
            case EntryKind.DECISION:
                return change_status(
                    issue=issues[0],
                    status=self._status(issues[0], row),
                    reason=row.body,
                    made_from=self._newest(issues[0]),
                    **common,
                )
            case EntryKind.ASSESSMENT:
                return assess(issue=issues[0], body=row.body, **common)
            case EntryKind.NOTE:
                return add_note(issues=issues, body=row.body, **common)
        return record_event(issues=issues, body=row.body, **common)

    def _superseding(self, row: EntryRow, older: Entry) -> Entry:
        issues = self._issues(row)
        decided = issues[0] if row.kind == EntryKind.DECISION else None
        common = self._common(row) | {
            "entry": older,
            "reason": row.change_reason,
            "made_from": self._newest(decided) if decided else None,
        }
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
            **common,
        )

    def _common(self, row: EntryRow) -> dict[str, Any]:
        return {
            "by": self.importing.by,
            "author": self.importing.people[row.by],
            "uid": row.uid,
            "known_on": row.known_on,
            "known_on_reason": row.known_on_reason,
            "today": self.importing.today,
            "citations": [self._cite(cited) for cited in row.citations if _at_once(cited)],
        }

    def _issues(self, row: EntryRow) -> list[Issue]:
        return [self.importing.issues[reference] for reference in row.issues]

    def _status(self, issue: Issue, row: EntryRow) -> Status:
        return self.statuses[issue.lifecycle_id, row.status or ""]

    def _newest(self, issue: Issue) -> Entry | None:
        if issue.pk not in self.newest:
            self.newest[issue.pk] = newest_decision(issue)
        return self.newest[issue.pk]

    def _cite(self, cited: CitationRow) -> Cite:
        source = self.importing.sources[cited.source]
        return Cite(source, quotation=cited.quotation, locator=cited.locator)

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


def _at_once(cited: CitationRow) -> bool:
    return cited.known_on is None and cited.by is None
