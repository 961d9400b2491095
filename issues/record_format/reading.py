"""Reads the files of a record into rows, each row by its own rules."""

from __future__ import annotations

from collections.abc import Iterable
from json import JSONDecodeError

from issues.lifecycle.phases import Outcome, Phase
from issues.record_format.objects import Obj, load
from issues.record_format.problems import Place, Problem, RecordRefused
from issues.record_format.reading_entries import read_entry
from issues.record_format.reading_links import read_link
from issues.record_format.rows import (
    FORMAT,
    PARTY_KINDS,
    SOURCE_KINDS,
    TITLE_BASES,
    VERSION,
    VISIBILITIES,
    CheckRow,
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
        entries=top.rows("entries", read_entry),
        links=top.rows("links", read_link),
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
    outcome = obj.optional_member("outcome", Outcome, Outcome.PARTLY)
    phase = obj.member("phase", Phase, Phase.SETTLED if outcome else Phase.ANNOUNCED)
    if phase == Phase.SETTLED and outcome is None:
        obj.problem(
            "outcome", "A settled status needs an outcome.", None, [o.value for o in Outcome]
        )
    if phase != Phase.SETTLED and outcome is not None:
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
        published_on=obj.optional_day("published_on"),
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
