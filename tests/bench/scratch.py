"""Databases for one run: made on the server that the tracker would use, and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from tracker.database import database_settings, embedded
from tracker.env import Env

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def scratch_database(name: str) -> Iterator[dict[str, str]]:
    """An empty database; yields the environment in which everything uses that one.

    Without DATABASE_URL it stands on the embedded server of TRACKER_HOME, else on that server,
    where the owner must be allowed to create databases.
    """
    env = Env(os.environ)
    home = Path(env.text("TRACKER_HOME", str(ROOT / "var"))).expanduser().resolve()
    if not env.text("DATABASE_URL"):
        embedded.ensure_running(home)
    owner, app = (_connection(home, role) for role in ("owner", "app"))
    with psycopg.connect(**_parameters(owner), autocommit=True) as server:
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield {
                "DATABASE_URL": _url(app, name),
                "DATABASE_OWNER_URL": _url(owner, name),
                "TRACKER_HOME": str(home),
            }
        finally:
            _drop(server, name)


def connect(url: str) -> psycopg.Connection:
    """A raw connection, past Django; each statement commits unless in a transaction block."""
    return psycopg.connect(url, autocommit=True)


def _drop(server: psycopg.Connection, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    server.execute(statement.format(sql.Identifier(name)))


def _connection(home: Path, role: str) -> dict:
    variables = {**os.environ, "TRACKER_DB_ROLE": role, "TRACKER_POOL_SIZE": "0"}
    return database_settings(Env(variables), home)


def _parameters(connection: dict) -> dict:
    given = {
        "dbname": connection["NAME"],
        "user": connection["USER"],
        "password": connection.get("PASSWORD"),
        "host": connection.get("HOST"),
        "port": connection.get("PORT"),
    }
    # The others are the driver's: those of libpq are text.
    libpq = {key: value for key, value in connection["OPTIONS"].items() if isinstance(value, str)}
    options = {key: value for key, value in libpq.items() if key != "application_name"}
    return {key: value for key, value in {**given, **options}.items() if value}


def _url(connection: dict, name: str) -> str:
    """The address of the database `name` on the server of `connection`, for the same role."""
    options = _parameters(connection)
    login = quote(options.pop("user"), safe="")
    if "password" in options:
        login += f":{quote(options.pop('password'), safe='')}"
    del options["dbname"]
    return f"postgresql://{login}@/{name}?{urlencode(options, quote_via=quote)}"
