"""Takes a record that came as files, by the actions that everybody uses: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from issues.actions.importing import Importing
from issues.models import User
from issues.permissions import check_administer
from issues.record_format.checking import reconcile
from issues.record_format.rows import Record


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows of each section entered, and how many were there already."""

    added: dict[str, int]
    skipped: dict[str, int]


def import_record(*, by: User, record: Record, standing: Record, today: date) -> Imported:
    """Enter all rows of `record` that the database has not got yet, or none of them.

    `standing` is what it holds of all that the record names (`reads.export_record` knows). People
    who are new get an account without password, as readers. `today` is the tracker's day. Raises
    NotAllowed for all but administrators; RecordRefused with every mistake that was found, those
    included that the actions refuse.
    """
    check_administer(by)
    fresh = reconcile(record, standing)
    with transaction.atomic():
        Importing(by, today, record).enter(fresh)
    added = {name: len(rows) for name, rows in fresh.sections()}
    given = {name: len(rows) for name, rows in record.sections()}
    return Imported(added, {name: given[name] - added[name] for name in given})
