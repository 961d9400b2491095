"""Give the role that serves pages what it needs, and no right to touch what the record keeps."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models
from psycopg import sql

from issues.models import APPEND_ONLY_MODELS, DERIVED_MODELS


class Command(BaseCommand):
    help = (
        "Grant the serving role its rights; run by the owner after each migration. The role may"
        " add to the record but not change it, and only read what is derived from it."
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
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN ") + schema
    for table in connection.introspection.table_names():
        rights = sql.SQL(_rights(table))
        on = sql.SQL("ON {} {} {}")
        table_name = sql.Identifier(table)
        yield sql.SQL("REVOKE ALL ") + on.format(table_name, sql.SQL("FROM"), name)
        yield sql.SQL("GRANT {} ").format(rights) + on.format(table_name, sql.SQL("TO"), name)


def _rights(table: str) -> str:
    if table in _tables(DERIVED_MODELS) or table == "django_migrations":
        return "SELECT"
    if table in _tables(APPEND_ONLY_MODELS) or table in _history_tables():
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"


def _tables(kept: tuple[type[models.Model], ...]) -> set[str]:
    return {model._meta.db_table for model in kept}


def _history_tables() -> set[str]:
    """The event tables of pghistory, which its triggers fill in the name of the serving role."""
    return {
        model._meta.db_table
        for model in apps.get_app_config("issues").get_models()
        if hasattr(model, "pgh_tracked_model")
    }
