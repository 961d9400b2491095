"""The reference of an issue stands in addresses, so not even raw SQL changes it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

import issues.models.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0009_events_have_begun"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="issue",
            trigger=pgtrigger.compiler.Trigger(
                name="issue_keeps_reference",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (OLD."reference" IS DISTINCT FROM (NEW."reference"))',
                    func="RAISE EXCEPTION 'The reference of an issue stands in its address and never changes.' USING ERRCODE = 'check_violation', CONSTRAINT = 'issue_keeps_reference';",
                    hash="dda1f2b0be9e651c1691456f0b2c559e64588301",
                    operation='UPDATE OF "reference"',
                    pgid="pgtrigger_issue_keeps_reference_2d112",
                    table="issues_issue",
                    when="BEFORE",
                ),
            ),
        ),
    ]
