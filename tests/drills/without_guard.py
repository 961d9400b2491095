"""A pytest plugin that takes one guard out of the test database before the tests run.

`TRACKER_TEST_WITHOUT` names it: `trigger TABLE NAME`, `constraint TABLE NAME` or `grant TABLE`.
"""

import os

import psycopg
import pytest

from tests import roles


@pytest.fixture(autouse=True, scope="session")
def _without_guard(django_db_setup, django_db_blocker) -> None:
    roles.mark_as_spoilt()
    kind, table, *name = os.environ["TRACKER_TEST_WITHOUT"].split()
    with (
        django_db_blocker.unblock(),
        psycopg.connect(**roles.parameters("owner"), autocommit=True) as owner,
    ):
        for statement in _removals(owner, kind, table, *name):
            owner.execute(statement)


def _removals(owner: psycopg.Connection, kind: str, table: str, name: str = "") -> list[str]:
    if kind == "grant":
        return [f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO {roles.parameters('app')['user']}"]
    if kind == "constraint":
        return [
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
            f"DROP INDEX IF EXISTS {name}",
        ]
    triggers = owner.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname ~ %s",
        [table, f"{name}(_|$)"],
    ).fetchall()
    assert triggers, f"{table} has no trigger {name}"
    return [f'DROP TRIGGER "{trigger}" ON {table}' for (trigger,) in triggers]
