"""The two roles of the test database, and how its tables get empty again."""

import hashlib
import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from tracker.database import embedded
from tracker.database.roles import settings_of_role

_ROOT = Path(__file__).resolve().parent.parent

# Made by migrations, or the same for every test.
_KEPT = ("django_migrations", "django_content_type", "auth_permission")

_TABLES = """
    SELECT t.oid::regclass::text FROM pg_class t
    WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname <> ALL(%s)
"""
_NO_TRUNCATE = """
    SELECT tgrelid::regclass::text, tgname, CASE tgenabled WHEN 'A' THEN 'ALWAYS' ELSE '' END
    FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 > 0 AND tgenabled <> 'D'
"""


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def is_current() -> bool:
    """Whether the kept test database was made from what is here now."""
    return is_embedded() and _stamp().exists() and _stamp().read_text() == _fingerprint()


def mark_as_current() -> None:
    _stamp().write_text(_fingerprint())


def mark_as_spoilt() -> None:
    """The next run makes the test database anew."""
    _stamp().unlink(missing_ok=True)


def _stamp() -> Path:
    return Path(settings.TRACKER_HOME) / "test-database.stamp"


def _fingerprint() -> str:
    files = [_ROOT / "requirements.txt", _ROOT / "tracker" / "settings.py"]
    for room in ("migrations", "models", "lifecycle", "dates"):
        files += sorted((_ROOT / "issues" / room).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def owner() -> str:
    """The name of the owning role, wherever the database is."""
    return settings_of_role("owner")["USER"]


def end_sessions() -> None:
    """End what threads and processes of tests left connected: a database of a real server is
    dropped after the run, and cannot be while somebody is in it."""
    if is_embedded():
        return
    for role in ("app", "owner"):
        with psycopg.connect(**parameters(role)) as own:
            own.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user"
                " AND pid <> pg_backend_pid()"
            )


def parameters(role: str) -> dict:
    """What psycopg needs to connect to the test database as `role`."""
    chosen = settings_of_role(role)
    given = {
        "dbname": connection.settings_dict["NAME"],
        "user": chosen["USER"],
        "password": chosen.get("PASSWORD"),
        "host": chosen.get("HOST"),
        "port": chosen.get("PORT"),
        **{key: value for key, value in chosen["OPTIONS"].items() if isinstance(value, str)},
    }
    return {key: value for key, value in given.items() if value}


# Tests lose nothing in a power cut. And what a test took back leaves pages without rows: once a
# table is judged by those, every plan takes it for empty, and the next test's pages need seconds.
_OFF = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


def hurry() -> None:
    """Let the server be quick, and as quick in every run; only the embedded one is ours to set."""
    if not is_embedded():
        return
    home = Path(settings.TRACKER_HOME)
    embedded.ensure_running(home)
    with embedded.connect(home, embedded.SUPERUSER, "postgres") as server:
        for name in _OFF:
            server.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
        server.execute("SELECT pg_reload_conf()")


def forget_what_was() -> None:
    """Give back the room of what earlier runs took back, and with it what was judged of it."""
    if not is_embedded():
        return
    home = Path(settings.TRACKER_HOME)
    name = connection.settings_dict["NAME"]
    with embedded.connect(home, embedded.SUPERUSER, name) as server:
        server.execute("VACUUM")


def empty() -> None:
    """Empty every table that holds something, as the owner, past the guards against TRUNCATE."""
    with psycopg.connect(**parameters("owner")) as owner:
        owner.execute("SET lock_timeout = '20s'")  # a test left a transaction open: say so
        tables = [name for (name,) in owner.execute(_TABLES, [list(_KEPT)])]
        filled = _holding_something(owner, tables)
        if not filled:
            return
        guards = [row for row in owner.execute(_NO_TRUNCATE).fetchall() if row[0] in tables]
        off = [f'ALTER TABLE {table} DISABLE TRIGGER "{guard}"' for table, guard, _ in guards]
        on = [
            f'ALTER TABLE {table} ENABLE {always} TRIGGER "{guard}"'
            for table, guard, always in guards
        ]
        truncate = f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"
        owner.execute("; ".join([*off, truncate, *on]))


def _holding_something(owner: psycopg.Connection, tables: list[str]) -> list[str]:
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables]
    return [name for (name,) in owner.execute(" UNION ALL ".join(asked))]
