"""Write docs/lifecycles.md from the lifecycles of the demo record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from issues.management.commands.load_demo import DEMO
from issues.management.importing import read_files
from issues.record_format.lifecycles_page import lifecycles_page

PAGE = DEMO.parents[1] / "docs" / "lifecycles.md"


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Writes docs/lifecycles.md anew from issues/demo/lifecycles.json."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if outdated")

    def handle(self, *, check: bool, **options) -> None:
        page = made_page()
        if not check:
            PAGE.parent.mkdir(exist_ok=True)
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError(
                "docs/lifecycles.md is not what issues/demo/lifecycles.json says. Run"
                " “manage.py write_lifecycles”."
            )


def made_page() -> str:
    """The page as it should be."""
    return lifecycles_page(read_files([Path(DEMO / "lifecycles.json")]).lifecycles)
