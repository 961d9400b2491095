"""Write the record in the record format (docs/record-format.md)."""

from datetime import date, datetime
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand
from django.utils import timezone

from issues.lifecycle.knowledge import END_OF_TIME, AsOf
from issues.models import Role, User
from issues.reads.export_record import export_record
from issues.record_format import write_record


class Command(BaseCommand):
    help = (
        "Writes the record as readers see it: published issues, public entries, no stored texts of"
        " sources. With --all everything, as the team sees it."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="where to; left out: the output")
        parser.add_argument(
            "--all",
            action="store_true",
            help="with drafts, notes and stored texts: not for readers",
        )
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="DAY",
            help="what was known on that day (2025-10-28), without what was corrected later",
        )
        parser.add_argument(
            "--recorded-by",
            type=datetime.fromisoformat,
            metavar="INSTANT",
            help="only what the database had by then (2026-01-05T12:00+00:00), for audits",
        )

    def handle(self, *, file: str, **options) -> None:
        viewer = User(role=Role.ADMINISTRATOR) if options["all"] else AnonymousUser()
        text = write_record(export_record(viewer, _moment(**options)))
        if file == "-":
            self.stdout.write(text, ending="")
        else:
            Path(file).write_text(text, encoding="utf-8")


def _moment(as_of: date | None, recorded_by: datetime | None, **_options) -> AsOf:
    recorded = recorded_by or END_OF_TIME
    if timezone.is_naive(recorded):
        recorded = timezone.make_aware(recorded)
    return AsOf(as_of or timezone.localdate(), recorded, chosen=bool(as_of or recorded_by))
