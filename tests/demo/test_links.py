"""The links of the demo, and which of its issues need a second look on which day."""

from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import TestCase

from issues.lifecycle.knowledge import AsOf
from issues.models import Issue, Link, User
from issues.reads.issue_page import issue_page
from issues.reads.links import Links
from issues.reads.proofs import NOT_FOUND, UNCHECKED
from tests.demo.test_demo_record import REFERENCES

READER = AnonymousUser()


class TestTheLinksOfTheDemo(TestCase):
    @classmethod
    def setUpTestData(cls):
        User.objects.create_user("admin", role="administrator")
        call_command("load_demo", verbosity=0)

    def links_of(self, reference: str, day: date) -> Links:
        """None yet of an issue of which nothing was known then."""
        try:
            return issue_page(READER, reference, AsOf(day, chosen=True), timedelta(days=60)).links
        except Issue.DoesNotExist:
            return Links()

    def told(self, day: date) -> set[str]:
        """Each link as the page of the issue that depends tells it."""
        return {
            f"{reference} {line.words} {line.reference}"
            for reference in REFERENCES
            for line in self.links_of(reference, day).lines
            if Link.objects.filter(uid=line.uid, issue__reference=reference).exists()
        }

    def needed(self, day: date) -> dict[str, list[str]]:
        looks = {ref: self.links_of(ref, day).looks for ref in REFERENCES}
        return {ref: [look.sentence for look in found] for ref, found in looks.items() if found}

    def test_they_are_told_as_they_were_known(self):
        always = {"HNS is conditional on DEF", "FDI is part of UJT"}
        october = {"F150 is part of UJT", "CMF is in answer to REE"}
        short = {"T100 is in answer to REE", "USCN is conditional on APEC"}
        assert self.told(date(2025, 10, 9)) == always
        assert self.told(date(2025, 10, 28)) == always | october | short
        assert self.told(date(2025, 11, 7)) == always | october | {"REE expires with USCN"}

    def test_each_rests_on_a_source_and_its_quotation_is_verified(self):
        for reference in REFERENCES:
            for line in self.links_of(reference, date(2025, 10, 28)).lines:
                assert line.cited.source.title
                assert line.cited.proof not in (NOT_FOUND, UNCHECKED)

    def test_a_status_that_changes_asks_for_a_second_look_until_it_was_taken(self):
        assert self.needed(date(2025, 10, 23)) == {
            "FDI": ["UJT → FDI: UJT is now in effect since 16 September 2025"]
        }
        assert self.needed(date(2025, 10, 24))["HNS"] == [
            "DEF → HNS: DEF is now brought forward since 24 October 2025"
        ]
        assert self.needed(date(2025, 10, 30))["T100"] == [
            "REE → T100: REE is now due for suspension since 30 October 2025"
        ]
        assert "T100" not in self.needed(date(2025, 11, 1))
        assert self.needed(date(2026, 6, 23))["REE"] == [
            "USCN → REE: USCN is now up for extension since 20 May 2026"
        ]

    def test_so_it_stands_at_the_end(self):
        assert self.needed(date(2026, 11, 24)) == {
            "CMF": [
                "USCN → REE → CMF: USCN is now up for extension since 20 May 2026",
                "REE → CMF: REE is now suspended in part since 7 November 2025",
            ],
            "FDI": ["UJT → FDI: UJT is now disputed since 6 March 2026"],
            "HNS": ["DEF → HNS: DEF is now under revision since 19 February 2026"],
        }
