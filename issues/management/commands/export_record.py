"""Write the record in the record format (docs/record-format.md)."""

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from issues.lifecycle.knowledge import AsOf, NoSuchMoment, moment_asked
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
            default="",
            metavar="DAY",
            help="what was known on that day (2025-10-28), without what was corrected later",
        )
        parser.add_argument(
            "--recorded-by",
            default="",
            metavar="INSTANT",
            help="only what the database had by then (2026-01-05T12:00Z, or the end of 2026-01-05),"
            " for audits",
        )

    def handle(self, *, file: str, **options) -> None:
        viewer = User(role=Role.ADMINISTRATOR) if options["all"] else AnonymousUser()
        text = write_record(export_record(viewer, _moment(**options)))
        if file == "-":
            self.stdout.write(text, ending="")
        else:
            Path(file).write_text(text, encoding="utf-8")


def _moment(as_of: str, recorded_by: str, **_options: object) -> AsOf:
    if not as_of and not recorded_by:
        return AsOf(timezone.localdate())
    try:
        zone = timezone.get_current_timezone()
        return moment_asked(as_of, recorded_by, timezone.localdate(), zone)
    except NoSuchMoment as refused:
        raise CommandError(str(refused)) from refused
