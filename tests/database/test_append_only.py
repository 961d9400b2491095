"""Promise 2, tried past Django: nothing in the record is updated or deleted, by anyone."""

import psycopg
import pytest

from issues import actions
from issues.models import APPEND_ONLY_MODELS, Check, Entry
from tests import making, roles

TABLES = [model._meta.db_table for model in APPEND_ONLY_MODELS]
HISTORY = ["issues_issueevent", "issues_statusevent", "issues_sourceevent", "issues_partyevent"]


@pytest.fixture
def record(analyst, transactional_db):
    issue = making.make_issue(analyst, "REC", parties=[making.make_party("Japan")])
    entry = making.decide(analyst, issue, "announced")
    Check.objects.create(issue=issue, checked_on=making.TODAY, by=analyst)
    link = making.link(analyst, issue, making.make_issue(analyst, "OTHER"))
    actions.end_link(
        by=analyst, link=link, reason="No more.", known_on=making.TODAY, today=making.TODAY
    )
    return entry


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_owner_cannot_change_rows_of_the_record(record, as_owner, table, statement):
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        as_owner.execute(statement.format(table))


@pytest.mark.parametrize("table", [*TABLES, *HISTORY, "issues_issue", "issues_statusperiod"])
def test_the_owner_cannot_truncate(record, as_owner, table):
    with pytest.raises(psycopg.errors.RestrictViolation):
        as_owner.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", HISTORY)
def test_the_owner_cannot_rewrite_the_history_of_rows(record, as_owner, table):
    with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
        as_owner.execute(f"UPDATE {table} SET pgh_label = 'x'")


@pytest.mark.parametrize("table", [*TABLES, *HISTORY])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_serving_role_has_no_right_to(record, as_app, two_roles, table, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute(statement.format(table))


@pytest.mark.parametrize("table", ["issues_statusperiod", "issues_activity", "issues_changeday"])
def test_the_serving_role_cannot_write_what_is_derived(record, as_app, two_roles, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM issues_statusperiod",
        "UPDATE issues_statusperiod SET holds = '[2020-01-01,)'",
        """
        INSERT INTO issues_statusperiod (issue_id, decision_id, status_id, holds, known, recorded)
        SELECT issue_id, decision_id, status_id, '[1999-01-01,2000-01-01)', known, recorded
        FROM issues_statusperiod
        """,
        "UPDATE issues_activity SET last_changed_on = '2030-01-01'",
        "DELETE FROM issues_activity",
        """UPDATE issues_changeday SET "on" = '2020-01-01'""",
        "DELETE FROM issues_changeday",
    ],
)
def test_the_owner_cannot_write_what_is_derived(record, as_owner, statement):
    with pytest.raises(psycopg.errors.RestrictViolation, match="derived from the record"):
        as_owner.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE issues_entry DISABLE TRIGGER USER",
        "DROP TRIGGER pgtrigger_append_only ON issues_entry",
        f"SET ROLE {roles.owner()}",
    ],
)
def test_the_serving_role_cannot_switch_the_guards_off(record, as_app, two_roles, statement):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject)):
        as_app.execute(statement)


def test_the_database_stamps_recorded_at_whatever_is_sent(record, as_owner):
    with as_owner.transaction():
        (stamped,) = as_owner.execute(
            "WITH e AS (INSERT INTO issues_entry (uid, kind, body, first_on, last_on,"
            " date_precision, date_words, known_on, known_on_reason, recorded_at, author_id,"
            " change, change_reason)"
            " SELECT gen_random_uuid(), 'note', 'x', known_on, known_on, 'day', '', known_on, '',"
            " '1999-01-01', author_id, '', '' FROM issues_entry LIMIT 1"
            " RETURNING id, recorded_at),"
            " c AS (INSERT INTO issues_concern (entry_id, issue_id)"
            " SELECT e.id, i.id FROM e, issues_issue i)"
            " SELECT recorded_at > now() - interval '1 minute' FROM e"
        ).fetchone()
    assert stamped
    assert Entry.objects.filter(kind="note").count() == 1
