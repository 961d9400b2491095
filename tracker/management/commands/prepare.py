"""Brings database, static files and first content up to date, and ends."""

from django.core.management.base import BaseCommand

from tracker.preparing import prepare


class Command(BaseCommand):
    help = "Brings database, grants and static files up to date; fills an empty database."

    requires_system_checks: list[str] = []  # they would already use the database

    def add_arguments(self, parser):
        parser.add_argument("--no-static", action="store_true", help="leave static files alone")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, **options):
        prepare(self.stdout.write, static=not options["no_static"], demo=not options["no_demo"])
