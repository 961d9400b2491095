"""Reads the files of a record into rows, each row by its own rules."""

from __future__ import annotations

from collections.abc import Iterable
from json import JSONDecodeError

from issues.dates import FuzzyDate, Precision
from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.phases import Outcome, Phase
from issues.record_format.objects import Obj, load
from issues.record_format.problems import Place, Problem, RecordRefused
from issues.record_format.rows import (
    FORMAT,
    PARTY_KINDS,
    SOURCE_KINDS,
    TITLE_BASES,
    VERSION,
    VISIBILITIES,
    CheckRow,
    CitationRow,
    EntryRow,
    IssueRow,
    LifecycleRow,
    MoveRow,
    PartyRow,
    PersonRow,
    Record,
    SourceRow,
    StatusRow,
    TopicRow,
)


def read_record(files: Iterable[tuple[str, str]]) -> Record:
    """The record that lies in these files (name, text), read as one in the order given.

    Every row is well formed in itself; whether what it names exists is for `reconcile` to say.
    Raises RecordRefused with all mistakes of all files.
    """
    problems: list[Problem] = []
    parts = [_read_file(name, text, problems) for name, text in files]
    if problems:
        raise RecordRefused(problems)
    return _joined(parts)


def _joined(parts: list[Record]) -> Record:
    names = [name for name, _ in Record().sections()]
    return Record(**{name: sum((getattr(p, name) for p in parts), ()) for name in names})


def _read_file(name: str, text: str, problems: list[Problem]) -> Record:
    place = Place(name)
    try:
        data = load(text)
    except JSONDecodeError as error:
        where = Place(name, f"line {error.lineno}, column {error.colno}")
        problems.append(Problem(where, f"This is not JSON: {error.msg}."))
        return Record()
    except (ValueError, RecursionError) as error:
        problems.append(Problem(place, f"This is not JSON that can be read: {error}."))
        return Record()
    top = Obj(data, place, problems)
    return Record() if top.broken else _read_sections(top)


def _read_sections(top: Obj) -> Record:
    top.choice("format", (FORMAT,))
    version = top.data.get("version")
    top.asked.append("version")
    if type(version) is not int or version != VERSION:
        top.problem("version", "This version of the format is not known.", version, [str(VERSION)])
    record = Record(
        people=top.rows("people", _person),
        lifecycles=top.rows("lifecycles", _lifecycle),
        parties=top.rows("parties", _party),
        topics=top.rows("topics", _topic),
        sources=top.rows("sources", _source),
        issues=top.rows("issues", _issue),
        entries=top.rows("entries", _entry),
    )
    top.done()
    return record


def _person(obj: Obj) -> PersonRow:
    return PersonRow(
        at=obj.place, username=obj.text("username", needed=True), name=obj.text("name")
    )


def _lifecycle(obj: Obj) -> LifecycleRow:
    return LifecycleRow(
        at=obj.place,
        slug=obj.text("slug", needed=True),
        name=obj.text("name", needed=True),
        description=obj.text("description"),
        statuses=obj.rows("statuses", _status),
        moves=obj.rows("moves", _move),
    )


def _status(obj: Obj) -> StatusRow:
    phase = obj.member("phase", Phase, None)
    outcome = obj.member("outcome", Outcome, None, optional=True)
    if phase == Phase.SETTLED and not obj.data.get("outcome"):
        obj.problem(
            "outcome", "A settled status needs an outcome.", None, [o.value for o in Outcome]
        )
    if phase not in (None, Phase.SETTLED) and outcome is not None:
        obj.problem(
            "outcome", "Only a settled status may have an outcome.", outcome.value, ["null"]
        )
    return StatusRow(
        at=obj.place,
        slug=obj.text("slug", needed=True),
        name=obj.text("name", needed=True),
        definition=obj.text("definition", needed=True),
        entered_when=obj.text("entered_when"),
        left_when=obj.text("left_when"),
        phase=phase,
        outcome=outcome,
    )


def _move(obj: Obj) -> MoveRow:
    source, target = obj.optional("from"), obj.text("to", needed=True)
    if source == target:
        obj.problem("to", "A move leads to another status.", target)
    return MoveRow(at=obj.place, source=source, target=target)


def _party(obj: Obj) -> PartyRow:
    return PartyRow(
        at=obj.place,
        slug=obj.text("slug", needed=True),
        name=obj.text("name", needed=True),
        local_name=obj.text("local_name"),
        kind=obj.choice("kind", PARTY_KINDS),
        aliases=obj.names("aliases"),
    )


def _topic(obj: Obj) -> TopicRow:
    return TopicRow(
        at=obj.place, slug=obj.text("slug", needed=True), name=obj.text("name", needed=True)
    )


def _source(obj: Obj) -> SourceRow:
    return SourceRow(
        at=obj.place,
        slug=obj.text("slug", needed=True),
        title=obj.text("title", needed=True),
        title_basis=obj.choice("title_basis", TITLE_BASES, "page"),
        publisher=obj.text("publisher", needed=True),
        url=obj.text("url"),
        published_on=obj.day("published_on", needed=False),
        kind=obj.choice("kind", SOURCE_KINDS, "news"),
        stored_text=obj.verbatim("stored_text"),
    )


def _issue(obj: Obj) -> IssueRow:
    return IssueRow(
        at=obj.place,
        reference=obj.text("reference", needed=True),
        title=obj.text("title", needed=True),
        aliases=obj.names("aliases"),
        kind=obj.text("kind", needed=True),
        parties=obj.names("parties"),
        topics=tuple(sorted(obj.names("topics"))),
        lead=obj.optional("lead"),
        success_test=obj.text("success_test"),
        visibility=obj.choice("visibility", VISIBILITIES, "draft"),
        opened_on=obj.day("opened_on"),
        checks=obj.rows("checks", _check),
    )


def _check(obj: Obj) -> CheckRow:
    return CheckRow(at=obj.place, on=obj.day("on"), by=obj.text("by", needed=True))


def _entry(obj: Obj) -> EntryRow:
    known_on, by = obj.day("known_on"), obj.text("by", needed=True)
    change = obj.member("change", Change, Change.CORRECTION, optional=True)
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
        supersedes=obj.uid("supersedes", needed=False),
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
    first, last = inner.day("first", needed=False), inner.day("last", needed=False)
    precision = inner.choice("precision", [each.value for each in Precision])
    words = inner.text("words", longest=200)
    inner.done()
    try:
        return FuzzyDate(first, last, Precision(precision), words)
    except ValueError as error:
        obj.problem("date", str(error), precision, [each.value for each in Precision])
        return None


def _citation(obj: Obj, known_on: object, by: str) -> CitationRow:
    own_day, own_by = obj.day("known_on", needed=False), obj.optional("by")
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
