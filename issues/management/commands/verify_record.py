"""Hold what is derived against the record that it is derived from."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from issues.lifecycle.kinds import PUBLIC_KINDS

_DAYS = """
SELECT issue_id, day AS "on", lead(day) OVER (PARTITION BY issue_id ORDER BY day) AS until FROM (
    SELECT id AS issue_id, opened_on AS day FROM issues_issue
    UNION
    SELECT issue_id, known_on FROM issues_concern WHERE kind = ANY(%(public)s)
) AS days
"""

_OF_DAYS = """
SELECT issue_id, min("on") AS begun_on, max("on") AS last_changed_on,
       (SELECT max(checked_on) FROM issues_check c WHERE c.issue_id = d.issue_id)
           AS last_checked_on
FROM d GROUP BY issue_id
"""

_ACTIVITIES = f"WITH d AS ({_DAYS}) {_OF_DAYS}"

_PERIODS_KEPT = """
SELECT issue_id, decision_id, status_id, holds, known FROM issues_statusperiod
WHERE upper_inf(recorded)
"""

_PERIODS = """
SELECT i.id AS issue_id, p.decision_id, p.status_id, p.holds, p.known
FROM issues_issue i, issues_periods_of(i.id) p
"""

# What each derived table is called, what it has, and what it should have: an issue, and columns.
_DERIVED = {
    "status period": (_PERIODS_KEPT, _PERIODS),
    "activity": (
        "SELECT issue_id, begun_on, last_changed_on, last_checked_on FROM issues_activity",
        _ACTIVITIES,
    ),
    "day of change": ('SELECT issue_id, "on", until FROM issues_changeday', _DAYS),
}

_DIFFERENCES = """
WITH kept AS ({kept}), due AS ({due})
SELECT i.reference, d.side, to_jsonb(d) - 'side' - 'issue_id' FROM (
    (SELECT 'missing' AS side, * FROM (TABLE due EXCEPT TABLE kept) AS missing)
    UNION ALL
    (SELECT 'surplus' AS side, * FROM (TABLE kept EXCEPT TABLE due) AS surplus)
) AS d LEFT JOIN issues_issue i ON i.id = d.issue_id ORDER BY 1, 2, 3
"""

_STRANGE_STATUSES = """
SELECT i.reference, e.uid, s.name FROM issues_entry e
JOIN issues_issue i ON i.id = e.decided_issue_id JOIN issues_status s ON s.id = e.status_id
WHERE s.lifecycle_id <> i.lifecycle_id ORDER BY e.id
"""

_TABLES = ("issues_statusperiod", "issues_activity", "issues_changeday")

_INTO_ACTIVITIES = (
    "INSERT INTO issues_activity (issue_id, begun_on, last_changed_on, last_checked_on)"
)
_INTO_DAYS = 'INSERT INTO issues_changeday (issue_id, "on", until)'

_REBUILD = (
    *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _TABLES),
    "SELECT issues_derive_periods(id, clock_timestamp()) FROM issues_issue",
    "DELETE FROM issues_activity",
    _INTO_ACTIVITIES + _ACTIVITIES,
    "DELETE FROM issues_changeday",
    _INTO_DAYS + _DAYS,
    "SET CONSTRAINTS ALL IMMEDIATE",
    *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _TABLES),
)


_PUBLIC = {"public": [kind.value for kind in PUBLIC_KINDS]}


class Command(BaseCommand):
    help = (
        "Check that status periods, activities and days of change follow from the record, and that"
        " each decision gives a status of its issue's lifecycle; exits with 1 if one does not."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="Derive all anew first; periods that were wrong stay as what was on record until"
            " then. Needs the role that owns the tables.",
        )

    def handle(self, *args, rebuild: bool, **options) -> None:
        if rebuild:
            self._rebuild()
        found = [self._differences(name, *sides) for name, sides in _DERIVED.items()]
        wrong = [sentence for sentence in [*found, self._strange_statuses()] if sentence]
        if wrong:
            raise CommandError(" ".join(wrong))
        self.stdout.write("All that is derived follows from the record.")

    def _differences(self, name: str, kept: str, due: str) -> str:
        differences = _rows(_DIFFERENCES.format(kept=kept, due=due))
        for reference, side, columns in differences:
            self.stderr.write(f"{reference}: {side} {name} {columns}")
        if not differences:
            return ""
        return (
            f"{len(differences)} rows of the kind “{name}” differ from the record. Run"
            " “manage.py verify_record --rebuild” as the owner."
        )

    def _strange_statuses(self) -> str:
        strange = _rows(_STRANGE_STATUSES)
        for reference, uid, status in strange:
            self.stderr.write(f"{reference}: decision {uid} gives “{status}” of another lifecycle")
        if not strange:
            return ""
        return (
            f"{len(strange)} decisions give a status of another lifecycle than their issue's. Give"
            " the issue its former kind again, or decide anew."
        )

    @transaction.atomic
    def _rebuild(self) -> None:
        with connection.cursor() as cursor:
            for statement in _REBUILD:
                cursor.execute(statement, _PUBLIC)


def _rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, _PUBLIC)
        return cursor.fetchall()
