"""Guards that raw SQL still went round, each mended where it has its root.

- A snapshot from before hides what others commit meanwhile: the guards that look at other rows
  refuse every isolation level but read committed.
- A row that comes before the one that it points to, in one transaction, passed by what it is held
  against: the order is a rule now. So is that of the numbers of entries that follow on each other.
- A type or a function of the same name in a temporary schema: functions of ours have their names
  bound when they are made, or find them in the record's schema.
- A concern added once `SET CONSTRAINTS` had judged a step of an expectation.
- White space and characters that leave no mark passed for text; control characters that no feed can
  hold were kept. What an older record has of these, and of citations known on impossible days,
  stays in it: such checks are NOT VALID, so that they hold what is written from now on, and no
  upgrade fails on an old row.
- An index over long quotations and addresses failed on them; it is over their digests now.
"""

import datetime
import django.contrib.postgres.indexes
import django.db.models.functions.text
import django.db.models.lookups
import issues.models.guards
import issues.models.triggers
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from importlib import import_module

_first = import_module("issues.migrations.0001_functions")
_replaced = "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"


SEES_OTHERS = """
CREATE FUNCTION issues_sees_others() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'The record is written in transactions that are read committed: others hide'
            ' what was committed meanwhile, and with it what its rules look for.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'record_sees_others';
    END IF;
END
$$;
"""

# Names in such a body are bound when it is made, whatever the caller's search path says later; and
# unlike one that sets a path, it can still be drawn into the query that calls it.
JOINED = """
CREATE OR REPLACE FUNCTION issues_joined(parts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_string(parts, ' ');
"""

WELL_FORMED = """
CREATE OR REPLACE FUNCTION issues_well_formed(first_on date, last_on date, exactness text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN exactness = 'range'
        THEN coalesce(first_on <= last_on, first_on IS NOT NULL OR last_on IS NOT NULL)
    WHEN first_on IS NULL OR last_on IS NULL THEN false
    WHEN exactness = 'day' THEN first_on = last_on
    WHEN extract(day FROM first_on) <> 1 THEN false
    WHEN exactness = 'month' THEN last_on = (first_on + interval '1 month - 1 day')::date
    WHEN exactness = 'quarter' THEN extract(month FROM first_on) IN (1, 4, 7, 10)
        AND last_on = (first_on + interval '3 months - 1 day')::date
    WHEN exactness = 'half' THEN extract(month FROM first_on) IN (1, 7)
        AND last_on = (first_on + interval '6 months - 1 day')::date
    WHEN exactness = 'year' THEN extract(month FROM first_on) = 1
        AND last_on = (first_on + interval '12 months - 1 day')::date
    ELSE false
END;
"""

# This one reads tables; bound to their columns, it would stand in the way of later migrations.
PERIODS_OF = (
    "ALTER FUNCTION issues_periods_of(bigint) SET search_path = pg_catalog, public, pg_temp",
    "ALTER FUNCTION issues_periods_of(bigint) RESET search_path",
)


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0013_steps_stay_on_their_issues"),
    ]

    operations = [
        migrations.RunSQL(SEES_OTHERS, "DROP FUNCTION issues_sees_others()"),
        migrations.RunSQL(JOINED, _first.JOINED.replace(*_replaced)),
        migrations.RunSQL(WELL_FORMED, _first.WELL_FORMED.replace(*_replaced)),
        migrations.RunSQL(*PERIODS_OF),
        pgtrigger.migrations.RemoveTrigger(
            model_name="check",
            name="check_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="citation",
            name="citation_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="concern",
            name="concern_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entry",
            name="entry_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="issue",
            name="issue_keeps_kind",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="link",
            name="link_enters",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="linkend",
            name="link_ends",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="move",
            name="move_in_lifecycle",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="status",
            name="status_keeps_meaning",
        ),
        migrations.RemoveConstraint(
            model_name="citation",
            name="citation_once",
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_says_something",
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_figure_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_change_has_reason",
        ),
        migrations.RemoveConstraint(
            model_name="issue",
            name="issue_is_titled",
        ),
        migrations.RemoveConstraint(
            model_name="link",
            name="link_has_reason",
        ),
        migrations.RemoveConstraint(
            model_name="linkend",
            name="link_end_has_reason",
        ),
        migrations.RemoveConstraint(
            model_name="source",
            name="source_url_once",
        ),
        migrations.RemoveConstraint(
            model_name="source",
            name="source_is_named",
        ),
        migrations.RemoveConstraint(
            model_name="status",
            name="status_is_defined",
        ),
        migrations.AddIndex(
            model_name="source",
            index=django.contrib.postgres.indexes.HashIndex(fields=["url"], name="source_by_url"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="check",
            trigger=pgtrigger.compiler.Trigger(
                name="check_enters",
                sql=issues.models.triggers.Sql(
                    func="\n    NEW.recorded_at := clock_timestamp();\n    IF NOT EXISTS (SELECT FROM issues_issue WHERE id = NEW.issue_id) THEN\n        RAISE EXCEPTION 'An issue is opened before it is checked.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_of_what_is_there';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="d4073c1dacf77c5d8d949458c93bb32a9afaab61",
                    operation="INSERT",
                    pgid="pgtrigger_check_enters_b52a7",
                    table="issues_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="citation_enters",
                sql=issues.models.triggers.Sql(
                    declare="DECLARE cited issues_entry;",
                    func="\n    PERFORM issues_sees_others();\n    NEW.recorded_at := clock_timestamp();\n    SELECT * INTO cited FROM issues_entry WHERE id = NEW.entry_id FOR KEY SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'An entry is recorded before its sources are named.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_of_what_is_there';\n    END IF;\n    IF NEW.known_on < cited.known_on THEN\n        RAISE EXCEPTION 'A citation cannot be known before the entry that rests on it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_known_with_entry';\n    END IF;\n    IF EXISTS (SELECT FROM issues_entry WHERE supersedes_id = NEW.entry_id) THEN\n        RAISE EXCEPTION 'A source is named for the version of an entry that stands.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'citation_of_last_version';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="0ad76918c2192a8e3182e44ace6dd38ca1537dd0",
                    operation="INSERT",
                    pgid="pgtrigger_citation_enters_831ab",
                    table="issues_citation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concern",
            trigger=pgtrigger.compiler.Trigger(
                name="concern_enters",
                sql=issues.models.triggers.Sql(
                    declare="DECLARE entered issues_entry;",
                    func="\n    PERFORM issues_sees_others();\n    SELECT * INTO entered FROM issues_entry WHERE id = NEW.entry_id;\n    IF NOT FOUND OR NOT EXISTS (SELECT FROM issues_issue WHERE id = NEW.issue_id) THEN\n        RAISE EXCEPTION 'An entry is recorded, and an issue opened, before one is put on the other.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_joins_what_is_there';\n    END IF;\n    IF entered.kind = 'decision'\n       AND entered.decided_issue_id <> NEW.issue_id THEN\n        RAISE EXCEPTION 'A decision is on the one issue that it decides.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_of_decision';\n    END IF;\n    IF entered.recorded_at < now() OR NOT EXISTS (\n        SELECT FROM issues_entry e WHERE e.id = NEW.entry_id AND issues_enters_now(e.xmin)\n    ) THEN\n        RAISE EXCEPTION 'An entry is put on its issues as it enters; correct it to change them.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_enters_with_entry';\n    END IF;\n    IF EXISTS (SELECT FROM issues_entry WHERE supersedes_id = NEW.entry_id) THEN\n        RAISE EXCEPTION 'Only the version of an entry that stands is put on issues.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_of_last_version';\n    END IF;\n    IF entered.change IN ('moved', 'revised', 'resolved') AND NOT EXISTS (\n        SELECT FROM issues_concern\n        WHERE entry_id = entered.supersedes_id AND issue_id = NEW.issue_id\n    ) THEN\n        RAISE EXCEPTION 'An expectation stays on its issues whatever comes of it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'expectation_stays_on_its_issues';\n    END IF;\n    NEW.kind := entered.kind;\n    NEW.known_on := entered.known_on;\n    NEW.dated_on := coalesce(entered.first_on, entered.last_on);\n    RETURN NEW;\n    ",
                    hash="1a70bd933f2097b172116b460e0deff9d706e0aa",
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
                    func="\n    PERFORM issues_sees_others();\n    NEW.recorded_at := clock_timestamp();\n    NEW.origin_id := NULL;\n    -- In the order of their numbers entries came in, and by it the newest decision is found.\n    IF NEW.made_from_id >= NEW.id OR NEW.supersedes_id >= NEW.id THEN\n        RAISE EXCEPTION 'An entry follows on one that was recorded before it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_follows_on_earlier';\n    END IF;\n    IF NEW.supersedes_id IS NOT NULL THEN\n        SELECT * INTO older FROM issues_entry WHERE id = NEW.supersedes_id FOR UPDATE;\n        IF older.kind IS DISTINCT FROM NEW.kind\n           OR older.decided_issue_id IS DISTINCT FROM NEW.decided_issue_id THEN\n            RAISE EXCEPTION 'An entry can only supersede one of its own kind and issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_supersedes_its_like';\n        END IF;\n        IF older.known_on > NEW.known_on THEN\n            RAISE EXCEPTION 'A correction cannot be known before what it corrects.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_supersedes_in_time';\n        END IF;\n        IF NEW.change = 'wording' AND (\n            older.change = 'retraction'\n            OR (older.status_id, older.first_on, older.last_on, older.date_precision)\n            IS DISTINCT FROM (NEW.status_id, NEW.first_on, NEW.last_on, NEW.date_precision)\n        ) THEN\n            RAISE EXCEPTION 'New wording changes no status and no date.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_wording_alone';\n        END IF;\n        NEW.origin_id := coalesce(older.origin_id, older.id);\n    END IF;\n    IF NEW.decided_issue_id IS NOT NULL THEN\n        -- Its kind stays what the status is held against here, until both are kept or neither.\n        PERFORM FROM issues_issue WHERE id = NEW.decided_issue_id FOR SHARE;\n        IF NEW.first_on IS NULL THEN\n            RAISE EXCEPTION 'A decision needs the day from which its status holds.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_has_first_day';\n        END IF;\n        -- Nor does the status get another meaning meanwhile.\n        PERFORM FROM issues_status WHERE id = NEW.status_id FOR SHARE;\n        IF NEW.status_id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM issues_status s JOIN issues_issue i USING (lifecycle_id)\n            WHERE s.id = NEW.status_id AND i.id = NEW.decided_issue_id\n        ) THEN\n            RAISE EXCEPTION 'The status belongs to another lifecycle than the issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_in_lifecycle';\n        END IF;\n        IF NEW.made_from_id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM issues_entry e\n            WHERE e.id = NEW.made_from_id AND e.decided_issue_id = NEW.decided_issue_id\n        ) THEN\n            RAISE EXCEPTION 'A decision is made from a decision on the same issue.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_made_from_its_issue';\n        END IF;\n    END IF;\n    RETURN NEW;\n    ",
                    hash="40f038b445d0bab958c1c2d5d00cb771c883f790",
                    operation="INSERT",
                    pgid="pgtrigger_entry_enters_09d2a",
                    table="issues_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="issue",
            trigger=pgtrigger.compiler.Trigger(
                name="issue_keeps_kind",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (OLD."lifecycle_id" IS DISTINCT FROM (NEW."lifecycle_id"))',
                    func="\n    PERFORM issues_sees_others();\n    IF EXISTS (SELECT FROM issues_entry WHERE decided_issue_id = NEW.id) THEN\n        RAISE EXCEPTION 'The kind of an issue cannot change once a decision was made on it.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'issue_keeps_kind';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="5297ba72d36f913d44d0e019629e219149d94fa1",
                    operation='UPDATE OF "lifecycle_id"',
                    pgid="pgtrigger_issue_keeps_kind_d66cb",
                    table="issues_issue",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="link",
            trigger=pgtrigger.compiler.Trigger(
                name="link_enters",
                sql=issues.models.triggers.Sql(
                    func="\n    PERFORM issues_sees_others();\n    NEW.recorded_at := clock_timestamp();\n    PERFORM pg_advisory_xact_lock(hashtext('issues_link'));\n    IF EXISTS (\n        SELECT FROM issues_link l LEFT JOIN issues_linkend e ON e.link_id = l.id\n        WHERE (l.issue_id, l.other_id, l.kind) = (NEW.issue_id, NEW.other_id, NEW.kind)\n          AND (e.id IS NULL OR e.known_on > NEW.known_on)\n    ) THEN\n        RAISE EXCEPTION 'The two issues are linked in this way already.' USING ERRCODE = 'check_violation', CONSTRAINT = 'link_once';\n    END IF;\n    IF NEW.kind IN ('part_of', 'supersedes', 'expires_with') AND EXISTS (\n        WITH RECURSIVE beyond (issue_id) AS (\n            SELECT NEW.other_id\n            UNION\n            SELECT l.other_id FROM beyond JOIN issues_link l USING (issue_id)\n            LEFT JOIN issues_linkend e ON e.link_id = l.id\n            WHERE l.kind = NEW.kind AND (e.id IS NULL OR e.known_on > NEW.known_on)\n        )\n        SELECT FROM beyond WHERE issue_id = NEW.issue_id\n    ) THEN\n        RAISE EXCEPTION 'With this link the issue would, over others, look to itself.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'link_in_no_circle';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="b0b630f2cf08bf727bbfafe0ea71c1879bbdfbcd",
                    operation="INSERT",
                    pgid="pgtrigger_link_enters_b1687",
                    table="issues_link",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="linkend",
            trigger=pgtrigger.compiler.Trigger(
                name="link_ends",
                sql=issues.models.triggers.Sql(
                    declare="DECLARE ended issues_link;",
                    func="\n    PERFORM issues_sees_others();\n    NEW.recorded_at := clock_timestamp();\n    SELECT * INTO ended FROM issues_link WHERE id = NEW.link_id;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'A link is recorded before it ends.' USING ERRCODE = 'check_violation', CONSTRAINT = 'link_ends_after_it_began';\n    END IF;\n    IF NEW.known_on < ended.known_on THEN\n        RAISE EXCEPTION 'The end of a link cannot be known before the link.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'link_ends_after_it_began';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="2357b024e8c7c56ab807cfa665fde821043b9021",
                    operation="INSERT",
                    pgid="pgtrigger_link_ends_ac3c2",
                    table="issues_linkend",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="move",
            trigger=pgtrigger.compiler.Trigger(
                name="move_in_lifecycle",
                sql=issues.models.triggers.Sql(
                    func="\n    PERFORM issues_sees_others();\n    IF EXISTS (\n        SELECT FROM unnest(ARRAY[NEW.source_id, NEW.target_id]) AS one (id)\n        WHERE one.id IS NOT NULL AND NOT EXISTS (\n            SELECT FROM issues_status s\n            WHERE s.id = one.id AND s.lifecycle_id = NEW.lifecycle_id\n        )\n    ) THEN\n        RAISE EXCEPTION 'A move joins two statuses of its own lifecycle.'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'move_in_lifecycle';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="bfd21e1612476c7e8ad6cc5357aaa3a193c3ac5c",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_move_in_lifecycle_fe2bd",
                    table="issues_move",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="status",
            trigger=pgtrigger.compiler.Trigger(
                name="status_keeps_meaning",
                sql=issues.models.triggers.Sql(
                    condition='WHEN (OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome"))',
                    func="\n    PERFORM issues_sees_others();\n    IF EXISTS (SELECT FROM issues_entry WHERE status_id = NEW.id) THEN\n        RAISE EXCEPTION 'Issues were given this status, so its phase and outcome stay. Make a new'\n            ' status, and decide anew.' USING ERRCODE = 'check_violation', CONSTRAINT = 'status_keeps_meaning';\n    END IF;\n    RETURN NEW;\n    ",
                    hash="7fd877f3693c55ba74854326cf66c9eaae959e61",
                    operation='UPDATE OF "phase", "outcome"',
                    pgid="pgtrigger_status_keeps_meaning_70cce",
                    table="issues_status",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(
                models.F("entry"),
                models.F("source"),
                django.db.models.functions.text.MD5("quotation"),
                models.F("locator"),
                name="citation_once",
            ),
        ),
        AddConstraintNotValid(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_on__range", (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))),
                    ("known_on__isnull", True),
                    _connector="OR",
                ),
                name="citation_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        AddConstraintNotValid(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "quotation__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "locator__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="citation_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", ""), ("change_reason", ""), ("supersedes__isnull", True)),
                    models.Q(
                        ("supersedes__isnull", False),
                        models.Q(("change", ""), _negated=True),
                        (
                            "change_reason__regex",
                            "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                        ),
                    ),
                    _connector="OR",
                ),
                name="entry_change_has_reason",
            ),
        ),
        AddConstraintNotValid(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "body__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    ("change", "retraction"),
                    _connector="OR",
                ),
                name="entry_says_something",
                violation_error_message="Say something: readers would see nothing of this text.",
            ),
        ),
        AddConstraintNotValid(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "figure"),
                        models.Q(
                            models.Q(
                                (
                                    "measure__regex",
                                    "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                                ),
                                ("reporter__isnull", False),
                                ("value__isnull", False),
                                ("value__lt", 1000000000000000000),
                                models.Q(
                                    (
                                        "unit__regex",
                                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                                    ),
                                    models.Q(
                                        ("unit", ""), models.Q(("currency", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            ("change", "retraction"),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        models.Q(("kind", "figure"), _negated=True),
                        ("currency", ""),
                        ("measure", ""),
                        ("reporter__isnull", True),
                        ("rung", ""),
                        ("unit", ""),
                        ("value__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="entry_figure_is_whole",
            ),
        ),
        AddConstraintNotValid(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "body__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "date_words__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "known_on_reason__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "change_reason__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "measure__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "unit__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="entry_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "title__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    )
                ),
                name="issue_is_titled",
                violation_error_message="Say in words what this is: title.",
            ),
        ),
        AddConstraintNotValid(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "title__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "success_test__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        django.db.models.lookups.Regex(
                            issues.models.guards.Joined(models.F("aliases")),
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="issue_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="lifecycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "slug__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                ),
                name="lifecycle_is_named",
                violation_error_message="Say in words what this is: name and slug.",
            ),
        ),
        AddConstraintNotValid(
            model_name="lifecycle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "name__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "description__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="lifecycle_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    )
                ),
                name="link_has_reason",
                violation_error_message="Say why the two are linked; readers see the reason.",
            ),
        ),
        AddConstraintNotValid(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "reason__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "quotation__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "locator__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "known_on_reason__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="link_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="linkend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_on__range", (datetime.date(1800, 1, 1), datetime.date(2999, 12, 31))),
                    ("known_on__isnull", True),
                    _connector="OR",
                ),
                name="link_end_in_calendar",
                violation_error_message="Give days from 1800 to 2999; the record holds no others.",
            ),
        ),
        AddConstraintNotValid(
            model_name="linkend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    )
                ),
                name="link_end_has_reason",
                violation_error_message="Say why the link no longer holds; readers see the reason.",
            ),
        ),
        AddConstraintNotValid(
            model_name="linkend",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__regex",
                        "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                    ),
                    _negated=True,
                ),
                name="link_end_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "slug__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                ),
                name="party_is_named",
                violation_error_message="Say in words what this is: name and slug.",
            ),
        ),
        AddConstraintNotValid(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "name__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "local_name__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        django.db.models.lookups.Regex(
                            issues.models.guards.Joined(models.F("aliases")),
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="party_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.MD5("url"),
                condition=models.Q(("url", ""), _negated=True),
                name="source_url_once",
                violation_error_code="unique",
                violation_error_message="Another source has this address already.",
            ),
        ),
        AddConstraintNotValid(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "publisher__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "slug__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "title__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                ),
                name="source_is_named",
                violation_error_message="Say in words what this is: title and publisher and slug.",
            ),
        ),
        AddConstraintNotValid(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "title__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "publisher__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "url__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "stored_text__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="source_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "definition__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    )
                ),
                name="status_is_defined",
                violation_error_message="Every status needs a public definition.",
            ),
        ),
        AddConstraintNotValid(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "slug__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                ),
                name="status_is_named",
                violation_error_message="Say in words what this is: name and slug.",
            ),
        ),
        AddConstraintNotValid(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "name__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "definition__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "entered_when__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        (
                            "left_when__regex",
                            "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                        ),
                        _negated=True,
                    ),
                ),
                name="status_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
        AddConstraintNotValid(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                    (
                        "slug__regex",
                        "[^\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb]",
                    ),
                ),
                name="topic_is_named",
                violation_error_message="Say in words what this is: name and slug.",
            ),
        ),
        AddConstraintNotValid(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]",
                    ),
                    _negated=True,
                ),
                name="topic_text_is_kept",
                violation_error_message="The text has a control character, which the record cannot hold. Type it anew where it was pasted.",
            ),
        ),
    ]
