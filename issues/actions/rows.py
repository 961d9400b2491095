"""Rows that may change: compared with the version they were edited from, kept in history."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction

from issues.actions.refusals import Refused, Stale
from issues.models import User


def because(by: User, what: str, reason: str = ""):
    """What the history triggers store with each change of a row: who, what for and why."""
    why = {"reason": reason} if reason else {}
    return pghistory.context(user=by.pk, action=what, **why)


def claim_version[Row: models.Model](row: Row, version: int | None) -> Row:
    """Lock a row and return it fresh, or refuse as Stale if it is no longer at `version`.

    Call it inside a transaction. Raises Stale with the row as it now stands.
    """
    fresh: Any = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.version != version:
        raise Stale(
            f"“{fresh}” was changed after you opened the form. Compare it with yours and choose.",
            fresh,
        )
    return fresh


@transaction.atomic
def save_row[Row: models.Model](
    *, by: User, row: Row, version: int | None, what: str, reason: str = ""
) -> Row:
    """Validate and save a catalogue row (party, topic, source, lifecycle, status …).

    `version` is the one that the form was made from, None for a new row; `reason` goes into the
    row's history. Raises Refused with the model's own sentences, Stale.
    """
    if row.pk is not None:
        claim_version(row, version)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), _first_field(error)) from error
    with because(by, what, reason):
        row.save()
    row.refresh_from_db()
    return row


def _first_field(error: ValidationError) -> str | None:
    return next(iter(getattr(error, "error_dict", {})), None)
