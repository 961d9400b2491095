"""What comes next over all issues: each thing in its month or quarter, and never on a day of it."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.models import Topic
from issues.reads import calendar as module
from issues.reads.calendar import Calendar, calendar, calendar_feed
from issues.reads.coming import next_few
from issues.reads.filters import Filters
from tests.making import (
    TODAY,
    decide,
    expect,
    happen,
    make_issue,
    make_lifecycle,
    make_party,
    move,
    resolve,
)

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "REE")


def shown(at: AsOf | None = None, user=VISITOR, after="", overdue_after="", **filters) -> Calendar:
    return calendar(user, Filters(**filters), at or AsOf(TODAY), after, overdue_after)


def parts(page: Calendar) -> dict[str, list[str]]:
    return {part.name: [line.what for line in part.lines] for part in page.parts}


def overdue(page: Calendar) -> list[str]:
    return [line.what for line in page.overdue]


class TestEachStandsInItsPartOfTheYear:
    def test_and_the_parts_in_their_order(self, analyst, issue):
        for window in (
            "not before March 2027",
            "2027",
            "Q1 2027",
            "15 January 2027",
            "by the end of 2026",
            "December 2026",
            "early 2027",
            "January 2027",
        ):
            expect(analyst, issue, window, window)
        assert parts(shown()) == {
            "December 2026": ["by the end of 2026", "December 2026"],
            "January 2027": ["15 January 2027", "January 2027"],
            "Not before March 2027": ["not before March 2027"],
            "First quarter of 2027": ["Q1 2027"],
            "First half of 2027": ["early 2027"],
            "2027": ["2027"],
        }

    def test_until_the_last_day_of_it_is_over(self, analyst, issue):
        expect(analyst, issue, "They meet.", "November 2026")
        for day in (date(2026, 11, 1), date(2026, 11, 30)):
            assert parts(shown(AsOf(day))) == {"November 2026": ["They meet."]}
        assert overdue(shown(AsOf(date(2026, 12, 1)))) == ["They meet."]
        assert parts(shown(AsOf(date(2026, 12, 1)))) == {}

    def test_of_a_decision_from_which_it_holds(self, analyst, issue):
        decide(analyst, issue, "moving", date(2025, 9, 1))
        decide(analyst, issue, "stalled", date(2027, 1, 10), known_on=TODAY)
        assert parts(shown()) == {"January 2027": ["will be stalled"]}
        assert parts(shown(AsOf(date(2026, 11, 23)))) == {}
        assert parts(shown(AsOf(date(2027, 1, 10)))) == {}

    def test_what_has_begun_and_has_no_end_may_come_any_day(self, analyst, issue):
        expect(analyst, issue, "They meet.", "not before May 2026")
        page = shown()
        assert [line.what for line in page.any_day] == ["They meet."]
        assert (overdue(page), parts(page)) == ([], {})


def test_the_overdue_stand_on_top_the_last_due_first(analyst, issue):
    for window in ("May 2026", "12 November 2026", "2025"):
        expect(analyst, issue, window, window)
    assert overdue(shown()) == ["12 November 2026", "May 2026", "2025"]
    assert all(line.overdue for line in shown().overdue)


def test_overdue_is_by_the_calendar_of_the_reader(analyst, issue):
    expect(analyst, issue, "They meet.", "24 November 2026")
    assert overdue(shown(AsOf(TODAY))) == []
    assert overdue(shown(AsOf(TODAY, reader_day=date(2026, 11, 25)))) == ["They meet."]


def test_what_has_ended_is_not_here(analyst, issue):
    met = expect(analyst, issue, "Met.", "2027")
    came = happen(analyst, issue, "It came.", TODAY)
    resolve(analyst, met, Resolution.MET, met_by=came, known_on=TODAY)
    resolve(analyst, expect(analyst, issue, "Missed.", "2025"), Resolution.MISSED, known_on=TODAY)
    resolve(analyst, expect(analyst, issue, "Void.", "2027"), Resolution.VOID, known_on=TODAY)
    assert shown().is_empty


def test_what_was_moved_stands_where_it_was_moved_to(analyst, issue):
    first = expect(analyst, issue, "They meet.", "May 2026", known_on=date(2025, 9, 1))
    move(analyst, first, "January 2027", known_on=date(2026, 6, 2))
    assert parts(shown()) == {"January 2027": ["They meet."]}
    assert parts(shown(AsOf(date(2026, 5, 2), chosen=True))) == {"May 2026": ["They meet."]}
    assert overdue(shown(AsOf(date(2026, 6, 1), chosen=True))) == ["They meet."]


def test_what_was_known_later_is_not_here(analyst, issue):
    expect(analyst, issue, "They meet.", "2027", known_on=date(2026, 6, 2))
    assert shown(AsOf(date(2026, 6, 1), chosen=True)).is_empty
    assert parts(shown(AsOf(date(2026, 6, 2), chosen=True))) == {"2027": ["They meet."]}


def test_of_several_issues_it_stands_once_and_names_those_that_the_asker_sees(analyst, issue):
    draft = make_issue(analyst, "HUSH", published=False)
    other = make_issue(analyst, "OTHER")
    expect(analyst, [issue, draft, other], "They meet.", "2027")
    expect(analyst, draft, "Secret.", "2027")
    for user, on, lines in ((VISITOR, ["OTHER", "REE"], 1), (analyst, ["HUSH", "OTHER", "REE"], 2)):
        (part,) = shown(user=user).parts
        assert [issue.reference for issue in part.lines[0].issues] == on
        assert len(part.lines) == lines


def test_it_is_narrowed_by_party_topic_and_kind(analyst, issue):
    trade = Topic.objects.create(slug="trade", name="Trade")
    other = make_issue(
        analyst,
        parties=[make_party("Japan", slug="japan")],
        topics=[trade],
        kind=make_lifecycle("tariff"),
    )
    expect(analyst, issue, "They meet.", "2027")
    expect(analyst, other, "It is raised.", "2027")
    expect(analyst, other, "It was due.", "2025")
    decide(analyst, other, "moving", date(2027, 2, 1), known_on=TODAY)
    for narrowed in ({"party": "japan"}, {"topic": "trade"}, {"kind": "tariff"}):
        page = shown(**narrowed)
        assert parts(page) == {"February 2027": ["will be moving"], "2027": ["It is raised."]}
        assert overdue(page) == ["It was due."]
    assert shown(party="nobody").is_empty


def test_pages_follow_each_other_without_a_gap(analyst, issue, monkeypatch):
    monkeypatch.setattr(module, "PAGE", 3)
    windows = [f"{day} January 2027" for day in (1, 2, 2, 2, 3, 5, 8)]
    for window in windows:
        expect(analyst, issue, window, window)
    other = make_issue(analyst)
    decide(analyst, other, "moving", date(2027, 1, 2), known_on=TODAY)
    for year in (2020, 2021, 2022, 2023):
        expect(analyst, issue, f"in {year}", str(year))
    found, after = [], ""
    for _ in range(3):
        page = shown(after=after)
        found += [line.what for part in page.parts for line in part.lines]
        after = page.after
    assert after == ""
    assert sorted(found) == sorted([*windows, "will be moving"])
    first = shown()
    assert overdue(first) == ["in 2023", "in 2022", "in 2021"]
    assert overdue(shown(overdue_after=first.more_overdue)) == ["in 2020"]
    assert shown(overdue_after=first.more_overdue).parts == []
    assert overdue(shown(after=first.after)) == []


def test_a_mark_that_means_nothing_begins_at_the_start(analyst, issue):
    expect(analyst, issue, "They meet.", "2027")
    assert parts(shown(after="~~\0 OR 1=1")) == {"2027": ["They meet."]}


class TestTheNextFew:
    def test_are_the_soonest_expectations_and_decisions(self, analyst, issue):
        expect(analyst, issue, "They met.", "May 2026")
        expect(analyst, issue, "They meet.", "Q1 2027")
        expect(analyst, issue, "They part.", "November 2026")
        decide(analyst, issue, "moving", date(2027, 1, 10), known_on=TODAY)
        assert [(line.when_short, line.what) for line in next_few(VISITOR, AsOf(TODAY))] == [
            ("Nov 2026", "They part."),
            ("10 Jan 2027", "will be moving"),
            ("Q1 2027", "They meet."),
        ]

    def test_are_ten(self, analyst, issue):
        for day in range(1, 13):
            expect(analyst, issue, f"Day {day}", f"{day} December 2026")
        assert [line.what for line in next_few(VISITOR, AsOf(TODAY))] == [
            f"Day {day}" for day in range(1, 11)
        ]

    def test_do_not_name_a_draft(self, analyst):
        expect(analyst, make_issue(analyst, published=False), "Secret.", "2027")
        assert next_few(VISITOR, AsOf(TODAY)) == []
        assert [line.what for line in next_few(analyst, AsOf(TODAY))] == ["Secret."]

    def test_are_those_of_the_calendar(self, analyst, issue):
        for window in ("2027", "May 2027", "not before 2027", "by the end of 2026", "H1 2027"):
            expect(analyst, issue, window, window)
        few = [line.pk for line in next_few(VISITOR, AsOf(TODAY))]
        page = shown()
        assert set(few) == {line.pk for part in page.parts for line in part.lines}


def test_a_decision_taken_back_does_not_come(analyst, issue):
    decide(analyst, issue, "moving", date(2025, 9, 1))
    decision = decide(analyst, issue, "stalled", date(2027, 1, 10), known_on=date(2026, 11, 20))
    actions.retract_entry(
        by=analyst, entry=decision, made_from=decision, reason="No.", known_on=TODAY, today=TODAY
    )
    assert parts(shown()) == {}
    assert parts(shown(AsOf(date(2026, 11, 21), chosen=True))) != {}


def test_a_feed_leaves_out_what_has_no_end(analyst, issue):
    expect(analyst, issue, "Ever.", "not before 2027")
    expect(analyst, issue, "Late.", "May 2026")
    expect(analyst, issue, "Soon.", "Q1 2027")
    lines = calendar_feed(VISITOR, Filters(), AsOf(TODAY))
    assert [line.what for line in lines] == ["Late.", "Soon."]
    assert lines[1].fuzzy == parse("Q1 2027")
