"""The record's promises as the database keeps them: checks of one row, triggers over several."""

from collections.abc import Sequence

import pgtrigger
from django.db import models
from django.db.models import F, Func
from django.db.models.lookups import Regex

from issues.dates import FIRST_DAY, LAST_DAY
from issues.lifecycle.kinds import PUBLIC_KINDS, Change, EntryKind
from issues.lifecycle.texts import NEVER_KEPT, UNSEEN
from issues.models.triggers import Trigger

_PUBLIC = ", ".join(f"'{kind.value}'" for kind in PUBLIC_KINDS)
_STEPS = ", ".join(f"'{step.value}'" for step in (Change.MOVED, Change.REVISED, Change.RESOLVED))


class DayAfter(Func):
    """The calendar day after an instant, in UTC; immutable, as a check must be."""

    template = "((%(expressions)s AT TIME ZONE 'UTC')::date + 1)"
    output_field = models.DateField()


def in_calendar(name: str, *columns: str) -> models.CheckConstraint:
    """The days of these columns are ones that pages can count on from; infinity is none."""
    kept = models.Q()
    for column in columns:
        inside = models.Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)})
        kept &= inside | models.Q(**{f"{column}__isnull": True})
    return models.CheckConstraint(
        name=name,
        condition=kept,
        violation_error_message=(
            f"Give days from {FIRST_DAY.year} to {LAST_DAY.year}; the record holds no others."
        ),
    )


class _WellFormed(Func):
    function = "issues_well_formed"
    output_field = models.BooleanField()


def fuzzy_date_check(name: str) -> models.CheckConstraint:
    """A fuzzy date is well formed, by the same rules as `issues.dates.FuzzyDate`."""
    return models.CheckConstraint(
        name=name,
        condition=_WellFormed(F("first_on"), F("last_on"), F("date_precision")),
        violation_error_message="The date is not a well-formed fuzzy date.",
    )


class Joined(Func):
    """An array's members in one text; PostgreSQL's own function is not marked immutable."""

    function = "issues_joined"
    output_field = models.TextField()


def seen(*columns: str) -> models.Q:
    """Each of these columns has a character that a reader sees."""
    return models.Q(**{f"{column}__regex": f"[^{UNSEEN}]" for column in columns})


def is_named(name: str, *columns: str) -> models.CheckConstraint:
    """By these columns a row is told from others, so a reader sees something in each."""
    return models.CheckConstraint(
        name=name,
        condition=seen(*columns),
        violation_error_message=f"Say in words what this is: {' and '.join(columns)}.",
    )


def text_is_kept(row: str, *columns: str, lists: Sequence[str] = ()) -> models.CheckConstraint:
    """No text in these columns has a character that a feed or an export could not hold."""
    kept = models.Q()
    for column in columns:
        kept &= ~models.Q(**{f"{column}__regex": f"[{NEVER_KEPT}]"})
    for column in lists:
        kept &= ~models.Q(Regex(Joined(F(column)), f"[{NEVER_KEPT}]"))
    return models.CheckConstraint(
        name=f"{row}_text_is_kept",
        condition=kept,
        violation_error_message=(
            "The text has a control character, which the record cannot hold. Type it anew where it"
            " was pasted."
        ),
    )


# What these triggers look for under a lock, another transaction may have committed meanwhile. A
# snapshot from before would hide it, and their rules would pass.
SEES_OTHERS = "PERFORM issues_sees_others();"

_RAISE = "USING ERRCODE = 'check_violation', CONSTRAINT"

# Before an entry enters: the database stamps it, and holds it against the rows it points to.
ENTRY_ENTERS = Trigger(
    name="entry_enters",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("older", "issues_entry")],
    func=f"""
    {SEES_OTHERS}
    NEW.recorded_at := clock_timestamp();
    NEW.origin_id := NULL;
    -- In the order of their numbers entries came in, and by it the newest decision is found.
    IF NEW.made_from_id >= NEW.id OR NEW.supersedes_id >= NEW.id THEN
        RAISE EXCEPTION 'An entry follows on one that was recorded before it.'
            {_RAISE} = 'entry_follows_on_earlier';
    END IF;
    IF NEW.supersedes_id IS NOT NULL THEN
        SELECT * INTO older FROM issues_entry WHERE id = NEW.supersedes_id FOR UPDATE;
        IF older.kind IS DISTINCT FROM NEW.kind
           OR older.decided_issue_id IS DISTINCT FROM NEW.decided_issue_id THEN
            RAISE EXCEPTION 'An entry can only supersede one of its own kind and issue.'
                {_RAISE} = 'entry_supersedes_its_like';
        END IF;
        IF older.known_on > NEW.known_on THEN
            RAISE EXCEPTION 'A correction cannot be known before what it corrects.'
                {_RAISE} = 'entry_supersedes_in_time';
        END IF;
        IF NEW.change = '{Change.WORDING.value}' AND (
            older.change = '{Change.RETRACTION.value}'
            OR (older.status_id, older.first_on, older.last_on, older.date_precision)
            IS DISTINCT FROM (NEW.status_id, NEW.first_on, NEW.last_on, NEW.date_precision)
        ) THEN
            RAISE EXCEPTION 'New wording changes no status and no date.'
                {_RAISE} = 'entry_wording_alone';
        END IF;
        NEW.origin_id := coalesce(older.origin_id, older.id);
    END IF;
    IF NEW.decided_issue_id IS NOT NULL THEN
        -- Its kind stays what the status is held against here, until both are kept or neither.
        PERFORM FROM issues_issue WHERE id = NEW.decided_issue_id FOR SHARE;
        IF NEW.first_on IS NULL THEN
            RAISE EXCEPTION 'A decision needs the day from which its status holds.'
                {_RAISE} = 'decision_has_first_day';
        END IF;
        -- Nor does the status get another meaning meanwhile.
        PERFORM FROM issues_status WHERE id = NEW.status_id FOR SHARE;
        IF NEW.status_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM issues_status s JOIN issues_issue i USING (lifecycle_id)
            WHERE s.id = NEW.status_id AND i.id = NEW.decided_issue_id
        ) THEN
            RAISE EXCEPTION 'The status belongs to another lifecycle than the issue.'
                {_RAISE} = 'decision_in_lifecycle';
        END IF;
        IF NEW.made_from_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM issues_entry e
            WHERE e.id = NEW.made_from_id AND e.decided_issue_id = NEW.decided_issue_id
        ) THEN
            RAISE EXCEPTION 'A decision is made from a decision on the same issue.'
                {_RAISE} = 'decision_made_from_its_issue';
        END IF;
    END IF;
    RETURN NEW;
    """,
)

# At commit an entry is whole: on an issue, and with a source if readers see it; a step of an
# expectation is on the issues that it was on before.
ENTRY_IS_WHOLE = Trigger(
    name="entry_is_whole",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func=f"""
    IF NOT EXISTS (SELECT FROM issues_concern WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'Entry % is on no issue.', NEW.uid {_RAISE} = 'entry_is_on_an_issue';
    END IF;
    IF NEW.kind IN ({_PUBLIC}) AND NEW.change <> 'retraction'
       AND NOT EXISTS (
           SELECT FROM issues_citation WHERE entry_id = NEW.id AND known_on <= NEW.known_on
       ) THEN
        RAISE EXCEPTION 'Entry % names no source.', NEW.uid {_RAISE} = 'entry_names_source';
    END IF;
    IF NEW.change IN ({_STEPS}) AND EXISTS (
        SELECT issue_id FROM issues_concern WHERE entry_id IN (NEW.id, NEW.supersedes_id)
        GROUP BY issue_id HAVING count(*) = 1
    ) THEN
        RAISE EXCEPTION 'An expectation stays on its issues whatever comes of it.'
            {_RAISE} = 'expectation_stays_on_its_issues';
    END IF;
    RETURN NULL;
    """,
)

DECISION_MOVES_STATUS = Trigger(
    name="decision_moves_status",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__decided_issue__isnull=False),
    func="PERFORM issues_derive_periods(NEW.decided_issue_id, NEW.recorded_at); RETURN NULL;",
)

CONCERN_ENTERS = Trigger(
    name="concern_enters",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("entered", "issues_entry")],
    func=f"""
    {SEES_OTHERS}
    SELECT * INTO entered FROM issues_entry WHERE id = NEW.entry_id;
    IF NOT FOUND OR NOT EXISTS (SELECT FROM issues_issue WHERE id = NEW.issue_id) THEN
        RAISE EXCEPTION 'An entry is recorded, and an issue opened, before one is put on the other.'
            {_RAISE} = 'concern_joins_what_is_there';
    END IF;
    IF entered.kind = '{EntryKind.DECISION.value}'
       AND entered.decided_issue_id <> NEW.issue_id THEN
        RAISE EXCEPTION 'A decision is on the one issue that it decides.'
            {_RAISE} = 'concern_of_decision';
    END IF;
    IF entered.recorded_at < now() OR NOT EXISTS (
        SELECT FROM issues_entry e WHERE e.id = NEW.entry_id AND issues_enters_now(e.xmin)
    ) THEN
        RAISE EXCEPTION 'An entry is put on its issues as it enters; correct it to change them.'
            {_RAISE} = 'concern_enters_with_entry';
    END IF;
    IF EXISTS (SELECT FROM issues_entry WHERE supersedes_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'Only the version of an entry that stands is put on issues.'
            {_RAISE} = 'concern_of_last_version';
    END IF;
    IF entered.change IN ({_STEPS}) AND NOT EXISTS (
        SELECT FROM issues_concern
        WHERE entry_id = entered.supersedes_id AND issue_id = NEW.issue_id
    ) THEN
        RAISE EXCEPTION 'An expectation stays on its issues whatever comes of it.'
            {_RAISE} = 'expectation_stays_on_its_issues';
    END IF;
    NEW.kind := entered.kind;
    NEW.known_on := entered.known_on;
    NEW.dated_on := coalesce(entered.first_on, entered.last_on);
    RETURN NEW;
    """,
)

# A citation rests the version that stands on one more source; it is stamped as an entry is.
CITATION_ENTERS = Trigger(
    name="citation_enters",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("cited", "issues_entry")],
    func=f"""
    {SEES_OTHERS}
    NEW.recorded_at := clock_timestamp();
    SELECT * INTO cited FROM issues_entry WHERE id = NEW.entry_id FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An entry is recorded before its sources are named.'
            {_RAISE} = 'citation_of_what_is_there';
    END IF;
    IF NEW.known_on < cited.known_on THEN
        RAISE EXCEPTION 'A citation cannot be known before the entry that rests on it.'
            {_RAISE} = 'citation_known_with_entry';
    END IF;
    IF EXISTS (SELECT FROM issues_entry WHERE supersedes_id = NEW.entry_id) THEN
        RAISE EXCEPTION 'A source is named for the version of an entry that stands.'
            {_RAISE} = 'citation_of_last_version';
    END IF;
    RETURN NEW;
    """,
)

CHECK_ENTERS = Trigger(
    name="check_enters",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=f"""
    NEW.recorded_at := clock_timestamp();
    IF NOT EXISTS (SELECT FROM issues_issue WHERE id = NEW.issue_id) THEN
        RAISE EXCEPTION 'An issue is opened before it is checked.'
            {_RAISE} = 'check_of_what_is_there';
    END IF;
    RETURN NEW;
    """,
)

CONCERN_STIRS_ISSUE = Trigger(
    name="concern_stirs_issue",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="PERFORM issues_derive_activity(NEW.issue_id, CASE WHEN NEW.kind IN"
    f" ({_PUBLIC}) THEN NEW.known_on END, NULL); RETURN NULL;",
)

CHECK_STIRS_ISSUE = Trigger(
    name="check_stirs_issue",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="PERFORM issues_derive_activity(NEW.issue_id, NULL, NEW.checked_on); RETURN NULL;",
)

# An issue's kind is fixed by its first decision: its statuses belong to that lifecycle.
ISSUE_KEEPS_KIND = Trigger(
    name="issue_keeps_kind",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("lifecycle_id"),
    condition=pgtrigger.Q(old__lifecycle__df=pgtrigger.F("new__lifecycle")),
    func=f"""
    {SEES_OTHERS}
    IF EXISTS (SELECT FROM issues_entry WHERE decided_issue_id = NEW.id) THEN
        RAISE EXCEPTION 'The kind of an issue cannot change once a decision was made on it.'
            {_RAISE} = 'issue_keeps_kind';
    END IF;
    RETURN NEW;
    """,
)

# Links, citations and exports of others name an issue by its reference.
ISSUE_KEEPS_REFERENCE = Trigger(
    name="issue_keeps_reference",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("reference"),
    condition=pgtrigger.Q(old__reference__df=pgtrigger.F("new__reference")),
    func="RAISE EXCEPTION 'The reference of an issue stands in its address and never changes.'"
    f" {_RAISE} = 'issue_keeps_reference';",
)

# Both ends of a move, and a status's place, stay in one lifecycle.
MOVE_IN_LIFECYCLE = Trigger(
    name="move_in_lifecycle",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
    {SEES_OTHERS}
    IF EXISTS (
        SELECT FROM unnest(ARRAY[NEW.source_id, NEW.target_id]) AS one (id)
        WHERE one.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM issues_status s
            WHERE s.id = one.id AND s.lifecycle_id = NEW.lifecycle_id
        )
    ) THEN
        RAISE EXCEPTION 'A move joins two statuses of its own lifecycle.'
            {_RAISE} = 'move_in_lifecycle';
    END IF;
    RETURN NEW;
    """,
)

STATUS_KEEPS_LIFECYCLE = Trigger(
    name="status_keeps_lifecycle",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("lifecycle_id"),
    condition=pgtrigger.Q(old__lifecycle__df=pgtrigger.F("new__lifecycle")),
    func="RAISE EXCEPTION 'A status stays in its lifecycle; make a new one there.'"
    f" {_RAISE} = 'status_keeps_lifecycle';",
)

# What a status says of an issue was decided with it; changed later, it would tell another past.
STATUS_KEEPS_MEANING = Trigger(
    name="status_keeps_meaning",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("phase", "outcome"),
    condition=pgtrigger.Q(old__phase__df=pgtrigger.F("new__phase"))
    | pgtrigger.Q(old__outcome__df=pgtrigger.F("new__outcome")),
    func=f"""
    {SEES_OTHERS}
    IF EXISTS (SELECT FROM issues_entry WHERE status_id = NEW.id) THEN
        RAISE EXCEPTION 'Issues were given this status, so its phase and outcome stay. Make a new'
            ' status, and decide anew.' {_RAISE} = 'status_keeps_meaning';
    END IF;
    RETURN NEW;
    """,
)

ISSUE_IS_ACTIVE = Trigger(
    name="issue_is_active",
    level=pgtrigger.Row,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func="PERFORM issues_derive_activity(NEW.id, NEW.opened_on, NULL); RETURN NULL;",
)
