"""Which issues need a second look, held against a slow and plain replay."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.lifecycle.links import (
    LinkKind,
    News,
    SecondLook,
    Step,
    look_at,
    look_sentence,
    news_for,
)


def since(day: int, second: int = 0):
    return date(2026, 1, day), datetime(2026, 1, day, 12, 0, second, tzinfo=UTC)


HNS, DEF, FDI = 1, 2, 3


def second_looks(issue: int, steps: list[Step], told: list[News], seen: dict) -> list[SecondLook]:
    leading: dict[int, list[Step]] = {}
    for step in steps:
        leading.setdefault(step.issue, []).append(step)
    on: dict[int, list[News]] = {}
    for each in told:
        on.setdefault(each.issue, []).append(each)
    return [look_at(issue, each, leading) for each in news_for(issue, leading, on, seen)]


def news(issue: int = HNS, number: int = 50, day: int = 20) -> News:
    return News(issue, number, number, since(day))


def test_what_depends_needs_a_look_for_what_became_known_after_the_link():
    (look,) = second_looks(DEF, [Step(DEF, HNS, since(10))], [news()], {})
    assert look == SecondLook(news(), (HNS, DEF))


def test_what_the_linker_knew_already_needs_none():
    assert second_looks(DEF, [Step(DEF, HNS, since(21))], [news()], {}) == []


def test_of_one_day_the_later_recorded_is_news():
    step = Step(DEF, HNS, since(20, 5))
    before, after = (News(HNS, 50, 50, since(20, second)) for second in (4, 6))
    assert second_looks(DEF, [step], [before], {}) == []
    assert second_looks(DEF, [step], [after], {}) != []


def test_it_goes_over_however_many_links():
    steps = [Step(n + 1, n, since(1)) for n in range(1, 200)]
    (look,) = second_looks(200, steps, [news(1)], {})
    assert look.path == tuple(range(1, 201))


def test_the_shortest_path_is_named():
    steps = [Step(n + 1, n, since(1)) for n in range(1, 5)] + [Step(5, 2, since(2))]
    (look,) = second_looks(5, steps, [news(1)], {})
    assert look.path == (1, 2, 5)


def test_each_link_of_the_path_was_known_before():
    steps = [Step(DEF, HNS, since(1)), Step(FDI, DEF, since(25)), Step(FDI, HNS, since(26))]
    assert second_looks(FDI, steps, [news()], {}) == []


def test_a_longer_path_of_older_links_counts():
    steps = [Step(DEF, HNS, since(1)), Step(FDI, DEF, since(2)), Step(FDI, HNS, since(26))]
    (look,) = second_looks(FDI, steps, [news()], {})
    assert look.path == (HNS, DEF, FDI)


@pytest.mark.parametrize(("seen", "needed"), [(49, True), (50, False), (51, False)])
def test_a_look_is_enough_for_its_decision_and_those_before(seen, needed):
    looks = second_looks(DEF, [Step(DEF, HNS, since(1))], [news()], {HNS: seen})
    assert bool(looks) is needed


def test_of_another_issue_the_latest_decision_alone_is_named():
    steps = [Step(DEF, HNS, since(1))]
    looks = second_looks(DEF, steps, [news(number=50), news(number=60)], {})
    assert [look.news.number for look in looks] == [60]


def test_circles_end_and_nobody_looks_at_itself():
    steps = [Step(DEF, HNS, since(1)), Step(HNS, DEF, since(1))]
    assert second_looks(HNS, steps, [news()], {}) == []
    assert second_looks(DEF, steps, [news()], {}) != []


_ISSUES = st.integers(1, 6)
_STEPS = st.lists(
    st.builds(
        lambda issue, other, day: Step(issue, other, since(day)),
        _ISSUES, _ISSUES, st.integers(1, 9),
    ).filter(lambda step: step.issue != step.other),
    max_size=14,
)  # fmt: skip
_NEWS = st.lists(st.tuples(_ISSUES, st.integers(1, 9)), max_size=6)
_SEEN = st.dictionaries(_ISSUES, st.integers(1, 7), max_size=6)


@given(_ISSUES, _STEPS, _NEWS, _SEEN)
def test_it_finds_what_a_plain_replay_finds(issue, steps, told, seen):
    made = [
        News(other, number, number, since(day)) for number, (other, day) in enumerate(told, start=1)
    ]
    looks = second_looks(issue, steps, made, seen)
    latest = {
        each.issue: each.number
        for each in made  # the later overwrites the earlier
        if issue in _reached(each, steps) - {each.issue} and each.number > seen.get(each.issue, 0)
    }
    assert {look.news.issue: look.news.number for look in looks} == latest
    assert [look.news.number for look in looks] == sorted(latest.values(), reverse=True)
    for look in looks:
        assert (look.path[0], look.path[-1]) == (look.news.issue, issue)
        for other, dependant in zip(look.path, look.path[1:], strict=False):
            assert any(
                (step.issue, step.other) == (dependant, other) and step.since < look.news.since
                for step in steps
            )


def _reached(news: News, steps: list[Step]) -> set[int]:
    """By going on until nothing is added."""
    reached = {news.issue}
    for _ in steps:
        reached |= {s.issue for s in steps if s.other in reached and s.since < news.since}
    return reached


def test_the_sentence_names_the_path_and_what_is_new():
    now = look_sentence(["HNS", "DEF"], "lapsed", "1 April 2026", ahead=False)
    assert now == "HNS → DEF: HNS is now lapsed since 1 April 2026"
    to_come = look_sentence(["HNS", "X", "DEF"], "lapsed", "April 2027", ahead=True)
    assert to_come == "HNS → X → DEF: HNS will be lapsed from April 2027"


def test_every_kind_has_words_both_ways():
    words = [(kind.words, kind.words_back) for kind in LinkKind]
    assert ("is conditional on", "is a condition of") in words
    assert len({word for pair in words for word in pair}) == 2 * len(LinkKind)
