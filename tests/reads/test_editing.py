"""What the forms of an issue offer."""

from datetime import date, timedelta

import pytest

from issues import actions
from issues.reads.editing import issues_near, moves_from, sources_at_hand, sources_found
from tests.making import TODAY, decide, happen, make_issue, make_party, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "FDI")


def slugs(moves) -> list[str]:
    return [target.slug for target in moves.targets]


class TestMoves:
    def test_of_what_is_not_rated_are_the_starts(self, issue):
        moves = moves_from(issue, TODAY)
        assert (moves.now, slugs(moves)) == (None, ["announced", "moving"])

    def test_go_from_what_holds_today_not_from_what_is_scheduled(self, issue, analyst):
        decide(analyst, issue, "moving", date(2026, 1, 1))
        decide(analyst, issue, "delivered", date(2027, 1, 1), known_on=date(2026, 2, 1))
        moves = moves_from(issue, TODAY)
        assert (moves.now.slug, slugs(moves)) == ("moving", ["stalled", "delivered"])

    def test_leave_a_retracted_decision_out(self, issue, analyst):
        decision = decide(analyst, issue, "moving", date(2026, 1, 1))
        actions.retract_entry(
            by=analyst, entry=decision, reason="No.", known_on=TODAY, today=TODAY,
            made_from=decision,
        )  # fmt: skip
        assert moves_from(issue, TODAY).now is None

    def test_of_two_decisions_of_one_day_go_from_the_later_one_even_if_the_other_is_corrected(
        self, issue, analyst
    ):
        first = decide(analyst, issue, "announced", date(2026, 1, 1))
        last = decide(analyst, issue, "moving", date(2026, 1, 1))
        actions.correct_entry(
            by=analyst, entry=first, reason="A slip.", body="It was announced.", date=first.date,
            citations=[actions.Cite(make_source(analyst))], known_on=TODAY, today=TODAY,
            status=first.status, wording_only=True, made_from=last,
        )  # fmt: skip
        assert moves_from(issue, TODAY).now.slug == "moving"


class TestSources:
    def test_those_cited_last_come_first(self, issue, analyst):
        for _ in range(7):
            happen(analyst, issue, on=TODAY)
        sources, news = sources_at_hand(issue, TODAY)
        newest = actions.newest_version(issue.entries.last()).citations.get().source
        assert (len(sources), sources[0], news) == (5, newest, newest.slug)

    def test_what_the_last_decision_rests_on_is_no_news(self, issue, analyst):
        happen(analyst, issue)
        decide(analyst, issue, "moving")
        assert sources_at_hand(issue, TODAY)[1] == ""

    def test_what_came_in_after_it_is(self, issue, analyst):
        decide(analyst, issue, "moving")
        event = happen(analyst, issue, on=TODAY)
        assert sources_at_hand(issue, TODAY)[1] == event.citations.get().source.slug

    def test_what_was_known_last_comes_first_whenever_it_was_recorded(self, issue, analyst):
        news = happen(analyst, issue, on=TODAY - timedelta(days=1))
        happen(analyst, issue, on=date(2025, 8, 1), known_on=date(2025, 8, 1))
        newest = news.citations.get().source
        sources, offered = sources_at_hand(issue, TODAY)
        assert (sources[0], offered) == (newest, newest.slug)

    def test_what_was_published_long_ago_is_no_news(self, issue, analyst):
        old = make_source(analyst, published_on=TODAY - timedelta(days=8))
        happen(analyst, issue, on=TODAY, citations=[actions.Cite(old)])
        assert sources_at_hand(issue, TODAY)[1] == ""

    def test_what_is_filled_in_of_an_earlier_year_is_no_news(self, issue, analyst):
        decide(analyst, issue, "moving", date(2026, 1, 1), known_on=date(2026, 1, 1))
        happen(analyst, issue, on=date(2025, 8, 1), known_on=date(2025, 8, 1))
        assert sources_at_hand(issue, TODAY)[1] == ""

    @pytest.mark.parametrize("decided", [True, False])
    def test_what_has_been_known_for_more_than_a_week_is_no_news(self, issue, analyst, decided):
        if decided:
            decide(analyst, issue, "moving")
        event = happen(analyst, issue, on=TODAY - timedelta(days=8))
        source = event.citations.get().source
        for today, ticked in ((TODAY, ""), (TODAY - timedelta(days=1), source.slug)):
            sources, news = sources_at_hand(issue, today)
            assert (sources[0], news) == (source, ticked)

    def test_an_issue_without_any_has_none(self, issue):
        assert sources_at_hand(issue, TODAY) == ([], "")

    def test_are_found_by_words_in_any_order(self, analyst):
        source = make_source(analyst, title="Protocol of the meeting", publisher="The ministry")
        make_source(analyst, title="Protocol of another")
        assert sources_found("ministry PROTOCOL") == [source]

    def test_a_sign_of_the_pattern_language_is_a_sign(self, analyst):
        make_source(analyst, title="Ten per cent")
        assert sources_found("%") == []


class TestNear:
    def test_are_those_of_the_same_parties_that_the_user_sees(self, analyst, reader):
        japan = make_party("Japan")
        one = make_issue(analyst, "ONE", parties=[japan])
        make_issue(analyst, "TWO", parties=[japan])
        make_issue(analyst, "HID", parties=[japan], published=False)
        make_issue(analyst, "FAR")
        assert {i.reference for i in issues_near(one, analyst)} == {"TWO", "HID"}
        assert {i.reference for i in issues_near(one, reader)} == {"TWO"}

    def test_cost_one_query(self, analyst, django_assert_num_queries):
        one = make_issue(analyst, "ONE", parties=[make_party("Japan")])
        with django_assert_num_queries(1):
            issues_near(one, analyst)
