"""Take in a record from files in the record format (docs/record-format.md)."""

from django.core.management.base import BaseCommand

from issues.management.importing import administrator, check_only, counted, read_files, take_in


class Command(BaseCommand):
    help = (
        "Imports a record: all of it or, if anything in it is wrong, nothing. Several files are"
        " read as one record. What is already there with the same content is skipped."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--by", metavar="USERNAME", help="the administrator who imports")
        parser.add_argument("--check", action="store_true", help="only check, import nothing")

    def handle(self, *, files: list[str], by: str | None, check: bool, **options) -> None:
        record = read_files(files)
        if check:
            new = {name: len(rows) for name, rows in check_only(record).sections()}
            self.stdout.write(f"Nothing is wrong with it. New would be: {counted(new)}.")
            return
        done = take_in(record, administrator(by))
        self.stdout.write(f"Imported {counted(done.added)}.")
        if any(done.skipped.values()):
            self.stdout.write(f"Already there: {counted(done.skipped)}.")
