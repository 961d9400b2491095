"""How rows that may change keep their history, and rows of the record refuse to change.

The guards are database triggers, so they hold for raw SQL, bulk writes and COPY as well.
"""

import pghistory
import pgtrigger

from issues.models.triggers import Deleted, Inserted, Trigger, Updated

# Each UPDATE makes the row's next version, whoever sends it; forms compare it before they save.
VERSIONED = Trigger(
    name="next_version",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    func="NEW.version = OLD.version + 1; RETURN NEW;",
)

# The same for people, to whom signing in makes no difference that a form could be stale by.
VERSIONED_BUT_SIGN_IN = Trigger(
    name="next_version",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["last_login"]),
    func="NEW.version = OLD.version + 1; RETURN NEW;",
)

_NO_TRUNCATE = Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'TRUNCATE of % is refused: its history is kept.', TG_TABLE_NAME"
    " USING ERRCODE = 'restrict_violation';",
)

KEPT = [_NO_TRUNCATE]

_REFUSE_CHANGE = Trigger(
    name="append_only",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="RAISE EXCEPTION '% of % is refused: the record is append-only. Correct or retract it"
    " with a new entry.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
)

APPEND_ONLY = [_REFUSE_CHANGE, _NO_TRUNCATE]

# A derived table is written by the triggers that derive it and by nothing else: a statement that
# comes straight from a connection runs at trigger depth 1 here, one from a trigger deeper.
DERIVED = [
    Trigger(
        name="derived_only",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION '% of % is refused: it is derived from the record.', TG_OP,
                TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """,
    ),
    _NO_TRUNCATE,
]


def kept_history(one: str, many: str, **options):
    """Track every insert, update and delete of a model in an append-only event table.

    `one` and `many` name its rows; a row of that table is "a version of" one. *Event* is a kind of
    entry.
    """
    return pghistory.track(
        Inserted(),
        Updated(),
        Deleted(),
        meta={
            "triggers": [*APPEND_ONLY],
            "verbose_name": f"version of {one}",
            "verbose_name_plural": f"versions of {many}",
        },
        attrs={"__str__": _version},
        **options,
    )


def _version(event) -> str:
    """A version by the name that the row then had, or its number, and when it was written."""
    names = (getattr(event, name, "") for name in ("reference", "name", "title", "slug"))
    name = next(filter(None, names), f"no. {event.pgh_obj_id}")
    return f"{name}, {event.pgh_created_at:%-d %B %Y, %H:%M} UTC"
