"""What a role that only serves could still do beside the triggers, and now cannot.

- Call the functions that derive: they run with their owner's rights, and one of them takes the
  day that it writes from its caller. Only the triggers, which are their owner's too, need them.
- Rewrite who made an earlier change, and why: that is kept in a row of its own, which grows while
  a transaction learns more, and is closed when it commits.
- Ask pgtrigger to ignore a trigger: no trigger of ours asks that function any more.
"""

from django.db import migrations

DERIVING = ("issues_derive_periods(bigint)", "issues_derive_activity(bigint, date, date)")

CLOSE_CONTEXT = """
CREATE FUNCTION issues_close_context() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.created_at = now() AND NEW.created_at = now() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of % is refused: who changed what, and why, is kept as it was.', TG_OP,
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER issues_close_context BEFORE UPDATE OR DELETE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION issues_close_context();
CREATE TRIGGER issues_no_truncate BEFORE TRUNCATE ON pghistory_context
    FOR EACH STATEMENT EXECUTE FUNCTION issues_close_context();
"""
OPEN_CONTEXT = """
DROP TRIGGER issues_no_truncate ON pghistory_context;
DROP TRIGGER issues_close_context ON pghistory_context;
DROP FUNCTION issues_close_context();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0003_derivations"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        *(
            migrations.RunSQL(
                f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC",
            )
            for function in DERIVING
        ),
        migrations.RunSQL(CLOSE_CONTEXT, OPEN_CONTEXT),
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS _pgtrigger_should_ignore(name)", migrations.RunSQL.noop
        ),
    ]
