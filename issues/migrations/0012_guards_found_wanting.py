"""Guards that raw SQL went round.

- Days at the ends of the calendar, or infinite ones, which no page can count on from.
- A concern put on an entry that another transaction had just committed.
- An expectation met before its event was known; a step that changes what is expected.
- A public entry all of whose sources are known only later.
- A status whose meaning changes while a decision gives it.
"""

import datetime
import issues.models.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Of a row that this very transaction has inserted. Older rows never come here, so the epoch is that
# of now, or the one before just after it has turned.
ENTERS_NOW = """
CREATE FUNCTION issues_enters_now(inserted xid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    now8 bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
    row8 bigint := ((now8 >> 32) << 32) | inserted::text::bigint;
BEGIN
    IF row8 > now8 + 2147483648 THEN
        row8 := row8 - 4294967296;
    END IF;
    RETURN pg_xact_status(row8::text::xid8) = 'in progress';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0011_when_issues_begin"),
    ]

    operations = [
        migrations.RunSQL(ENTERS_NOW, "DROP FUNCTION issues_enters_now(xid)"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="concern",
            name="concern_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="entry_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="entry_is_whole",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="version_goes_on",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="points_to_its_kind",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="concern_enters",
                sql=issues.models.triggers.Sql(
                    declare="DECLARE entered issues_entry;",
                    func="\n    SELECT * INTO entered FROM issues_entry WHERE id = NEW.entry_id;\n    IF entered.kind = 'decision'\n       AND entered.decided_issue_id <> NEW.issue_id THEN\n        RAISE EXCEPTION 'A decision is on the one issue that it decides.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_of_decision';\n    END IF;\n    IF entered.recorded_at < now() OR NOT EXISTS (\n        SELECT FROM issues_entry e WHERE e.id = NEW.entry_id AND issues_enters_now(e.xmin)\n    ) THEN\n        RAISE EXCEPTION 'An entry is put on its issues as it enters; correct it to change them.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_enters_with_entry';\n    END IF;\n    NEW.kind := entered.kind;\n    NEW.known_on := entered.known_on;\n    NEW.dated_on := coalesce(entered.first_on, entered.last_on);\n    RETURN NEW;\n    ",
                    hash="7832af971ad40ce084c84c66df4e15f2a5169f39",
                    operation="INSERT",
                    pgid="pgtrigger_concern_enters_b2553",
                    table="issues_concern",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_enters",
                sql=issues.models.triggers.Sql(
                    declare="DECLARE older issues_entry;",
                    func="\n    NEW.recorded_at := clock_timestamp();\n    NEW.origin_id := NULL;\n    IF NEW.supersedes_id IS NOT NULL THEN\n        SELECT * INTO older FROM issues_entry WHERE id = NEW.supersedes_id FOR UPDATE;\n        IF older.kind IS DISTINCT FROM NEW.kind\n           OR older.decided_issue_id IS DISTINCT FROM NEW.decided_issue_id THEN\n            RAISE EXCEPTION 'An entry can only supersede one of its own kind and issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_supersedes_its_like';\n        END IF;\n        IF older.known_on > NEW.known_on THEN\n            RAISE EXCEPTION 'A correction cannot be known before what it corrects.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_supersedes_in_time';\n        END IF;\n        IF NEW.change = 'wording' AND (\n            older.change = 'retraction'\n            OR (older.status_id, older.first_on, older.last_on, older.date_precision)\n            IS DISTINCT FROM (NEW.status_id, NEW.first_on, NEW.last_on, NEW.date_precision)\n        ) THEN\n            RAISE EXCEPTION 'New wording changes no status and no date.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_wording_alone';\n        END IF;\n        NEW.origin_id := coalesce(older.origin_id, older.id);\n    END IF;\n    IF NEW.decided_issue_id IS NOT NULL THEN\n        -- Its kind stays what the status is held against here, until both are kept or neither.\n        PERFORM FROM issues_issue WHERE id = NEW.decided_issue_id FOR SHARE;\n        IF NEW.first_on IS NULL THEN\n            RAISE EXCEPTION 'A decision needs the day from which its status holds.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_has_first_day';\n        END IF;\n        -- Nor does the status get another meaning meanwhile.\n        PERFORM FROM issues_status WHERE id = NEW.status_id FOR SHARE;\n        IF NEW.status_id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM issues_status s JOIN issues_issue i USING (lifecycle_id)\n            WHERE s.id = NEW.status_id AND i.id = NEW.decided_issue_id\n        ) THEN\n            RAISE EXCEPTION 'The status belongs to another lifecycle than the issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_in_lifecycle';\n        END IF;\n        IF NEW.made_from_id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM issues_entry e\n            WHERE e.id = NEW.made_from_id AND e.decided_issue_id = NEW.decided_issue_id\n        ) THEN\n            RAISE EXCEPTION 'A decision is made from a decision on the same issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_made_from_its_issue';\n        END IF;\n    END IF;\n    RETURN NEW;\n    ",
                    hash="818d54d9c6fbece4974a2f1cb0b8627fd09ab42c",
                    operation="INSERT",
                    pgid="pgtrigger_entry_enters_09d2a",
                    table="issues_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_is_whole",
                sql=issues.models.triggers.Sql(
                    constraint="CONSTRAINT",
                    func="\n    IF NOT EXISTS (SELECT FROM issues_concern WHERE entry_id = NEW.id) THEN\n        RAISE EXCEPTION 'Entry % is on no issue.', NEW.uid USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_on_an_issue';\n    END IF;\n    IF NEW.kind IN ('decision', 'event', 'expectation', 'figure', 'assessment') AND NEW.change <> 'retraction'\n       AND NOT EXISTS (\n           SELECT FROM issues_citation WHERE entry_id = NEW.id AND known_on <= NEW.known_on\n       ) THEN\n        RAISE EXCEPTION 'Entry % names no source.', NEW.uid USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_names_source';\n    END IF;\n    RETURN NULL;\n    ",
                    hash="6a0b25577ab7cc2fdfa2670bb72baa7de72d19b5",
                    operation="INSERT",
                    pgid="pgtrigger_entry_is_whole_d9d81",
                    table="issues_entry",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="version_goes_on",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (NEW."supersedes_id" IS NOT NULL)',
                    declare="DECLARE older issues_entry;",
                    func="\n    SELECT * INTO older FROM issues_entry WHERE id = NEW.supersedes_id;\n    IF NEW.change = 'wording'\n       AND (older.expected_by_id, older.probability, older.resolution, older.met_by_id, older.measure, older.rung, older.value, older.unit, older.currency, older.reporter_id, older.looks_at_id) IS DISTINCT FROM (NEW.expected_by_id, NEW.probability, NEW.resolution, NEW.met_by_id, NEW.measure, NEW.rung, NEW.value, NEW.unit, NEW.currency, NEW.reporter_id, NEW.looks_at_id) THEN\n        RAISE EXCEPTION 'New wording changes no expectation and no figure.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_wording_alone';\n    END IF;\n    IF NEW.change NOT IN ('moved', 'revised',\n                          'resolved') THEN\n        RETURN NEW;\n    END IF;\n    IF older.resolution <> ''\n       OR older.change = 'retraction' THEN\n        RAISE EXCEPTION 'The expectation has ended; correct how it ended.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_is_open';\n    END IF;\n    IF NEW.expected_by_id <> older.expected_by_id OR NEW.body <> older.body THEN\n        RAISE EXCEPTION 'Who expects what does not change with what comes of it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_stays_theirs';\n    END IF;\n    IF (NEW.change = 'moved') <> ((older.first_on, older.last_on, older.date_precision) IS DISTINCT FROM (NEW.first_on, NEW.last_on, NEW.date_precision)) THEN\n        RAISE EXCEPTION 'A move gives another window, and only a move.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_moves_window';\n    END IF;\n    IF NEW.change = 'revised' AND older.probability IS NOT DISTINCT FROM\n            NEW.probability\n       OR NEW.change = 'resolved' AND older.probability IS DISTINCT FROM\n            NEW.probability THEN\n        RAISE EXCEPTION 'A revision gives another probability; an end gives none.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_revises_probability';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="018eeaa45ec7029df85cf5a6358227e9cd24e3ec",
                    operation="INSERT",
                    pgid="pgtrigger_version_goes_on_848ac",
                    table="issues_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="points_to_its_kind",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (NEW."met_by_id" IS NOT NULL OR NEW."looks_at_id" IS NOT NULL)',
                    func="\n    IF NEW.met_by_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM issues_entry WHERE id = NEW.met_by_id AND kind = 'event'\n    ) THEN\n        RAISE EXCEPTION 'An expectation is met by an event.' USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_met_by_event';\n    END IF;\n    IF NEW.met_by_id IS NOT NULL AND NEW.known_on < (\n        SELECT known_on FROM issues_entry WHERE id = NEW.met_by_id\n    ) THEN\n        RAISE EXCEPTION 'That an expectation was met cannot be known before the event by which.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_met_in_time';\n    END IF;\n    IF NEW.looks_at_id IS NOT NULL AND NOT EXISTS (\n        SELECT FROM issues_entry\n        WHERE id = NEW.looks_at_id AND kind = 'decision'\n    ) THEN\n        RAISE EXCEPTION 'A second look is taken at a decision.' USING ERRCODE = 'check_violation', CONSTRAINT = 'look_at_decision';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="13fd7bbad1468e4788cf8ea179798828d6bba5fe",
                    operation="INSERT",
                    pgid="pgtrigger_points_to_its_kind_74de4",
                    table="issues_entry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="check",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_on__range", (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))),
                    ("checked_on__isnull", True),
                    _connector="OR",
                ),
                name="check_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "first_on__range",
                            (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)),
                        ),
                        ("first_on__isnull", True),
                        _connector="OR",
                    ),
                    models.Q(
                        (
                            "last_on__range",
                            (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)),
                        ),
                        ("last_on__isnull", True),
                        _connector="OR",
                    ),
                    models.Q(
                        (
                            "known_on__range",
                            (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)),
                        ),
                        ("known_on__isnull", True),
                        _connector="OR",
                    ),
                ),
                name="entry_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_on__range", (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))),
                    ("opened_on__isnull", True),
                    _connector="OR",
                ),
                name="issue_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_on__range", (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))),
                    ("known_on__isnull", True),
                    _connector="OR",
                ),
                name="link_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "published_on__range",
                        (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31)),
                    ),
                    ("published_on__isnull", True),
                    _connector="OR",
                ),
                name="source_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
    ]
