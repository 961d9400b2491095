"""Links as PostgreSQL keeps them, tried past Django."""

import threading
from datetime import date

import psycopg
import pytest

from tests import making, roles

_COLUMNS = {
    "uid": "gen_random_uuid()",
    "kind": "'part_of'",
    "reason": "'x'",
    "quotation": "''",
    "locator": "''",
    "known_on": "'2025-08-01'",
    "known_on_reason": "''",
}


@pytest.fixture
def issues(analyst, transactional_db):
    return [making.make_issue(analyst, reference) for reference in ("ONE", "TWO", "THREE")]


@pytest.fixture
def statement(analyst, issues):
    """`statement(issue, other, column="sql", …)` is the INSERT of a link."""
    source = making.make_source(analyst)

    def word(issue: int = 0, other: int = 1, **columns: str) -> str:
        ends = {"issue_id": str(issues[issue].pk), "other_id": str(issues[other].pk)}
        row = {**_COLUMNS, "source_id": str(source.pk), "by_id": str(analyst.pk), **ends, **columns}
        return (
            f"INSERT INTO issues_link ({', '.join(row)}) VALUES ({', '.join(row.values())})"
            " RETURNING id"
        )

    return word


@pytest.fixture
def link(as_app, statement):
    """`link(…)` inserts one as the serving role and gives its number."""
    return lambda *ends, **columns: as_app.execute(statement(*ends, **columns)).fetchone()[0]


@pytest.fixture
def end(as_app, analyst):
    def do(link: int, known_on: str = "'2026-01-01'", reason: str = "'x'") -> int:
        return as_app.execute(
            "INSERT INTO issues_linkend (link_id, reason, known_on, by_id)"
            f" VALUES ({link}, {reason}, {known_on}, {analyst.pk}) RETURNING id"
        ).fetchone()[0]

    return do


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "'likes'"},
        {"reason": "E' \\n'"},
        {"known_on": "current_date + 3"},
        {"known_on": "NULL"},
        {"source_id": "NULL"},
    ],
)
def test_a_malformed_link_is_refused(link, columns):
    with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)):
        link(**columns)
    link()


@pytest.mark.parametrize("kind", ["part_of", "in_answer_to"])
def test_no_issue_is_linked_to_itself(link, kind):
    with pytest.raises(psycopg.errors.CheckViolation):
        link(0, 0, kind=f"'{kind}'")


def test_the_database_stamps_links_and_ends(link, end, as_owner, statement):
    made = as_owner.execute(statement(recorded_at="'1999-01-01'")).fetchone()[0]
    end(made)
    for table in ("issues_link", "issues_linkend"):
        (late,) = as_owner.execute(
            f"SELECT recorded_at > now() - interval '1 minute' FROM {table}"
        ).fetchone()
        assert late, table


def test_the_same_two_are_linked_once_in_one_way_until_that_has_ended(link, end):
    first = link()
    with pytest.raises(psycopg.errors.CheckViolation, match="linked in this way already"):
        link()
    link(kind="'in_answer_to'")
    link(1, 0, kind="'in_answer_to'")
    end(first, "'2026-01-01'")
    with pytest.raises(psycopg.errors.CheckViolation, match="linked in this way already"):
        link(known_on="'2025-12-31'")
    link(known_on="'2026-01-01'")


@pytest.mark.parametrize("kind", ["part_of", "supersedes", "expires_with"])
def test_some_kinds_never_come_round_in_a_circle(link, end, kind):
    quoted = f"'{kind}'"
    link(0, 1, kind=quoted)
    between = link(1, 2, kind=quoted)
    link(1, 0, kind="'in_answer_to'")
    with pytest.raises(psycopg.errors.CheckViolation, match="look to itself"):
        link(2, 0, kind=quoted)
    end(between, "'2025-09-01'")
    link(2, 0, kind=quoted, known_on="'2025-09-01'")


@pytest.mark.parametrize("kind", ["conditional_on", "in_answer_to"])
def test_two_can_be_each_others_condition_and_answer(link, kind):
    link(0, 1, kind=f"'{kind}'")
    link(1, 0, kind=f"'{kind}'")


def test_an_end_comes_after_its_link_once_and_with_a_reason(link, end):
    made = link()
    for wrong in (
        {"known_on": "'2025-07-31'"},
        {"reason": "' '"},
        {"known_on": "current_date + 3"},
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            end(made, **wrong)
    end(made, "'2025-08-01'")
    with pytest.raises(psycopg.errors.UniqueViolation):
        end(made)


@pytest.mark.parametrize(("first", "second"), [((0, 1), (0, 1)), ((0, 1), (1, 0))])
def test_two_who_link_at_once_wait_for_each_other(statement, as_owner, first, second):
    """Neither a pair nor a circle comes about although neither sees the other's link."""
    outcome = []

    def other() -> None:
        try:
            with psycopg.connect(**roles.parameters("app"), autocommit=True) as late:
                late.execute(statement(*second))
        except psycopg.errors.CheckViolation as refused:
            outcome.append(refused)

    waiting = threading.Thread(target=other)
    with psycopg.connect(**roles.parameters("app")) as early:
        early.execute(statement(*first))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        early.commit()
    waiting.join()
    assert len(outcome) == 1
    assert as_owner.execute("SELECT count(*) FROM issues_link").fetchone() == (1,)


@pytest.mark.parametrize("table", ["issues_link", "issues_linkend"])
@pytest.mark.parametrize("statement_", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_owner_cannot_change_a_link_or_an_end(link, end, as_owner, table, statement_):
    end(link(known_on=f"'{date(2025, 8, 1)}'"))
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        as_owner.execute(statement_.format(table))
