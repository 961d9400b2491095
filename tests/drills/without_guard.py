"""A pytest plugin that takes one guard out of the test database before the tests run.

`TRACKER_TEST_WITHOUT` names it: `trigger TABLE NAME`, `constraint TABLE NAME`, `grant TABLE`,
`function NAME`, which then does nothing, or `bound NAME`, whose names are found by the caller's
path again; `temporary` gives the serving role a schema of its own.
"""

import os
from importlib import import_module

import psycopg
import pytest

from tests import roles


@pytest.fixture(autouse=True, scope="session")
def _without_guard(django_db_setup, django_db_blocker) -> None:
    roles.mark_as_spoilt()
    kind, *name = os.environ["TRACKER_TEST_WITHOUT"].split()
    with (
        django_db_blocker.unblock(),
        psycopg.connect(**roles.parameters("owner"), autocommit=True) as owner,
    ):
        for statement in _removals(owner, kind, *name):
            owner.execute(statement)


def _removals(owner: psycopg.Connection, kind: str, table: str = "", name: str = "") -> list[str]:
    app = roles.parameters("app")["user"]
    if kind == "grant":
        return [f"GRANT INSERT, UPDATE, DELETE, TRUNCATE ON {table} TO {app}"]
    if kind == "temporary":
        return [f'GRANT TEMPORARY ON DATABASE "{owner.info.dbname}" TO {app}']
    if kind == "function":
        return [f"CREATE OR REPLACE FUNCTION {table}() RETURNS void LANGUAGE sql AS ''"]
    if kind == "bound":
        unbound: str = getattr(import_module("issues.migrations.0001_functions"), table)
        return [unbound.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")]
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
