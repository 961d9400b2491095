"""The day on which an issue begins for readers, so that lists of an earlier day need not look for it."""

from importlib import import_module

from django.db import migrations, models

_before = import_module("issues.migrations.0006_as_of_any_day")

DERIVE_ACTIVITY = """
CREATE OR REPLACE FUNCTION issues_derive_activity(asked bigint, changed date, checked date)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO issues_activity AS a (issue_id, begun_on, last_changed_on, last_checked_on)
    SELECT i.id, least(changed, i.opened_on), coalesce(changed, i.opened_on), checked
    FROM issues_issue i WHERE i.id = asked
    ON CONFLICT (issue_id) DO UPDATE SET
        begun_on = least(a.begun_on, changed),
        last_changed_on = greatest(a.last_changed_on, changed),
        last_checked_on = greatest(a.last_checked_on, checked)
    WHERE changed > a.last_changed_on OR changed < a.begun_on
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

FILL = """
ALTER TABLE issues_activity DISABLE TRIGGER USER;
UPDATE issues_activity a SET begun_on = (
    SELECT min("on") FROM issues_changeday d WHERE d.issue_id = a.issue_id
);
ALTER TABLE issues_activity ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0010_reference_is_for_good"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="begun_on",
            field=models.DateField(
                default="2000-01-01",
                help_text="When it was opened, or of what readers see known first.",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(DERIVE_ACTIVITY, _before.DERIVE_ACTIVITY),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
