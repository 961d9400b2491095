"""What the commands that take in records share: reading files, finding who does it, reporting."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from issues.actions.import_record import Imported, import_record
from issues.models import Role, User
from issues.permissions import administer
from issues.reads.export_record import standing_record
from issues.record_format import Record, RecordRefused, read_record, reconcile


def read_files(paths: Iterable[str | Path]) -> Record:
    """The record in these files. Raises CommandError with all mistakes."""
    try:
        return read_record([(str(path), _text(Path(path))) for path in paths])
    except RecordRefused as refusal:
        raise as_error(refusal) from refusal


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 text (byte {error.start}).") from error


def check_only(record: Record) -> Record:
    """What of the record is new, if it could enter. Raises CommandError with all mistakes."""
    try:
        return reconcile(record, standing_record(record))
    except RecordRefused as refusal:
        raise as_error(refusal) from refusal


def take_in(record: Record, by: User) -> Imported:
    """Import the record. Raises CommandError with all mistakes."""
    today = timezone.localdate()
    try:
        return import_record(by=by, record=record, standing=standing_record(record), today=today)
    except RecordRefused as refusal:
        raise as_error(refusal) from refusal


def as_error(refusal: RecordRefused) -> CommandError:
    count = len(refusal.problems)
    mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
    return CommandError(f"{refusal}\n{mistakes}; nothing was imported.")


def administrator(username: str | None = None) -> User:
    """Who imports: the one named, else the first administrator. Raises CommandError."""
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    if username is None:
        found = administrators.first()
        if found is None:
            raise CommandError(
                "An import needs an administrator. Make one with “manage.py createsuperuser”."
            )
        return found
    named = User.objects.filter(username=username).first()
    if named is None or not administer(named):
        names = ", ".join(administrators.values_list("username", flat=True)) or "there is none"
        raise CommandError(f"“{username}” is no active administrator. Administrators: {names}.")
    return named


def counted(counts: dict[str, int]) -> str:
    """Counts in words, without the zeros: "10 issues, 150 entries"."""
    said = [f"{count} {name}" for name, count in counts.items() if count]
    return ", ".join(said) or "nothing"
