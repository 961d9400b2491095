"""Writes the synthetic record with COPY, as the owner, through the triggers that keep the record.

A batch is one transaction, since an entry must be on an issue and have its sources at commit.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from textwrap import fill

import psycopg
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.bench.prose import sentences
from tests.bench.record import (
    PARTIES,
    PEOPLE,
    SOURCES_PER_ISSUE,
    TOPICS,
    Line,
    Matter,
    lifecycles,
)

ANALYST = "bench"
PASSWORD = "correct-horse-battery-staple"
_ACCOUNT = "username name email role is_active password joined_at version"
_BATCH = 5_000  # entries to a transaction
_NAMESPACE = uuid.UUID("6f1d1e52-0d0c-4f6e-9a6f-5f0b6a1c7d10")
_PARTY_KINDS = ("country", "government", "person", "company", "organisation")
_SOURCE_KINDS = ("official", "news", "news", "news", "analysis", "data", "legal")
_PUBLISHERS = 80


@dataclass(frozen=True, slots=True)
class _Base:
    """The keys from which a load counts on, so that a record can be loaded in several parts."""

    people: int
    party: int
    topic: int
    statuses: dict[tuple[str, str], int]
    kinds: dict[str, int]
    entry: int


def load(owner: psycopg.Connection, matters: Sequence[Matter]) -> None:
    """Load issues and their entries; the catalogue of parties, kinds and so on with number 0.

    Parts of a record are loaded in the order of their numbers.
    """
    with owner.transaction():
        _name_reason(owner)
        if matters[0].number == 0:
            _load_catalogue(owner)
        base = _base(owner)
        _load_issues(owner, matters, base)
    _analyze(owner)
    _load_entries(owner, matters, base)
    _set_sequences(owner)
    _analyze(owner)


def add_analyst(owner: psycopg.Connection) -> None:
    """An account that can sign in, with a password hashed as in production."""
    password = PBKDF2PasswordHasher().encode(PASSWORD, "bench")
    account = (ANALYST, "Analyst", "", "analyst", True, password, "now", 1)
    _copy(owner, "user", _ACCOUNT, [account])


def _name_reason(owner: psycopg.Connection) -> None:
    """Why rows change until commit, which their history keeps, as of every change of the tracker.

    Without, each row's history fails to find it and goes back to a savepoint, for which all that
    is still to be checked at commit is looked through: a time that grows with the square.
    """
    owner.execute(
        "SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),"
        " set_config('pghistory.context_metadata', '{\"action\": \"load record\"}', true)"
    )


def _load_catalogue(owner: psycopg.Connection) -> None:
    _copy(
        owner,
        "user",
        _ACCOUNT,
        (
            (f"analyst-{n}", f"Analyst {n}", "", "analyst", True, "!", "now", 1)
            for n in range(PEOPLE)
        ),
    )
    _copy(
        owner,
        "party",
        "slug name local_name kind aliases version",
        (
            (f"party-{n}", f"Party {n}", "", _PARTY_KINDS[n % 5], [f"Body {n}"], 1)
            for n in range(PARTIES)
        ),
    )
    _copy(
        owner,
        "topic",
        "slug name version",
        ((f"topic-{n}", f"Topic {n}", 1) for n in range(TOPICS)),
    )
    for kind in lifecycles():
        _load_lifecycle(owner, kind)


def _load_lifecycle(owner: psycopg.Connection, kind: dict) -> None:
    (lifecycle,) = owner.execute(
        "INSERT INTO issues_lifecycle (slug, name, description, version) VALUES (%s, %s, %s, 1)"
        " RETURNING id",
        [kind["slug"], kind["name"], kind.get("description", "")],
    ).fetchone()
    fields = ("slug", "name", "definition", "entered_when", "left_when", "phase", "outcome")
    _copy(
        owner,
        "status",
        f"lifecycle_id version position {' '.join(fields)}",
        (
            (lifecycle, 1, position, *(status.get(name) or "" for name in fields))
            for position, status in enumerate(kind["statuses"])
        ),
    )
    ids = dict(
        owner.execute("SELECT slug, id FROM issues_status WHERE lifecycle_id = %s", [lifecycle])
    )
    moves = ((lifecycle, ids.get(move["from"]), ids[move["to"]]) for move in kind["moves"])
    _copy(owner, "move", "lifecycle_id source_id target_id", moves)


def _base(owner: psycopg.Connection) -> _Base:
    def first(table: str, slug: str, column: str = "slug") -> int:
        found = owner.execute(
            f"SELECT id FROM issues_{table} WHERE {column} = %s", [slug]
        ).fetchone()
        return found[0]

    statuses = owner.execute(
        "SELECT k.slug, s.slug, s.id FROM issues_status s JOIN issues_lifecycle k"
        " ON k.id = s.lifecycle_id"
    ).fetchall()
    (entry,) = owner.execute("SELECT coalesce(max(id), 0) + 1 FROM issues_entry").fetchone()
    return _Base(
        people=first("user", "analyst-0", "username"),
        party=first("party", "party-0"),
        topic=first("topic", "topic-0"),
        statuses={(kind, status): key for kind, status, key in statuses},
        kinds=dict(owner.execute("SELECT slug, id FROM issues_lifecycle").fetchall()),
        entry=entry,
    )


def _load_issues(owner: psycopg.Connection, matters: Sequence[Matter], base: _Base) -> None:
    _copy(
        owner,
        "issue",
        "id reference title aliases lifecycle_id lead_id success_test visibility opened_on version",
        (
            (
                _issue_id(m.number),
                m.reference,
                m.title,
                list(m.aliases),
                base.kinds[m.kind],
                base.people + m.lead,
                m.success_test,
                "draft" if m.draft else "published",
                m.opened_on,
                1,
            )
            for m in matters
        ),
    )
    _copy(
        owner,
        "issueparty",
        "issue_id party_id position",
        (
            (_issue_id(m.number), base.party + party, at)
            for m in matters
            for at, party in enumerate(m.parties)
        ),
    )
    topics = ((_issue_id(m.number), base.topic + topic) for m in matters for topic in m.topics)
    _copy(owner, "issuetopic", "issue_id topic_id", topics)
    checks = (
        (_issue_id(m.number), on, base.people + m.lead, on) for m in matters for on in m.checked_on
    )
    _copy(owner, "check", "issue_id checked_on by_id recorded_at", checks)
    _copy(
        owner,
        "source",
        "id slug title title_basis publisher url published_on kind stored_text version",
        (source for m in matters for source in _sources(m)),
    )


def _sources(matter: Matter) -> Iterator[tuple]:
    for at in range(SOURCES_PER_ISSUE):
        number = matter.number * SOURCES_PER_ISSUE + at
        yield (
            number + 1,
            f"source-{number}",
            f"{matter.title}: report {at + 1}",
            "page",
            f"Publisher {number * 7 % _PUBLISHERS}",
            f"https://publisher-{number * 7 % _PUBLISHERS}.example/reports/{number}",
            matter.opened_on,
            _SOURCE_KINDS[number % len(_SOURCE_KINDS)],
            _stored_text(matter, number) if at == 0 else "",
            1,
        )


def _stored_text(matter: Matter, number: int) -> str:
    """A page or two, broken into lines, in which quotations of the entries are to be found."""
    quoted = [_quotation(line, number) for line in matter.lines if number in line.sources]
    text = f"{sentences(Random(number), 15, 40)} {' '.join(quoted)}"
    return fill(text, 90)


def _quotation(line: Line, source: int) -> str:
    return "" if source % 2 else line.body.split(". ")[0]


def _load_entries(owner: psycopg.Connection, matters: Sequence[Matter], base: _Base) -> None:
    """Entries of all issues in the order in which they were known, as a team records them."""
    lines = [(line.known_on, m.number, line.place, m, line) for m in matters for line in m.lines]
    lines.sort(key=lambda each: each[:3])
    ids = {(number, place): base.entry + n for n, (_, number, place, *_) in enumerate(lines)}
    last = matters[-1].number
    for batch in _batches(((m, line) for *_, m, line in lines), _BATCH):
        with owner.transaction():
            for part in _first_versions_first(batch):
                _copy_entries(owner, part, ids, base)
                concerns = (
                    (ids[m.number, line.place], i) for m, line in part for i in _on(m, line, last)
                )
                _copy(owner, "concern", "entry_id issue_id", concerns)
                _copy_citations(owner, part, ids, base)
        if batch[0][1] is lines[0][-1]:
            _analyze(owner)


def _first_versions_first(batch: Sequence[tuple[Matter, Line]]) -> Iterator[list]:
    """What is corrected is whole, its sources named, before the correction comes."""
    yield [(m, line) for m, line in batch if line.supersedes is None]
    yield [(m, line) for m, line in batch if line.supersedes is not None]


def _on(matter: Matter, line: Line, last: int) -> Iterator[int]:
    yield _issue_id(matter.number)
    if line.shared and matter.number < last:
        yield _issue_id(matter.number + 1)


def _copy_entries(owner: psycopg.Connection, batch: Sequence, ids: dict, base: _Base) -> None:
    def row(m: Matter, line: Line) -> tuple:
        decides = line.kind == "decision"
        return (
            ids[m.number, line.place],
            uuid.uuid5(_NAMESPACE, f"{m.number}/{line.place}"),
            line.kind,
            line.body,
            line.date.first,
            line.date.last,
            line.date.precision,
            line.date.words,
            line.known_on,
            "",
            line.known_on,
            base.people + line.by,
            _issue_id(m.number) if decides else None,
            base.statuses[m.kind, line.status] if decides else None,
            None if line.made_from is None else ids[m.number, line.made_from],
            None if line.supersedes is None else ids[m.number, line.supersedes],
            None if line.expected_by is None else base.party + line.expected_by,
            line.change,
            "A later report is more exact." if line.change else "",
        )

    _copy(
        owner,
        "entry",
        "id uid kind body first_on last_on date_precision date_words known_on known_on_reason"
        " recorded_at author_id decided_issue_id status_id made_from_id supersedes_id"
        " expected_by_id change change_reason",
        (row(m, line) for m, line in batch),
    )


def _copy_citations(owner: psycopg.Connection, batch: Sequence, ids: dict, base: _Base) -> None:
    rows = (
        (
            ids[m.number, line.place],
            source + 1,
            _quotation(line, source),
            f"p. {source % 40 + 1}",
            line.known_on,
            base.people + line.by,
            line.known_on,
        )
        for m, line in batch
        for source in line.sources
    )
    columns = "entry_id source_id quotation locator known_on by_id recorded_at"
    _copy(owner, "citation", columns, rows)


def _issue_id(number: int) -> int:
    return number + 1


def _copy(owner: psycopg.Connection, table: str, columns: str, rows: Iterable[tuple]) -> None:
    statement = f"COPY issues_{table} ({', '.join(columns.split())}) FROM STDIN"
    with owner.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _batches(items: Iterable, size: int) -> Iterator[list]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _set_sequences(owner: psycopg.Connection) -> None:
    """Let the next row of each table come after those that were loaded with their keys."""
    for table in ("issue", "source", "entry"):
        owner.execute(
            f"SELECT setval(pg_get_serial_sequence('issues_{table}', 'id'), max(id))"
            f" FROM issues_{table}"
        )


def _analyze(owner: psycopg.Connection) -> None:
    """Let plans be made for what is there; inside functions they are kept until then."""
    owner.execute("ANALYZE")
