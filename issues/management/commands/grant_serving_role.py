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
        self.stdout.write(f"The role {role} may read all, add to the record, and change the rest.")


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
    for model in APPEND_ONLY_MODELS:
        if table == model._meta.db_table:
            return sql.SQL("SELECT, INSERT ({})").format(_columns_to_fill(model))
    for model in apps.get_app_config("issues").get_models(include_auto_created=True):
        if table == model._meta.db_table:
            return sql.SQL("SELECT, INSERT, UPDATE ({}), DELETE").format(_columns_to_fill(model))
    return sql.SQL("SELECT, INSERT, UPDATE, DELETE")


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


def _columns_to_fill(model: type[models.Model]) -> sql.Composable:
    """All but the number, by which rows point to each other: it says in what order entries came
    in, and a row that took another's would take its record too."""
    columns = [field.column for field in model._meta.local_fields if not field.primary_key]
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _tables(kept: tuple[type[models.Model], ...]) -> set[str]:
    return {model._meta.db_table for model in kept}


def _history_tables() -> set[str]:
    """The event tables of pghistory."""
    return {
        model._meta.db_table
        for model in apps.get_app_config("issues").get_models()
        if hasattr(model, "pgh_tracked_model")
    }
