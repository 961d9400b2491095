"""What comes next on an issue and what is overdue, in its row, on its page and in the order of the
list."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import month
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.reads.changes import newest_changes
from issues.reads.entries import entry_history
from issues.reads.filters import Filters
from issues.reads.issue_page import IssuePage, issue_page
from issues.reads.overview import dashboard
from issues.reads.rows import Row
from issues.reads.windows import MOST
from tests.making import (
    TODAY,
    decide,
    expect,
    happen,
    make_issue,
    move,
    note,
    resolve,
)

pytestmark = pytest.mark.django_db

SAID, DAY, LATER = date(2025, 11, 7), date(2026, 11, 10), date(2026, 11, 12)
STALE = timedelta(days=30)
VISITOR = AnonymousUser()


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "REE")


@pytest.fixture
def expiry(analyst, issue):
    return expect(analyst, issue, "It runs out.", "10 November 2026", known_on=SAID)


def shown(at: AsOf | None = None) -> IssuePage:
    return issue_page(VISITOR, "REE", at or AsOf(TODAY), STALE)


def row(at: AsOf | None = None) -> Row:
    return rows(at)[0]


def rows(at: AsOf | None = None, sort: str = "reference") -> list[Row]:
    return list(dashboard(VISITOR, Filters(sort=sort), at or AsOf(TODAY), STALE).listing.rows.rows)


def chosen(day: date) -> AsOf:
    return AsOf(day, chosen=True)


class TestWhatIsOverdue:
    def test_is_said_in_the_row_and_at_the_head_of_the_page(self, expiry):
        late = row().outlook.overdue
        assert (late.when, late.what) == ("10 Nov 2026", "It runs out.")
        assert shown().unknown[0] == (
            "Expected on 10 November 2026: It runs out."
            " Overdue: the record does not say what came of it."
        )

    def test_is_so_from_the_day_after_its_last_one(self, expiry):
        assert row(AsOf(DAY)).outlook.overdue is None
        assert row(AsOf(DAY)).outlook.next.when == "10 Nov 2026"
        assert row(AsOf(date(2026, 11, 11))).outlook.overdue.when == "10 Nov 2026"
        assert row(AsOf(date(2026, 11, 11))).outlook.next is None

    def test_is_so_by_the_calendar_of_the_reader(self, expiry):
        east = AsOf(DAY, reader_day=date(2026, 11, 11))
        assert row(east).outlook.overdue.when == "10 Nov 2026"
        assert shown(east).facts.outlook.overdue.when == "10 Nov 2026"

    def test_of_several_it_is_the_last_due(self, expiry, issue, analyst):
        expect(analyst, issue, "Hearings open.", "July 2026", known_on=SAID)
        assert row().outlook.overdue.what == "It runs out."

    @pytest.mark.parametrize(
        ("number", "said"),
        [
            (1, ""),
            (2, "and 1 more"),
            (3, "and 2 more"),
            (MOST, f"and more than {MOST - 2} more"),
            (MOST + 3, f"and more than {MOST - 2} more"),
        ],
    )
    def test_says_that_there_is_more_of_it(self, client, issue, analyst, number, said):
        for month_ in range(number):
            expect(analyst, issue, f"Step {month_}.", month(2024, month_ % 12 + 1), known_on=SAID)
        assert row().outlook.others == said
        for address in ("/", "/issues/", "/issues/REE/"):
            page = client.get(address).text
            assert f"({said}" in page if said else " more)" not in page

    def test_how_many_more_stands_outside_of_the_text_that_is_cut(self, client, issue, analyst):
        expect(analyst, issue, "Hearings open.", "July 2026", known_on=SAID)
        expect(analyst, issue, "It is signed.", "June 2026", known_on=SAID)
        for address in ("/", "/issues/"):
            cell = client.get(address).text.split('<td class="next">')[1].split("</p>")[0]
            assert cell.endswith('</span> (and 1 more) <span class="sub">Hearings open.</span>')

    def test_stands_beside_what_comes_next(self, expiry, issue, analyst):
        expect(analyst, issue, "Another ends.", "1 December 2026", known_on=SAID)
        assert (row().outlook.overdue.what, row().outlook.next.what) == (
            "It runs out.",
            "Another ends.",
        )

    @pytest.mark.parametrize("resolution", [Resolution.MISSED, Resolution.VOID])
    def test_is_not_what_has_ended(self, expiry, analyst, resolution):
        resolve(analyst, expiry, resolution, known_on=LATER)
        assert row().outlook.overdue is None
        assert row(chosen(date(2026, 11, 11))).outlook.overdue.what == "It runs out."

    def test_is_not_what_was_met_moved_or_taken_back(self, expiry, issue, analyst):
        met = expect(analyst, issue, "They meet.", "May 2026", known_on=SAID)
        came = happen(analyst, issue, "They met.", date(2026, 5, 3))
        resolve(analyst, met, Resolution.MET, met_by=came, known_on=LATER)
        wrong = expect(analyst, issue, "They part.", "June 2026", known_on=SAID)
        actions.retract_entry(by=analyst, entry=wrong, reason="No.", known_on=LATER, today=TODAY)
        move(analyst, expiry, "2027", known_on=LATER)
        assert row().outlook.overdue is None
        assert row().outlook.next.when == "2027"


class TestWhatComesNext:
    @pytest.mark.parametrize("today", [date(2026, 11, 1), DAY, date(2026, 11, 30)])
    def test_may_be_a_month_until_it_is_over(self, issue, analyst, today):
        expect(analyst, issue, "They meet.", "November 2026", known_on=SAID)
        assert row(AsOf(today)).outlook.next.when == "Nov 2026"
        assert row(AsOf(today)).outlook.overdue is None

    @pytest.mark.parametrize("days", [0, 1, 400])
    def test_that_has_begun_and_has_no_end_may_be_any_day(self, client, issue, analyst, days):
        window = f"not before {TODAY - timedelta(days=days):%Y-%m-%d}"
        expect(analyst, issue, "They meet.", window, known_on=SAID)
        assert row().outlook.next.when.startswith("any day now, not before ")
        assert list(dashboard(VISITOR, Filters(), AsOf(TODAY), STALE).coming) == []
        page = client.get("/calendar/").text
        assert page.count("They meet.") == page.count('id="any-day"') == 1

    def test_that_begins_tomorrow_is_next_on_that_day(self, client, issue, analyst):
        window = f"not before {TODAY + timedelta(days=1):%Y-%m-%d}"
        expect(analyst, issue, "They meet.", window, known_on=SAID)
        assert row().outlook.next.when == "not before 25 Nov 2026"
        (ahead,) = dashboard(VISITOR, Filters(), AsOf(TODAY), STALE).coming
        assert ahead.when_short == "not before 25 Nov 2026"

    def test_on_the_dashboard_stands_by_its_last_day_and_then_the_shortest_first(
        self, issue, analyst
    ):
        windows = [
            "by the end of November 2026",
            "autumn 2026",
            "November 2026",
            "27 November 2026",
        ]
        for window in [*windows, "30 November 2026", "2026"]:
            expect(analyst, issue, "They meet.", window, known_on=SAID)
        ahead = dashboard(VISITOR, Filters(), AsOf(TODAY), STALE).coming
        assert [each.when_short for each in ahead] == [
            "27 Nov 2026",
            "30 Nov 2026",
            "Nov 2026",
            "autumn 2026",
            "by end Nov 2026",
            "2026",
        ]

    def test_is_what_is_due_first_though_it_begins_later(self, issue, analyst):
        expect(analyst, issue, "In the year.", "2026", known_on=SAID)
        expect(analyst, issue, "On the day.", "5 December 2026", known_on=SAID)
        assert row().outlook.next.what == "On the day."

    def test_without_an_end_is_next_only_where_nothing_is_due(self, issue, analyst):
        expect(analyst, issue, "Some day.", "not before May 2026", known_on=SAID)
        assert row().outlook.next.when == "any day now, not before May 2026"
        expect(analyst, issue, "In 2030.", "2030", known_on=SAID)
        assert row().outlook.next.what == "In 2030."

    def test_may_be_a_decision_that_takes_effect_sooner(self, issue, analyst):
        expect(analyst, issue, "They meet.", "January 2027", known_on=SAID)
        decide(analyst, issue, "moving", date(2027, 1, 31), known_on=TODAY)
        assert row().outlook.next.what == "will be moving"
        decide(analyst, issue, "stalled", date(2027, 3, 1), known_on=TODAY)
        assert row().outlook.next.what == "will be moving"

    def test_is_what_was_known_then(self, issue, analyst):
        first = expect(analyst, issue, "They meet.", "May 2026", known_on=SAID)
        move(analyst, first, "January 2027", known_on=date(2026, 4, 1))
        assert row(chosen(date(2026, 3, 31))).outlook.next.when == "May 2026"
        assert row(chosen(date(2026, 4, 1))).outlook.next.when == "Jan 2027"
        assert row(chosen(date(2025, 11, 6))).outlook.next is None


def test_what_a_busy_issue_shows_is_what_is_nearest(issue, analyst):
    for year in range(1990, 1990 + MOST + 3):
        expect(analyst, issue, f"In {year}.", str(year), known_on=SAID)
        expect(analyst, issue, f"In {year + 100}.", str(year + 100), known_on=SAID)
    assert (row().outlook.overdue.what, row().outlook.next.what) == ("In 2004.", "In 2090.")
    said = [line for line in row().strip_lines if line.startswith("Expected")]
    assert len(said) == 2 * MOST
    assert said[0].startswith("Expected in 1993, overdue")


class TestTheOrderByNextDate:
    def test_is_that_of_what_the_rows_show(self, analyst):
        for reference, window in (
            ("A", "2027"),
            ("B", "December 2026"),
            ("C", "not before 2020"),
            ("D", "15 December 2026"),
            ("E", "May 2026"),
        ):
            expect(analyst, make_issue(analyst, reference), reference, window, known_on=SAID)
        decided = make_issue(analyst, "F")
        decide(analyst, decided, "moving", date(2026, 12, 20), known_on=TODAY)
        expect(analyst, decided, "Later.", "2028", known_on=SAID)
        make_issue(analyst, "G")
        assert [r.reference for r in rows(sort="next")] == list("DFBACEG")
        shown = [r.outlook.next.on for r in rows(sort="next") if r.outlook.next]
        assert shown == sorted(shown)

    def test_is_that_of_the_day(self, analyst):
        one, two = make_issue(analyst, "A"), make_issue(analyst, "B")
        expect(analyst, one, "A", "June 2026", known_on=SAID)
        expect(analyst, two, "B", "July 2026", known_on=SAID)
        assert [r.reference for r in rows(chosen(date(2026, 6, 30)), "next")] == ["A", "B"]
        assert [r.reference for r in rows(chosen(date(2026, 7, 1)), "next")] == ["B", "A"]


class TestTheRecordOfTheIssue:
    def test_has_what_is_to_come_before_the_years(self, issue, analyst):
        expect(analyst, issue, "Later.", "2027", known_on=SAID)
        expect(analyst, issue, "Sooner.", "December 2026", known_on=SAID)
        happen(analyst, issue, "It happened.", date(2026, 6, 1))
        page = shown()
        assert [year.name for year in page.years] == ["Coming", "2026"]
        assert ["Sooner" in line.body for line in page.years[0].lines] == [True, False]

    def test_has_what_has_ended_in_its_year(self, issue, analyst):
        ended = expect(analyst, issue, "Later.", "2027", known_on=SAID)
        resolve(analyst, ended, Resolution.VOID, known_on=TODAY)
        assert [year.name for year in shown().years] == ["2027"]


def test_news_say_when_it_is_expected(expiry):
    (line,) = newest_changes(VISITOR, AsOf(TODAY)).lines
    assert line.when == "expected on 10 November 2026"


def test_the_page_of_the_entry_says_what_it_is(expiry):
    heading = entry_history(VISITOR, expiry.uid, AsOf(TODAY)).heading
    assert heading == "Expectation, 10 November 2026"


class TestNobodyHasLooked:
    def test_the_page_says_since_when(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=date(2026, 6, 24), today=TODAY)
        happen(analyst, issue, "It happened.", date(2026, 6, 1))
        assert shown().unknown == [
            "Not checked since 24 June 2026: what became known after that day is not here."
        ]

    def test_it_names_what_was_recorded_later(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=date(2026, 6, 24), today=TODAY)
        happen(analyst, issue, "It happened.", date(2026, 6, 27))
        (sentence,) = shown().unknown
        assert sentence == (
            "Not checked since 24 June 2026; the newest entry is of 27 June 2026."
            " What else became known since may not be here."
        )

    def test_an_issue_opened_lately_was_looked_at_then(self, analyst):
        opened = date(2026, 8, 20)
        make_issue(analyst, "REE", opened_on=opened)
        for days, stale in ((STALE.days, False), (STALE.days + 1, True)):
            at = chosen(opened + timedelta(days=days))
            page = shown(at)
            assert (row(at).stale, page.facts.stale, bool(page.unknown)) == (stale, stale, stale)
            assert (row(at).checked, page.facts.checked) == ("", "")
        assert page.unknown == [
            "Never checked: what became known after 20 August 2026 may not be here."
        ]

    def test_nothing_is_said_of_an_issue_that_was_looked_at(self, issue, analyst):
        actions.mark_checked(by=analyst, issue=issue, on=TODAY, today=TODAY)
        assert shown().unknown == []


class TestTheStrip:
    def looks(self) -> list[str]:
        return [path.look for path in row().strip.paths]

    def test_shows_a_hollow_window_and_says_it(self, expiry, issue, analyst):
        note(analyst, issue, "SECRET")
        assert self.looks() == ["window open", "window hole", "today"]
        assert row().strip_lines == [
            "Not rated yet.",
            "Expected on 10 November 2026, overdue: It runs out.",
        ]

    def test_shows_what_was_moved_with_the_windows_before(self, issue, analyst):
        first = expect(analyst, issue, "They meet.", "May 2026", known_on=SAID)
        second = move(analyst, first, "July 2026", known_on=date(2026, 5, 1))
        move(analyst, second, "January 2027", known_on=date(2026, 7, 1))
        assert self.looks() == [
            "way", "window trail", "window hole", "window open", "window hole", "today",
        ]  # fmt: skip
        assert row().strip_lines[1] == (
            "Expected in January 2027; before that in July 2026; before that in May 2026:"
            " They meet."
        )
        then = row(chosen(date(2026, 6, 30)))
        assert then.strip_lines[1] == ("Expected in July 2026; before that in May 2026: They meet.")

    def test_shows_no_window_that_was_a_mistake(self, issue, analyst):
        first = expect(analyst, issue, "They meet.", "May 2026", known_on=SAID)
        actions.correct_entry(
            by=analyst,
            entry=first,
            reason="Misread.",
            body="They meet.",
            date=month(2027, 1),
            citations=[actions.Cite(c.source) for c in first.citations.all()],
            known_on=TODAY,
            today=TODAY,
        )
        assert "window trail" not in self.looks()

    def test_shows_what_has_ended_fainter_and_says_how(self, expiry, issue, analyst):
        resolve(analyst, expiry, Resolution.MISSED, known_on=LATER)
        assert self.looks() == ["window ended", "window hole", "today"]
        assert row().strip_lines[1] == "Expected on 10 November 2026, missed: It runs out."

    def test_counts_the_events_of_each_year_in_words(self, issue, analyst):
        for on in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)):
            happen(analyst, issue, on=on)
        assert row().strip_lines[-1] == "Events: 1 in 2025, 2 in 2026."

    def test_marks_when_a_status_was_known_that_holds_from_another_day(self, issue, analyst):
        decide(analyst, issue, "moving", date(2025, 9, 1))
        decide(analyst, issue, "stalled", date(2026, 11, 1), known_on=date(2026, 3, 1))
        assert "known" in self.looks()
        assert row().strip_lines[:2] == [
            "Moving from 1 Sep 2025.",
            "Stalled from 1 Nov 2026, known on 1 March 2026.",
        ]

    def test_is_lighter_after_what_anybody_has_looked_at(self, issue, analyst):
        decide(analyst, issue, "moving", date(2025, 9, 1))
        actions.mark_checked(by=analyst, issue=issue, on=date(2026, 6, 24), today=TODAY)
        assert self.looks()[:3] == ["moving", "moving untold", "moving ahead"]
        assert row().strip_lines[1] == "Lighter after 24 June 2026: nobody has looked since."
        actions.mark_checked(by=analyst, issue=issue, on=TODAY, today=TODAY)
        assert self.looks()[:2] == ["moving", "moving ahead"]
        assert row().strip_lines == ["Moving from 1 Sep 2025."]

    def test_of_the_page_says_the_same(self, expiry, issue, analyst):
        decide(analyst, issue, "moving", date(2025, 9, 1))
        page = shown()
        assert page.strip_lines == row().strip_lines[1:]
        assert {path.look for path in page.strip.paths} == set(self.looks())
