"""Tests use the database as the role that serves."""

import psycopg
import pytest

from tests import roles
from tracker.database import role_of_command


def test_a_test_connects_as_the_serving_role(current_role):
    assert current_role == roles.parameters("app")["user"]


def test_only_commands_that_change_tables_connect_as_the_owner():
    assert role_of_command(["manage.py", "migrate"]) == "owner"
    assert role_of_command(["manage.py", "shell"]) == "app"
    assert role_of_command(["manage.py"]) == "app"


def test_the_serving_role_cannot_switch_a_trigger_off(as_app, two_roles):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("ALTER TABLE issues_entry DISABLE TRIGGER USER")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("TRUNCATE issues_entry CASCADE")


def test_the_serving_role_cannot_make_a_table(as_app, two_roles):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app.execute("CREATE TABLE mine (id int)")


_GUARDS = "SELECT tgrelid, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"


def test_what_a_test_commits_is_gone_afterwards_and_the_guards_are_not(as_owner, editor):
    guards = as_owner.execute(_GUARDS).fetchall()
    assert as_owner.execute("SELECT count(*) FROM issues_user").fetchone() == (1,)
    roles.empty()
    assert as_owner.execute("SELECT count(*) FROM issues_user").fetchone() == (0,)
    assert as_owner.execute(_GUARDS).fetchall() == guards
