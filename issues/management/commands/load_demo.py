"""Fill an empty database with the demo record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from issues.management.importing import administrator, counted, read_files, take_in
from issues.models import Issue

DEMO = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = "Imports the demo record into a tracker that has no issue yet; else does nothing."

    def handle(self, **options) -> None:
        if Issue.objects.exists():
            return
        try:
            by = administrator()
        except CommandError as error:
            self.stderr.write(f"The demo was not loaded. {error}")
            return
        done = take_in(read_files(sorted(DEMO.glob("*.json"))), by)
        self.stdout.write(f"Loaded the demo record: {counted(done.added)}.")
