"""How PostgreSQL holds the versions of expectations and figures against each other."""

import pgtrigger

from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import Change, EntryKind
from issues.models.triggers import Trigger

_RAISE = "USING ERRCODE = 'check_violation', CONSTRAINT"
_WINDOW = "{0}.first_on, {0}.last_on, {0}.date_precision"
_FORECAST = "{0}.expected_by_id, {0}.probability, {0}.resolution, {0}.met_by_id"
_FIGURE = "{0}.measure, {0}.rung, {0}.value, {0}.unit, {0}.currency, {0}.reporter_id"


def _differ(columns: str) -> str:
    return f"({columns.format('older')}) IS DISTINCT FROM ({columns.format('NEW')})"


# A move gives another window, a revision another probability, a resolution an end and nothing
# else; none of them follows on an end or on a retraction. New wording changes none of all this.
VERSION_GOES_ON = Trigger(
    name="version_goes_on",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__supersedes__isnull=False),
    declare=[("older", "issues_entry")],
    func=f"""
    SELECT * INTO older FROM issues_entry WHERE id = NEW.supersedes_id;
    IF NEW.change = '{Change.WORDING.value}'
       AND {_differ(f"{_FORECAST}, {_FIGURE}, {{0}}.looks_at_id")} THEN
        RAISE EXCEPTION 'New wording changes no expectation and no figure.'
            {_RAISE} = 'entry_wording_alone';
    END IF;
    IF NEW.change NOT IN ('{Change.MOVED.value}', '{Change.REVISED.value}',
                          '{Change.RESOLVED.value}') THEN
        RETURN NEW;
    END IF;
    IF older.resolution <> '{Resolution.OPEN.value}'
       OR older.change = '{Change.RETRACTION.value}' THEN
        RAISE EXCEPTION 'The expectation has ended; correct how it ended.'
            {_RAISE} = 'expectation_is_open';
    END IF;
    IF NEW.expected_by_id <> older.expected_by_id OR NEW.body <> older.body THEN
        RAISE EXCEPTION 'Who expects what does not change with what comes of it.'
            {_RAISE} = 'expectation_stays_theirs';
    END IF;
    IF (NEW.change = '{Change.MOVED.value}') <> ({_differ(_WINDOW)}) THEN
        RAISE EXCEPTION 'A move gives another window, and only a move.'
            {_RAISE} = 'expectation_moves_window';
    END IF;
    IF NEW.change = '{Change.REVISED.value}' AND older.probability IS NOT DISTINCT FROM
            NEW.probability
       OR NEW.change = '{Change.RESOLVED.value}' AND older.probability IS DISTINCT FROM
            NEW.probability THEN
        RAISE EXCEPTION 'A revision gives another probability; an end gives none.'
            {_RAISE} = 'expectation_revises_probability';
    END IF;
    RETURN NEW;
    """,
)

# An expectation is met by an event, and what was looked at is a decision.
POINTS_TO_ITS_KIND = Trigger(
    name="points_to_its_kind",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__met_by__isnull=False) | pgtrigger.Q(new__looks_at__isnull=False),
    func=f"""
    IF NEW.met_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM issues_entry WHERE id = NEW.met_by_id AND kind = '{EntryKind.EVENT.value}'
    ) THEN
        RAISE EXCEPTION 'An expectation is met by an event.' {_RAISE} = 'expectation_met_by_event';
    END IF;
    IF NEW.met_by_id IS NOT NULL AND NEW.known_on < (
        SELECT known_on FROM issues_entry WHERE id = NEW.met_by_id
    ) THEN
        RAISE EXCEPTION 'That an expectation was met cannot be known before the event by which.'
            {_RAISE} = 'expectation_met_in_time';
    END IF;
    IF NEW.looks_at_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM issues_entry
        WHERE id = NEW.looks_at_id AND kind = '{EntryKind.DECISION.value}'
    ) THEN
        RAISE EXCEPTION 'A second look is taken at a decision.' {_RAISE} = 'look_at_decision';
    END IF;
    RETURN NEW;
    """,
)
