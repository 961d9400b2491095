"""Hold what is derived against the record that it is derived from."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

_DIFFERENCES = """
WITH kept AS (
    SELECT issue_id, decision_id, status_id, holds, known FROM issues_statusperiod
    WHERE upper_inf(recorded)
), due AS (
    SELECT i.id AS issue_id, p.decision_id, p.status_id, p.holds, p.known
    FROM issues_issue i, issues_periods_of(i.id) p
)
SELECT i.reference, d.side, d.holds, d.known FROM (
    (SELECT 'missing' AS side, * FROM (TABLE due EXCEPT TABLE kept) AS missing)
    UNION ALL
    (SELECT 'surplus' AS side, * FROM (TABLE kept EXCEPT TABLE due) AS surplus)
) AS d JOIN issues_issue i ON i.id = d.issue_id ORDER BY 1, 2, 3
"""

_REBUILD = (
    "ALTER TABLE issues_statusperiod DISABLE TRIGGER USER",
    "SELECT issues_derive_periods(id, clock_timestamp()) FROM issues_issue",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE issues_statusperiod ENABLE TRIGGER USER",
)


class Command(BaseCommand):
    help = (
        "Check that every status period follows from the decisions; exits with 1 if one does not."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="Derive all periods anew first; those that were wrong stay as what was on record"
            " until then. Needs the role that owns the tables.",
        )

    def handle(self, *args, rebuild: bool, **options) -> None:
        if rebuild:
            self._rebuild()
        with connection.cursor() as cursor:
            cursor.execute(_DIFFERENCES)
            differences = cursor.fetchall()
        for reference, side, holds, known in differences:
            self.stderr.write(f"{reference}: {side} period {holds}, known {known}")
        if differences:
            raise CommandError(
                f"{len(differences)} status periods differ from the decisions. Run"
                " “manage.py verify_record --rebuild” as the owner."
            )
        self.stdout.write("Every status period follows from the decisions.")

    @transaction.atomic
    def _rebuild(self) -> None:
        with connection.cursor() as cursor:
            for statement in _REBUILD:
                cursor.execute(statement)
