"""The status as known on any day and as recorded by any instant, and the list in the order of then.

A status period that is no longer derived is kept with the end of its `recorded`; an issue has a
row for each day on which readers learnt something new of it.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import issues.models.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from importlib import import_module

_before = import_module("issues.migrations.0003_derivations")

# `at` is when the decision that gives rise to this was recorded. What was recorded at the same
# instant or, by clocks that differ, later, never stood before it.
DERIVE_PERIODS = """
CREATE FUNCTION issues_derive_periods(asked bigint, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM issues_statusperiod p
    WHERE p.issue_id = asked AND upper_inf(p.recorded) AND lower(p.recorded) >= at
      AND NOT EXISTS (
        SELECT FROM issues_periods_of(asked) f
        WHERE (f.decision_id, f.holds, f.known) = (p.decision_id, p.holds, p.known)
    );
    UPDATE issues_statusperiod p SET recorded = tstzrange(lower(p.recorded), at)
    WHERE p.issue_id = asked AND upper_inf(p.recorded) AND lower(p.recorded) < at
      AND NOT EXISTS (
        SELECT FROM issues_periods_of(asked) f
        WHERE (f.decision_id, f.holds, f.known) = (p.decision_id, p.holds, p.known)
    );
    INSERT INTO issues_statusperiod (issue_id, decision_id, status_id, holds, known, recorded)
    SELECT asked, f.decision_id, f.status_id, f.holds, f.known, tstzrange(at, NULL)
    FROM issues_periods_of(asked) f
    WHERE NOT EXISTS (
        SELECT FROM issues_statusperiod p
        WHERE p.issue_id = asked AND upper_inf(p.recorded)
          AND (p.decision_id, p.holds, p.known) = (f.decision_id, f.holds, f.known)
    );
END
$$;
REVOKE EXECUTE ON FUNCTION issues_derive_periods(bigint, timestamptz) FROM PUBLIC;
"""

# Writers of one issue wait at its row of activity, so that of its change days each has the next.
DERIVE_ACTIVITY = """
CREATE OR REPLACE FUNCTION issues_derive_activity(asked bigint, changed date, checked date)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO issues_activity AS a (issue_id, last_changed_on, last_checked_on)
    SELECT i.id, coalesce(changed, i.opened_on), checked FROM issues_issue i WHERE i.id = asked
    ON CONFLICT (issue_id) DO UPDATE SET
        last_changed_on = greatest(a.last_changed_on, changed),
        last_checked_on = greatest(a.last_checked_on, checked)
    WHERE changed > a.last_changed_on
       OR checked > a.last_checked_on OR (checked IS NOT NULL AND a.last_checked_on IS NULL);
    IF changed IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM issues_activity WHERE issue_id = asked FOR UPDATE;
    INSERT INTO issues_changeday (issue_id, "on", until)
    SELECT asked, changed, min(later."on")
    FROM issues_changeday later WHERE later.issue_id = asked AND later."on" > changed
    ON CONFLICT (issue_id, "on") DO NOTHING;
    IF FOUND THEN
        UPDATE issues_changeday SET until = changed
        WHERE issue_id = asked AND "on" < changed AND (until IS NULL OR until > changed);
    END IF;
END
$$;
"""

# For records that are older than this migration.
FILL = """
ALTER TABLE issues_statusperiod DISABLE TRIGGER USER;
UPDATE issues_statusperiod p SET recorded = tstzrange(e.recorded_at, NULL)
FROM issues_entry e WHERE e.id = p.decision_id;
ALTER TABLE issues_statusperiod ENABLE TRIGGER USER;
ALTER TABLE issues_changeday DISABLE TRIGGER USER;
INSERT INTO issues_changeday (issue_id, "on", until)
SELECT issue_id, day, lead(day) OVER (PARTITION BY issue_id ORDER BY day) FROM (
    SELECT id AS issue_id, opened_on AS day FROM issues_issue
    UNION
    SELECT issue_id, known_on FROM issues_concern WHERE kind <> 'note'
) AS days;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE issues_changeday ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0005_expectations_and_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "until",
                    models.DateField(
                        help_text="The next one of the issue; empty: none yet.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["issue", "on"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="decision_moves_status",
        ),
        migrations.RunSQL("DROP FUNCTION issues_derive_periods(bigint);", _before.DERIVE_PERIODS),
        migrations.RunSQL(
            DERIVE_PERIODS, "DROP FUNCTION issues_derive_periods(bigint, timestamptz);"
        ),
        migrations.RemoveConstraint(
            model_name="statusperiod",
            name="status_periods_never_overlap",
        ),
        migrations.RemoveConstraint(
            model_name="statusperiod",
            name="status_period_not_empty",
        ),
        migrations.RemoveIndex(
            model_name="statusperiod",
            name="period_latest",
        ),
        migrations.AddField(
            model_name="statusperiod",
            name="recorded",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(default="[2000-01-01,)"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="statusperiod",
            index=models.Index(
                condition=models.Q(
                    ("holds__endswith__isnull", True),
                    ("known__endswith__isnull", True),
                    ("recorded__endswith__isnull", True),
                ),
                fields=["status", "issue"],
                name="period_latest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_moves_status",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (NEW."decided_issue_id" IS NOT NULL)',
                    func="PERFORM issues_derive_periods(NEW.decided_issue_id, NEW.recorded_at); RETURN NULL;",
                    hash="2eb4a35416bb307b40f343294bb11a06dfcf5008",
                    operation="INSERT",
                    pgid="pgtrigger_decision_moves_status_c32fe",
                    table="issues_entry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="statusperiod",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("issue"),
                            models.F("issue"),
                            models.Value("[]"),
                            function="int8range",
                        ),
                        "&&",
                    ),
                    ("holds", "&&"),
                    ("known", "&&"),
                    ("recorded", "&&"),
                ],
                name="status_periods_never_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="statusperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("holds__isempty", False),
                    ("known__isempty", False),
                    ("recorded__isempty", False),
                ),
                name="status_period_not_empty",
            ),
        ),
        migrations.AddField(
            model_name="changeday",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_days",
                to="issues.issue",
            ),
        ),
        migrations.AddIndex(
            model_name="changeday",
            index=models.Index(fields=["-on", "-issue"], name="change_day_newest"),
        ),
        migrations.AddConstraint(
            model_name="changeday",
            constraint=models.UniqueConstraint(fields=("issue", "on"), name="change_day_once"),
        ),
        migrations.AddConstraint(
            model_name="changeday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gt", models.F("on")), _connector="OR"
                ),
                name="change_day_ends_later",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changeday",
            trigger=pgtrigger.compiler.Trigger(
                name="derived_only",
                sql=issues.models.triggers.Sql(
                    func="\n        IF pg_trigger_depth() < 2 THEN\n            RAISE EXCEPTION '% of % is refused: it is derived from the record.', TG_OP,\n                TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n        ",
                    hash="5483b76f990f4f3ced65497f4c21b97d40b412eb",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_derived_only_0ed01",
                    table="issues_changeday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changeday",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=issues.models.triggers.Sql(
                    func="RAISE EXCEPTION 'TRUNCATE of % is refused: its history is kept.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
                    hash="46c9ce7df6fd31d816332f66031b5c6d171b8670",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f270c",
                    table="issues_changeday",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            DERIVE_ACTIVITY,
            _before.DERIVE_ACTIVITY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
