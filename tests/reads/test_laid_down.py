"""What was laid down for a day must not read as something that happened on it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import day, parse
from issues.models import Entry
from issues.reads.changes import newest_changes
from issues.reads.entries import entry_history
from issues.reads.filters import Filters
from issues.reads.issue_page import IssuePage, issue_page
from issues.reads.overview import dashboard
from tests.making import TODAY, assess, happen, make_issue, note

pytestmark = pytest.mark.django_db

LAID, DAY, LATER = date(2025, 11, 7), date(2026, 11, 10), date(2026, 11, 12)
STALE = timedelta(days=30)
MONTH = [date(2026, 11, 1), DAY, date(2026, 11, 29), date(2026, 12, 1)]
VISITOR = AnonymousUser()
UNTOLD = (
    "Laid down on 7 November 2025 for 10 November 2026;"
    " nothing recorded since says whether it happened."
)
TOLD = "Laid down on 7 November 2025 for 10 November 2026."


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "REE")


@pytest.fixture
def expiry(analyst, issue) -> Entry:
    return happen(analyst, issue, "It is due to run out.", DAY, known_on=LAID)


def shown(today: date = TODAY) -> IssuePage:
    return issue_page(VISITOR, "REE", today, STALE)


def said(of: str = "It is due to run out.") -> str:
    entries = [line for year in shown().years for line in year.lines]
    return next(line.laid_down for line in entries if of in line.body)


def row():
    (row,) = dashboard(VISITOR, Filters(), TODAY, STALE).listing.rows.rows
    return row


def reword(analyst, entry: Entry, wording_only: bool, body: str) -> Entry:
    return actions.correct_entry(
        by=analyst,
        entry=entry,
        reason="Clearer.",
        body=body,
        date=entry.date,
        citations=[actions.Cite(c.source) for c in entry.citations.all()],
        known_on=LATER,
        today=TODAY,
        wording_only=wording_only,
    )


class TestADayOfWhichNothingTells:
    def test_is_said_to_be_so_in_the_record_and_at_its_head(self, expiry):
        assert said() == UNTOLD
        assert shown().unknown[0] == (
            "Laid down for 10 November 2026: It is due to run out."
            " Nothing recorded since says whether it happened."
        )

    def test_stands_apart_from_what_happened(self, expiry, issue, analyst):
        happen(analyst, issue, "It happened.", date(2026, 6, 1))
        names = [year.name for year in shown().years]
        assert names == ["Was to come; whether it happened is not recorded", "2026"]

    def test_is_named_in_the_row_beside_what_comes_next(self, expiry, issue, analyst):
        happen(analyst, issue, "Another ends.", date(2026, 12, 1), known_on=LAID)
        assert row().outlook.untold.on == DAY
        assert row().outlook.next.on == date(2026, 12, 1)

    def test_is_the_last_one_where_there_are_several(self, expiry, issue, analyst):
        happen(analyst, issue, "Hearings open.", date(2026, 7, 7), known_on=LAID)
        assert row().outlook.untold.on == DAY
        assert said("Hearings open.").endswith("nothing recorded since says whether it happened.")

    def test_before_it_comes_is_coming(self, expiry):
        page = shown(today=date(2026, 11, 9))
        assert [year.name for year in page.years] == ["Coming"]
        assert page.facts.outlook.next.on == DAY
        assert page.facts.outlook.untold is None
        assert page.years[0].lines[0].laid_down == TOLD

    def test_may_be_as_fuzzy_as_it_is(self, analyst, issue):
        happen(analyst, issue, "They meet.", date=parse("second quarter of 2026"), known_on=LAID)
        assert said("They meet.").startswith(
            "Laid down on 7 November 2025 for the second quarter of 2026;"
        )


class TestAMonth:
    @pytest.fixture(autouse=True)
    def _meeting(self, analyst, issue):
        happen(analyst, issue, "They meet.", date=parse("November 2026"), known_on=LAID)

    @pytest.mark.parametrize("today", [date(2026, 11, 1), DAY, date(2026, 11, 29)])
    def test_is_ahead_until_it_is_over(self, today):
        page = shown(today)
        assert page.facts.outlook.next.when == "Nov 2026"
        assert page.facts.outlook.untold is None
        assert [year.name for year in page.years] == ["Coming"]
        assert page.years[0].lines[0].laid_down.endswith("for November 2026.")

    def test_is_what_comes_next_until_it_is_over(self):
        next_to = [dashboard(VISITOR, Filters(), today, STALE).coming for today in MONTH]
        assert [[(a.when, a.reference) for a in coming] for coming in next_to] == [
            [("Nov 2026", "REE")],
            [("Nov 2026", "REE")],
            [("Nov 2026", "REE")],
            [],
        ]

    @pytest.mark.parametrize("today", [date(2026, 11, 1), DAY, date(2026, 11, 29)])
    def test_comes_first_in_the_order_by_next(self, analyst, today):
        happen(analyst, make_issue(analyst, "AAA"), "Later.", date(2027, 1, 5), known_on=LAID)
        make_issue(analyst, "BBB")
        listed = dashboard(VISITOR, Filters(sort="next"), today, STALE).listing.rows.rows
        assert [row.reference for row in listed] == ["REE", "AAA", "BBB"]

    def test_is_not_what_comes_next_once_something_tells_of_it(self, issue, analyst):
        happen(analyst, issue, "They met.", DAY, known_on=DAY)
        assert dashboard(VISITOR, Filters(), LATER, STALE).coming == []

    def test_is_untold_when_it_is_over(self):
        page = shown(date(2026, 12, 1))
        assert page.facts.outlook.next is None
        assert page.facts.outlook.untold.when == "Nov 2026"
        assert page.years[0].name.startswith("Was to come")

    def test_of_which_something_tells_is_not_ahead(self, issue, analyst):
        happen(analyst, issue, "They met.", DAY, known_on=DAY)
        page = shown(LATER)
        assert page.facts.outlook.next is None
        assert [year.name for year in page.years] == ["2026"]


class TestItIsTold:
    def test_by_an_entry_of_that_day_or_later_known_then(self, expiry, issue, analyst):
        happen(analyst, issue, "It was renewed.", DAY, known_on=LATER)
        assert said() == TOLD
        assert row().outlook.untold is None

    def test_by_an_assessment_made_after_it(self, expiry, issue, analyst):
        assess(analyst, issue, "It ran out.", LATER)
        assert said() == TOLD
        assert row().outlook.untold is None

    def test_by_a_correction_made_after_it(self, expiry, analyst):
        reword(analyst, expiry, wording_only=False, body="It was renewed for a year.")
        assert said("It was renewed") == TOLD
        assert row().outlook.untold is None


class TestItIsNotTold:
    @pytest.mark.parametrize(
        ("on", "known_on"),
        [
            (date(2026, 11, 9), LATER),
            (date(2026, 11, 11), date(2026, 11, 9)),
            (date(2027, 3, 1), date(2026, 11, 9)),
        ],
    )
    def test_by_an_entry_of_before_or_known_before(self, expiry, issue, analyst, on, known_on):
        happen(analyst, issue, "Something else.", on, known_on=known_on)
        assert said() == UNTOLD

    def test_by_a_note(self, expiry, issue, analyst):
        note(analyst, issue, "It ran out, I think.", LATER)
        assert said() == UNTOLD
        assert row().outlook.untold.on == DAY

    def test_by_new_wording(self, expiry, analyst):
        newer = reword(analyst, expiry, wording_only=True, body="It is to run out.")
        assert said("It is to run out.") == UNTOLD
        reword(analyst, newer, wording_only=True, body="It is going to run out.")
        assert said("It is going to run out.") == UNTOLD
        assert row().outlook.untold.what == "It is going to run out."

    def test_by_an_entry_that_was_taken_back(self, expiry, issue, analyst):
        wrong = happen(analyst, issue, "It was renewed.", DAY, known_on=LATER)
        actions.retract_entry(
            by=analyst, entry=wrong, reason="Not so.", known_on=TODAY, today=TODAY
        )
        assert said() == UNTOLD


def test_what_was_itself_taken_back_is_not_asked_for(expiry, analyst):
    actions.retract_entry(by=analyst, entry=expiry, reason="No.", known_on=LATER, today=TODAY)
    assert row().outlook.untold is None
    assert shown().unknown == [
        "Never checked: what happened after 12 November 2026 may not be here."
    ]


def test_moved_to_another_day_it_is_known_since_it_was_moved(expiry, analyst):
    moved = {"date": day(date(2025, 11, 1)), "known_on": LATER, "today": TODAY}
    actions.correct_entry(
        by=analyst, entry=expiry, reason="Wrong day.", body="It ran out.",
        citations=[actions.Cite(c.source) for c in expiry.citations.all()], **moved,
    )  # fmt: skip
    assert said("It ran out.") == ""


def test_the_strip_shows_a_hollow_dot_told_or_not(expiry, issue, analyst):
    looks = {path.look for path in row().strip.paths}
    assert {"dots laid", "dots hole"} <= looks
    assert "dots" not in looks
    happen(analyst, issue, "It was renewed.", DAY, known_on=LATER)
    assert {"dots laid", "dots hole", "dots"} <= {path.look for path in row().strip.paths}


def test_new_wording_does_not_fill_the_dot(expiry, analyst):
    reword(analyst, expiry, wording_only=True, body="It is to run out.")
    assert "dots" not in {path.look for path in row().strip.paths}


def test_news_say_for_when_it_was_laid_down(expiry):
    (line,) = newest_changes(VISITOR).lines
    assert line.when == "laid down for 10 November 2026"


def test_the_page_of_the_entry_says_so_in_its_heading(expiry, issue, analyst):
    assert entry_history(VISITOR, expiry.uid).heading == "Event laid down for 10 November 2026"
    happened = happen(analyst, issue, "It happened.", date(2026, 6, 1))
    assert entry_history(VISITOR, happened.uid).heading == "Event, 1 June 2026"


class TestNobodyHasLooked:
    def test_the_page_says_since_when(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=date(2026, 6, 24), today=TODAY)
        happen(analyst, issue, "It happened.", date(2026, 6, 1))
        assert shown().unknown == [
            "Not checked since 24 June 2026: what happened after that day is not here."
        ]

    def test_it_names_what_was_recorded_later(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=date(2026, 6, 24), today=TODAY)
        happen(analyst, issue, "It happened.", date(2026, 6, 27))
        (sentence,) = shown().unknown
        assert sentence == (
            "Not checked since 24 June 2026; the newest entry is of 27 June 2026."
            " What else happened since may not be here."
        )

    def test_nothing_is_said_of_an_issue_that_was_looked_at(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=TODAY, today=TODAY)
        assert shown().unknown == []
