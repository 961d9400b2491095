"""Reads one entry of a record, with what each kind of entry and of change owes it."""

from __future__ import annotations

from datetime import date

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.record_format.objects import Obj
from issues.record_format.rows import CitationRow, EntryRow


def read_entry(obj: Obj) -> EntryRow:
    """The entry that stands in `obj`; what is wrong with it is noted there."""
    known_on, by = obj.day("known_on"), obj.text("by", needed=True)
    change = obj.optional_member("change", Change, Change.CORRECTION)
    row = EntryRow(
        at=obj.place,
        uid=obj.uid("uid"),
        kind=obj.member("kind", EntryKind, EntryKind.NOTE),
        issues=tuple(sorted(obj.names("issues", needed=True))),
        body=obj.verbatim("body"),
        date=_date(obj, needed=change != Change.RETRACTION),
        known_on=known_on,
        known_on_reason=obj.text("known_on_reason", longest=300),
        by=by,
        status=obj.optional("status"),
        supersedes=obj.optional_uid("supersedes"),
        change=change,
        change_reason=obj.verbatim("change_reason"),
        citations=obj.rows("citations", lambda inner: _citation(inner, known_on, by)),
    )
    _check_kind(obj, row)
    _check_change(obj, row)
    return row


def _date(obj: Obj, *, needed: bool) -> FuzzyDate | None:
    inner = obj.object("date")
    if inner is None:
        if needed:
            obj.problem("date", "This is missing; write first, last, precision and words.")
        return None
    first, last = inner.optional_day("first"), inner.optional_day("last")
    precision = inner.choice("precision", [each.value for each in Precision])
    words = inner.text("words", longest=200)
    inner.done()
    try:
        return FuzzyDate(first, last, Precision(precision), words)
    except ValueError as error:
        obj.problem("date", str(error), precision, [each.value for each in Precision])
        return None


def _citation(obj: Obj, known_on: date, by: str) -> CitationRow:
    own_day, own_by = obj.optional_day("known_on"), obj.optional("by")
    return CitationRow(
        at=obj.place,
        source=obj.text("source", needed=True),
        quotation=obj.verbatim("quotation"),
        locator=obj.text("locator", longest=200),
        known_on=None if own_day == known_on else own_day,
        by=None if own_by == by else own_by,
    )


def _check_kind(obj: Obj, row: EntryRow) -> None:
    """What each kind of entry owes the record."""
    if row.kind == EntryKind.DECISION:
        if row.status is None and row.change != Change.RETRACTION:
            obj.problem("status", "A decision names the status that it gives.")
        if row.date and row.date.first is None:
            obj.problem("date", "A decision needs the first day from which its status holds.")
    elif row.status is not None and obj.data.get("kind") == row.kind:
        obj.problem("status", "Only a decision gives a status.", row.status, ["null"])
    if row.kind in (EntryKind.DECISION, EntryKind.ASSESSMENT) and len(row.issues) > 1:
        obj.problem("issues", f"A {row.kind} is on one issue.", ", ".join(row.issues))
    if row.change == Change.RETRACTION:
        return
    if not row.body.strip():
        obj.problem("body", "Say what is recorded; only a retraction has no text.")
    at_once = [cited for cited in row.citations if cited.known_on is None and cited.by is None]
    if row.kind in PUBLIC_KINDS and not at_once:
        obj.problem("citations", "An entry that readers see names at least one source.")


def _check_change(obj: Obj, row: EntryRow) -> None:
    """An entry that supersedes another says how and why, and no other one does."""
    if row.supersedes is None:
        for key in ("change", "change_reason"):
            if getattr(row, key):
                obj.problem(key, "Only an entry that supersedes another has this.", row.change)
        return
    if row.change is None:
        words = [each.value for each in Change if each.value]
        obj.problem("change", "Say how it differs from what it supersedes.", None, words)
    if not row.change_reason.strip():
        obj.problem("change_reason", "Say why it supersedes the other entry.")
    if row.change == Change.RETRACTION:
        for key in ("body", "status", "known_on_reason", "citations"):
            if getattr(row, key):
                obj.problem(key, "A retraction only takes back; it has none of this.")
