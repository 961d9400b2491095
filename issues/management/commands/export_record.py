"""Write the record in the record format (docs/record-format.md)."""

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand

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

    def handle(self, *, file: str, **options) -> None:
        viewer = User(role=Role.ADMINISTRATOR) if options["all"] else AnonymousUser()
        text = write_record(export_record(viewer))
        if file == "-":
            self.stdout.write(text, ending="")
        else:
            Path(file).write_text(text, encoding="utf-8")
