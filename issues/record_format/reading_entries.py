"""Reads one entry of a record, with what each kind of entry and of change owes it."""

from __future__ import annotations

import re
from datetime import date

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import PROGRESS, PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.texts import says_something
from issues.record_format.objects import Obj
from issues.record_format.rows import (
    CitationRow,
    EntryRow,
    ExpectationRow,
    FigureRow,
    at_once_first,
)

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
# What a retraction has none of.
_TAKEN_BACK = (
    "body", "status", "expectation", "figure", "looks_at", "known_on_reason", "citations",
)  # fmt: skip


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
        expectation=_expectation(obj.object("expectation")),
        figure=_figure(obj.object("figure")),
        looks_at=obj.optional_uid("looks_at"),
        supersedes=obj.optional_uid("supersedes"),
        change=change,
        change_reason=obj.verbatim("change_reason"),
        citations=at_once_first(
            obj.rows("citations", lambda inner: _citation(inner, known_on, by))
        ),
    )
    _check_kind(obj, row)
    _check_details(obj, row)
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


def _expectation(obj: Obj | None) -> ExpectationRow | None:
    if obj is None or obj.broken:
        return None
    row = ExpectationRow(
        at=obj.place,
        expected_by=obj.text("expected_by", needed=True),
        probability=obj.optional_number("probability", digits=18, decimals=3),
        resolution=obj.optional_member("resolution", Resolution, Resolution.MET),
        met_by=obj.optional_uid("met_by"),
    )
    obj.done()
    if row.probability is not None and not 0 <= row.probability <= 1:
        obj.problem("probability", "A probability lies between 0 and 1.", str(row.probability))
    if row.met_by and row.resolution != Resolution.MET:
        obj.problem("met_by", "Only what was met has an event by which it was.", str(row.met_by))
    return row


def _figure(obj: Obj | None) -> FigureRow | None:
    if obj is None or obj.broken:
        return None
    row = FigureRow(
        at=obj.place,
        measure=" ".join(obj.text("measure", needed=True, longest=120).split()),
        rung=obj.optional_member("rung", Rung, Rung.TARGET),
        value=obj.number("value", digits=18, decimals=6),
        unit=obj.text("unit", longest=60),
        currency=obj.text("currency"),
        reporter=obj.text("reporter", needed=True),
    )
    obj.done()
    if not row.unit and not row.currency:
        obj.problem("unit", "Give the unit or the currency: a bare number says nothing.")
    if row.currency and not _CURRENCY.fullmatch(row.currency):
        sentence = "A currency is given by its code of three capital letters, such as USD."
        obj.problem("currency", sentence, row.currency)
    return row


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
    if not says_something(row.body):
        obj.problem("body", "Say what is recorded; only a retraction has no text.")
    if row.kind in PUBLIC_KINDS and not any(cited.at_once for cited in row.citations):
        obj.problem("citations", "An entry that readers see names at least one source.")


def _check_details(obj: Obj, row: EntryRow) -> None:
    """An expectation and a figure have what makes them one, and no other kind has any of it."""
    for kind, found in ((EntryKind.EXPECTATION, row.expectation), (EntryKind.FIGURE, row.figure)):
        if row.kind != kind and found and obj.data.get("kind") == row.kind:
            obj.problem(kind, f"Only the kind {kind} has this.", None, ["null"])
        missing = row.kind == kind and obj.data.get(kind) is None
        if missing and row.change != Change.RETRACTION:
            obj.problem(kind, f"This is missing; it is what makes an entry of the kind {kind}.")
    looks = (EntryKind.NOTE, EntryKind.ASSESSMENT)
    if row.looks_at and row.kind not in looks:
        sentence = "Only a note or an assessment looks at a decision."
        obj.problem("looks_at", sentence, str(row.looks_at), ["null"])


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
    if not says_something(row.change_reason):
        obj.problem("change_reason", "Say why it supersedes the other entry.")
    if row.change in PROGRESS:
        _check_progress(obj, row, row.change)
    if row.change == Change.RETRACTION:
        for key in _TAKEN_BACK:
            if getattr(row, key):
                obj.problem(key, "A retraction only takes back; it has none of this.")


def _check_progress(obj: Obj, row: EntryRow, change: Change) -> None:
    """Only an expectation goes on; a resolution ends it, a move and a revision do not."""
    if row.kind != EntryKind.EXPECTATION:
        others = [each.value for each in Change if each.value and each not in PROGRESS]
        obj.problem("change", "Only an expectation can be this.", change, others)
        return
    resolution = row.expectation.resolution if row.expectation else None
    if change == Change.RESOLVED and row.expectation and not resolution:
        words = [each.value for each in Resolution if each.value]
        obj.problem("expectation.resolution", "Say how it ended.", None, words)
    if change != Change.RESOLVED and resolution:
        sentence = f"What was {change} is still open; one that ended is resolved."
        obj.problem("expectation.resolution", sentence, resolution, ["null"])
