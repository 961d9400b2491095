"""A pytest plugin that takes one guard out of the test database before the tests run.

`TRACKER_TEST_WITHOUT` names it: `trigger TABLE NAME`, `constraint TABLE NAME`, `grant TABLE`,
`rule TABLE TRIGGER NAME`, one refusal of a trigger, `function NAME`, which then does nothing, or
`bound NAME`, whose names are found by the caller's path again; `temporary` gives the serving role a
schema of its own.
"""

import os
import re
from importlib import import_module

import psycopg
import pytest

from tests import roles


@pytest.fixture(autouse=True, scope="session")
def _without_guard(django_db_setup, django_db_blocker) -> None:
    roles.mark_as_spoilt()
    kind, *names = os.environ["TRACKER_TEST_WITHOUT"].split()
    with (
        django_db_blocker.unblock(),
        psycopg.connect(**roles.parameters("owner"), autocommit=True) as owner,
    ):
        for statement in _removals(owner, kind, *names):
            owner.execute(statement)


def _removals(
    owner: psycopg.Connection, kind: str, table: str = "", name: str = "", rule: str = ""
) -> list[str]:
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
        "SELECT tgname, pg_get_functiondef(tgfoid) FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname ~ %s",
        [table, f"{name}(_|$)"],
    ).fetchall()
    assert triggers, f"{table} has no trigger {name}"
    if kind == "rule":
        return [_without_rule(body, rule) for _, body in triggers]
    return [f'DROP TRIGGER "{trigger}" ON {table}' for trigger, _ in triggers]


def _without_rule(body: str, rule: str) -> str:
    """The function of a trigger, in which this refusal is only a line of a log."""
    raised = rf"RAISE EXCEPTION ((?:(?!RAISE ).)*CONSTRAINT = '{rule}')"
    weaker, found = re.subn(raised, r"RAISE DEBUG \1", body, flags=re.DOTALL)
    assert found, f"there is no rule {rule}"
    return weaker
