"""A step of an expectation stays on its issues; a reason is more than white space."""

import issues.models.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0012_guards_found_wanting"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="entry_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_change_has_reason",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_is_whole",
                sql=issues.models.triggers.Sql(
                    constraint="CONSTRAINT",
                    func="\n    IF NOT EXISTS (SELECT FROM issues_concern WHERE entry_id = NEW.id) THEN\n        RAISE EXCEPTION 'Entry % is on no issue.', NEW.uid USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_on_an_issue';\n    END IF;\n    IF NEW.kind IN ('decision', 'event', 'expectation', 'figure', 'assessment') AND NEW.change <> 'retraction'\n       AND NOT EXISTS (\n           SELECT FROM issues_citation WHERE entry_id = NEW.id AND known_on <= NEW.known_on\n       ) THEN\n        RAISE EXCEPTION 'Entry % names no source.', NEW.uid USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_names_source';\n    END IF;\n    IF NEW.change IN ('moved', 'revised', 'resolved') AND EXISTS (\n        SELECT issue_id FROM issues_concern WHERE entry_id IN (NEW.id, NEW.supersedes_id)\n        GROUP BY issue_id HAVING count(*) = 1\n    ) THEN\n        RAISE EXCEPTION 'An expectation stays on its issues whatever comes of it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_stays_on_its_issues';\n    END IF;\n    RETURN NULL;\n    ",
                    hash="2f05c60ec95b28e031c7faa3e2c9e202c2d13861",
                    operation="INSERT",
                    pgid="pgtrigger_entry_is_whole_d9d81",
                    table="issues_entry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", ""), ("change_reason", ""), ("supersedes__isnull", True)),
                    models.Q(
                        ("supersedes__isnull", False),
                        models.Q(("change", ""), _negated=True),
                        ("change_reason__regex", "\\S"),
                    ),
                    _connector="OR",
                ),
                name="entry_change_has_reason",
            ),
        ),
    ]
