"""The demo record once it is loaded: the database derives the same, and readers find their way."""

from datetime import date, timedelta
from io import StringIO

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import TestCase

from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Issue, StatusPeriod, User
from issues.reads.export_record import export_record
from issues.reads.issue_page import issue_page
from issues.reads.proofs import NOT_FOUND, UNCHECKED
from issues.reads.search import matching
from issues.record_format import read_record
from tests.demo.test_demo_record import FILES, FOLDER, REFERENCES, STOOD

TODAY = date(2026, 11, 24)
READER = AnonymousUser()
ACCOUNTS = {"admin": "administrator", "editor": "editor", "analyst": "analyst"}


class TestTheDemoInTheTracker(TestCase):
    @classmethod
    def setUpTestData(cls):
        for username, role in ACCOUNTS.items():
            User.objects.create_user(username, role=role, name=f"Demo {username}")
        cls.said = StringIO()
        call_command("load_demo", stdout=cls.said)

    def page(self, reference):
        return issue_page(READER, reference, AsOf(TODAY), timedelta(days=60))

    def found(self, text):
        issues = matching(Issue.objects.visible_to(READER), text, READER, AsOf(TODAY))
        return set(issues.values_list("reference", flat=True))

    def test_it_loads_whole(self):
        assert "10 issues" in self.said.getvalue()
        assert "337 entries" in self.said.getvalue()

    def test_it_is_exported_as_it_was_loaded(self):
        """So a correction of the demo can be made in the tracker and written back."""
        files = [(name, (FOLDER / name).read_text()) for name in FILES]
        assert export_record(User.objects.get(username="admin"), AsOf(TODAY)) == read_record(files)

    def test_the_database_derives_where_the_issues_stood(self):
        for day, expected in STOOD.items():
            periods = StatusPeriod.objects.filter(holds__contains=day, known__contains=day)
            found = dict(periods.values_list("issue__reference", "status__slug"))
            assert found == expected, day

    def test_each_issue_opens_with_its_sentence_a_summary_and_sources(self):
        for reference in REFERENCES:
            page = self.page(reference)
            assert page.sentence.text.startswith(f"{page.title} has been {page.now.status} since ")
            assert page.sentence.text.endswith(").")
            assert page.summary
            assert page.notes

    def test_no_issue_passes_for_checked_and_none_for_not_rated(self):
        pages = [self.page(reference) for reference in REFERENCES]
        assert all(page.facts.stale for page in pages)
        assert all(page.now for page in pages)

    def test_a_quotation_is_verified_and_a_borrowed_title_says_so(self):
        for reference in REFERENCES:
            notes = self.page(reference).notes
            proofs = {passage.proof for note in notes for passage in note.passages}
            assert not proofs & {NOT_FOUND, UNCHECKED}, reference
            assert any(note.source.basis for note in notes), reference

    def test_the_briefings_rendering_of_a_name_finds_her_issues(self):
        hers = self.found("Takaichi")
        assert self.found("Sen Takichi") == self.found("高市早苗")
        assert self.found("Sen Takichi") <= hers
        assert {"FDI", "HNS", "DEF"} <= self.found("Sen Takichi")
        assert "T100" not in self.found("Sen Takichi")

    def test_readers_see_no_note(self):
        notes = Entry.objects.filter(kind="note")
        assert notes.count() == 3
        assert not Entry.objects.visible_to(READER).filter(kind="note").exists()

    def test_what_comes_next_is_what_is_expected(self):
        due = {r: (n := self.page(r).facts.outlook.next) and n.within for r in REFERENCES}
        assert due["REE"] == "on 27 November 2026"
        assert due["HNS"] == "in autumn 2026"
        assert due["DEF"] == "by the end of 2026"
        assert due["FDI"] == "by 19 January 2029"
        assert due["F150"] == "any day now, not before 10 October 2025"
        assert due["T100"] is due["UJT"] is None

    def test_what_nobody_told_of_is_overdue(self):
        late = {r: (n := self.page(r).facts.outlook.overdue) and n.on for r in REFERENCES}
        assert late["REE"] == late["USCN"] == date(2026, 11, 10)
        assert late["T100"] == late["UJT"] == date(2026, 7, 24)
        assert late["CMF"] == date(2026, 4, 28)
        assert late["APEC"] is late["F150"] is late["FDI"] is None
