"""Give the role that serves pages what it needs, and no right to touch what the record keeps."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models
from psycopg import sql

from issues.models import APPEND_ONLY_MODELS, DERIVED_MODELS


class Command(BaseCommand):
    help = (
        "Grant the serving role its rights; run by the owner after each migration. The role may"
        " add to the record but not change it, and only read what is derived from it and the"
        " history, which triggers write with their owner's rights."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("role", help="Name of the PostgreSQL role that serves pages.")

    def handle(self, *args, role: str, **options) -> None:
        with connection.cursor() as cursor:
            for statement in _statements(role):
                cursor.execute(statement)
        if _owns_database():
            _refuse_temporary(role)
        else:
            self.stderr.write(_TEMPORARY)
        self.stdout.write(f"The role {role} may read all, add to the record, and change the rest.")


_TEMPORARY = (
    "Note: only the owner of the database can take the right to temporary tables from the serving"
    " role (docs/deploy.md)."
)


def _owns_database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return cursor.fetchone()[0]


def _refuse_temporary(role: str) -> None:
    """Nothing that serves needs a schema of its own, in which names hide those of the record."""
    database = sql.Identifier(connection.settings_dict["NAME"])
    for whose in (sql.SQL("PUBLIC"), sql.Identifier(role)):
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM {}").format(database, whose)
            )


def _statements(role: str):
    name = sql.Identifier(role)
    schema = sql.SQL("SCHEMA public TO {}").format(name)
    yield sql.SQL("GRANT USAGE ON ") + schema
    for function in _trigger_functions():
        yield sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.Identifier(function))
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN ") + schema
    for table in connection.introspection.table_names():
        rights = _rights(table)
        on = sql.SQL("ON {} {} {}")
        table_name = sql.Identifier(table)
        yield sql.SQL("REVOKE ALL ") + on.format(table_name, sql.SQL("FROM"), name)
        yield sql.SQL("GRANT {} ").format(rights) + on.format(table_name, sql.SQL("TO"), name)


def _rights(table: str) -> sql.Composable:
    if table in _tables(DERIVED_MODELS) | _history_tables() | _READ_ONLY:
        return sql.SQL("SELECT")
    columns = sql.SQL(", ").join(map(sql.Identifier, _columns_to_fill(table)))
    if table in _tables(APPEND_ONLY_MODELS):
        return sql.SQL("SELECT, INSERT ({})").format(columns)
    return sql.SQL("SELECT, INSERT ({0}), UPDATE ({0}), DELETE").format(columns)


def _trigger_functions() -> list[str]:
    """Functions that write with their owner's rights, on any table that a trigger puts them on: who
    may use them could put one on a table of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype"
            " AND pronamespace = 'public'::regnamespace"
        )
        return [name for (name,) in cursor.fetchall()]


# Who changed what is written there by the triggers of history.
_READ_ONLY = {"django_migrations", "pghistory_context"}


def _columns_to_fill(table: str) -> list[str]:
    """All but the number that the database gives, by which rows point to each other: it says in
    what order entries came in, and a row that took another's, or came in under that of one that was
    deleted, would take its record too. Sessions and the cache have keys of their own instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum",
            [connection.ops.quote_name(table)],
        )
        return [name for (name,) in cursor.fetchall()]


def _tables(kept: tuple[type[models.Model], ...]) -> set[str]:
    return {model._meta.db_table for model in kept}


def _history_tables() -> set[str]:
    """The event tables of pghistory."""
    return {
        model._meta.db_table
        for model in apps.get_app_config("issues").get_models()
        if hasattr(model, "pgh_tracked_model")
    }
