"""What the page of an issue tells of its links, and when an issue needs a second look."""

from datetime import date
from itertools import pairwise, permutations
from time import perf_counter

import pytest
from django.contrib.auth.models import AnonymousUser

from issues import actions
from issues.dates import day
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.models import Issue, Link
from issues.reads.links import Links, links_told, told_of
from issues.reads.standing import tracks
from tests.making import TODAY, decide, make_issue, make_source

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
NOW = AsOf(TODAY)
EARLY, LATE = date(2025, 9, 1), date(2026, 4, 1)


@pytest.fixture
def issues(analyst) -> dict[str, Issue]:
    made = {ref: make_issue(analyst, ref) for ref in ("HNS", "DEF", "FDI", "REE")}
    for issue in made.values():
        decide(analyst, issue, "moving", date(2025, 8, 1))
    return made


@pytest.fixture
def link(analyst, issues):
    def do(issue: str, other: str, kind=LinkKind.CONDITIONAL_ON, on=EARLY, **fields) -> Link:
        asked = {"reason": f"{issue} needs {other}.", "cite": actions.Cite(make_source(analyst))}
        return actions.link_issues(
            by=analyst,
            issue=issues[issue],
            other=issues[other],
            kind=kind,
            known_on=on,
            today=TODAY,
            **asked | fields,
        )

    return do


@pytest.fixture
def looked(analyst, issues):
    def do(issue: str, at, on=TODAY):
        return actions.add_note(
            by=analyst,
            issues=[issues[issue]],
            body="Looked: nothing to change.",
            looks_at=at,
            known_on=on,
            today=TODAY,
        )

    return do


def links_of(user, issue: int, at: AsOf) -> Links:
    told = Issue.objects.filter(pk=issue).values_list(told_of(user, at)).get()[0]
    return links_told(issue, told, looks_of(user, [issue], at)[issue])


def looks_of(user, issues: list[int], at: AsOf) -> dict[int, list]:
    _, web = tracks(issues, user, at)
    return {issue: list(web.looks(issue, 100).told) for issue in issues}


def needed(issues, at: AsOf = NOW, user=NOBODY) -> dict[str, list[str]]:
    """The sentences by reference, which the page of each issue tells as the list does."""
    names = {issue.pk: ref for ref, issue in issues.items()}
    found = looks_of(user, list(names), at)
    assert found == {pk: list(links_of(user, pk, at).looks) for pk in names}
    return {names[pk]: [look.sentence for look in looks] for pk, looks in found.items() if looks}


def test_a_link_is_told_on_the_pages_of_both(link, issues, analyst):
    source = make_source(analyst, stored_text="Both go together.")
    link("DEF", "HNS", reason="So it was agreed.", cite=actions.Cite(source, "go together", "p. 1"))
    (there,) = links_of(NOBODY, issues["DEF"].pk, NOW).lines
    (back,) = links_of(NOBODY, issues["HNS"].pk, NOW).lines
    assert (there.words, there.reference, there.title) == ("is conditional on", "HNS", "Matter HNS")
    assert (back.words, back.reference, back.title) == ("is a condition of", "DEF", "Matter DEF")
    for line in (there, back):
        assert (line.reason, line.known, line.by) == (
            "So it was agreed.", "1 September 2025", "Analyst Person",
        )  # fmt: skip
        assert (line.cited.quotation, line.cited.locator) == ("go together", "p. 1")
        assert (line.cited.proof, line.cited.source.title) == ("verified", source.title)
        assert (line.status.name, line.status.look) == ("moving", "moving")


def test_a_link_that_has_ended_says_why_on_both_pages(link, analyst, reader):
    made = link("HNS", "DEF")
    actions.end_link(by=analyst, link=made, reason="Cut.", known_on=date(2026, 5, 1), today=TODAY)
    for issue in (made.issue_id, made.other_id):
        told = links_of(reader, issue, NOW)
        assert told.lines == []
        assert [(one.end.known, one.end.reason) for one in told.ended] == [("1 May 2026", "Cut.")]
        before = links_of(reader, issue, AsOf(date(2026, 4, 30), chosen=True))
        assert ([one.end for one in before.lines], before.ended) == ([None], [])


def test_a_link_that_was_taken_back_on_its_day_is_none(link, analyst, reader):
    made = link("HNS", "DEF")
    actions.end_link(by=analyst, link=made, reason="Undone.", known_on=EARLY, today=TODAY)
    assert links_of(reader, made.issue_id, NOW).ended == []


def test_links_by_which_an_issue_depends_come_first(link, issues):
    link("HNS", "DEF", LinkKind.SUPERSEDES)
    link("FDI", "HNS", LinkKind.PART_OF)
    link("HNS", "REE", LinkKind.IN_ANSWER_TO)
    lines = links_of(NOBODY, issues["HNS"].pk, NOW).lines
    assert [(line.words, line.reference) for line in lines] == [
        ("is in answer to", "REE"),
        ("supersedes", "DEF"),
        ("includes", "FDI"),
    ]


def test_an_issue_that_is_not_rated_is_told_without_a_status(link, issues, analyst):
    issues["NEW"] = make_issue(analyst, "NEW")
    link("DEF", "NEW")
    assert links_of(NOBODY, issues["DEF"].pk, NOW).lines[0].status is None


def test_a_change_of_status_asks_those_that_depend_for_a_look(link, issues, analyst):
    link("DEF", "HNS")
    link("FDI", "DEF", LinkKind.PART_OF)
    assert needed(issues) == {}
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    assert needed(issues) == {
        "DEF": ["HNS → DEF: HNS is now stalled since 1 April 2026"],
        "FDI": ["HNS → DEF → FDI: HNS is now stalled since 1 April 2026"],
    }
    (look,) = links_of(NOBODY, issues["FDI"].pk, NOW).looks
    assert (look.decision, look.reference) == (decision.uid, "HNS")


def test_until_the_analyst_has_looked(link, issues, analyst, looked):
    link("DEF", "HNS")
    link("FDI", "DEF")
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    note = looked("DEF", decision)
    assert set(needed(issues)) == {"FDI"}
    actions.retract_entry(by=analyst, entry=note, reason="Not yet.", known_on=TODAY, today=TODAY)
    assert set(needed(issues)) == {"DEF", "FDI"}


def test_an_assessment_can_be_the_look(link, issues, analyst):
    link("DEF", "HNS")
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    actions.assess(
        by=analyst,
        issue=issues["DEF"],
        body="It waits for HNS.",
        looks_at=decision,
        citations=[actions.Cite(make_source(analyst))],
        known_on=TODAY,
        today=TODAY,
    )
    assert needed(issues) == {}


def test_the_next_change_asks_for_the_next_look(link, issues, analyst, looked):
    link("DEF", "HNS")
    looked("DEF", decide(analyst, issues["HNS"], "stalled", LATE))
    decide(analyst, issues["HNS"], "moving", date(2026, 5, 1))
    assert needed(issues) == {"DEF": ["HNS → DEF: HNS is now moving since 1 May 2026"]}


def test_a_look_at_what_came_before_is_not_enough(link, issues, analyst, looked):
    link("DEF", "HNS")
    before = decide(analyst, issues["HNS"], "stalled", LATE)
    decide(analyst, issues["HNS"], "moving", date(2026, 5, 1))
    looked("DEF", before)
    assert set(needed(issues)) == {"DEF"}


def corrected(analyst, decision, known_on=TODAY, **changes):
    asked = {
        "reason": "A slip.",
        "body": decision.body,
        "date": decision.date,
        "status": decision.status,
        "citations": [actions.Cite(make_source(analyst))],
        "made_from": actions.newest_decision(decision.decided_issue),
    }
    return actions.correct_entry(
        by=analyst, entry=decision, known_on=known_on, today=TODAY, **asked | changes
    )


def test_new_wording_is_no_news_and_a_correction_is(link, issues, analyst, looked):
    link("DEF", "HNS")
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    looked("DEF", decision)
    worded = corrected(analyst, decision, body="It is stalled, truly.", wording_only=True)
    assert needed(issues) == {}
    again = corrected(analyst, worded, date=day(date(2026, 4, 2)))
    assert needed(issues) == {"DEF": ["HNS → DEF: HNS is now stalled since 2 April 2026"]}
    corrected(analyst, again, body="Truly so.", wording_only=True)
    assert set(needed(issues)) == {"DEF"}


def test_what_takes_effect_later_is_said_to_come(link, issues, analyst):
    link("DEF", "HNS")
    decide(analyst, issues["HNS"], "stalled", date(2027, 1, 1), known_on=LATE)
    assert needed(issues) == {"DEF": ["HNS → DEF: HNS will be stalled from 1 January 2027"]}


def test_a_decision_that_was_taken_back_asks_for_nothing(link, issues, analyst):
    link("DEF", "HNS")
    wrong = decide(analyst, issues["HNS"], "stalled", LATE)
    actions.retract_entry(
        by=analyst,
        entry=wrong,
        reason="Not so.",
        known_on=TODAY,
        today=TODAY,
        made_from=actions.newest_decision(issues["HNS"]),
    )
    assert needed(issues) == {}


def test_as_of_a_day_only_what_was_known_asks_and_has_been_looked_at(link, issues, analyst, looked):
    made = link("DEF", "HNS", on=date(2026, 3, 1))
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    looked("DEF", decision, on=date(2026, 4, 10))
    actions.end_link(by=analyst, link=made, reason="Cut.", known_on=date(2026, 5, 1), today=TODAY)
    days = {
        date(2026, 2, 28): (0, 0),
        date(2026, 3, 1): (1, 0),
        date(2026, 3, 31): (1, 0),
        date(2026, 4, 1): (1, 1),
        date(2026, 4, 9): (1, 1),
        date(2026, 4, 10): (1, 0),
        date(2026, 4, 30): (1, 0),
        date(2026, 5, 1): (0, 0),
    }
    for then, counts in days.items():
        found = links_of(NOBODY, issues["DEF"].pk, AsOf(then, chosen=True))
        assert (len(found.lines), len(found.looks)) == counts, then


def test_what_the_database_had_is_told_for_audits(link, issues, analyst, looked):
    link("DEF", "HNS")
    decision = decide(analyst, issues["HNS"], "stalled", LATE)
    note = looked("DEF", decision)
    before = AsOf(TODAY, decision.recorded_at, chosen=True)
    assert set(needed(issues, before)) == {"DEF"}
    assert needed(issues, AsOf(TODAY, note.recorded_at, chosen=True)) == {}


@pytest.mark.parametrize("hidden", ["HNS", "DEF", "FDI"])
def test_no_path_leads_through_what_the_asker_may_not_see(link, issues, analyst, hidden):
    link("DEF", "HNS")
    link("FDI", "DEF")
    decide(analyst, issues["HNS"], "stalled", LATE)
    Issue.objects.filter(pk=issues[hidden].pk).update(visibility="draft")
    seen = {ref: issue for ref, issue in issues.items() if ref != hidden}
    expected = {"HNS": {}, "DEF": {}, "FDI": {"DEF"}}[hidden]
    assert set(needed(seen)) == set(expected)
    assert set(needed(issues, user=analyst)) == {"DEF", "FDI"}
    for issue in seen.values():
        lines = links_of(NOBODY, issue.pk, NOW).lines
        assert hidden not in {line.reference for line in lines}


def test_two_that_depend_on_each_other_ask_each_other(link, issues, analyst):
    link("DEF", "HNS")
    link("HNS", "DEF")
    decide(analyst, issues["HNS"], "stalled", LATE)
    assert set(needed(issues)) == {"DEF"}


@pytest.fixture
def chained(link, issues, analyst):
    """So many issues, each but the first conditional on the one before."""

    def do(many: int) -> list[str]:
        names = [f"C{n}" for n in range(many)]
        issues.update({ref: make_issue(analyst, ref) for ref in names})
        for other, issue in pairwise(names):
            link(issue, other)
        return names

    return do


def test_a_change_is_told_to_the_end_of_a_chain(chained, issues, analyst):
    chain = chained(31)
    decide(analyst, issues["C0"], "moving", LATE)
    found = needed(issues)
    assert set(found) == set(chain[1:])
    assert found["C30"] == [f"{' → '.join(chain)}: C0 is now moving since 1 April 2026"]


def test_a_change_goes_round_a_ring_once(chained, link, issues, analyst):
    ring = chained(12)
    link("C0", "C11")
    decide(analyst, issues["C5"], "moving", LATE)
    found = needed(issues)
    assert set(found) == {*ring} - {"C5"}
    assert found["C4"][0].startswith("C5 → C6 → C7 → C8 → C9 → C10 → C11 → C0 → C1 → C2 → C3 → C4:")


def test_of_all_ways_through_a_thicket_the_shortest_is_told_at_once(issues, analyst, signed_in):
    """60 issues each of which depends on all others, and a change of each."""
    source = make_source(analyst)
    made = [make_issue(analyst, f"N{n:02}") for n in range(60)]
    Link.objects.bulk_create(
        Link(
            issue=one, other=other, kind=LinkKind.CONDITIONAL_ON, reason="Each on all.",
            source=source, known_on=EARLY, by=analyst,
        )
        for one, other in permutations(made, 2)
    )  # fmt: skip
    for issue in made:
        decide(analyst, issue, "moving", LATE)
    started = perf_counter()
    found = looks_of(NOBODY, [issue.pk for issue in made], NOW)
    walked = perf_counter() - started
    assert {len(looks) for looks in found.values()} == {59}
    assert {look.sentence.count("→") for looks in found.values() for look in looks} == {1}
    assert walked < 10, "Each link is asked for once, so this takes a fraction of a second."
    _, web = tracks([issue.pk for issue in made], NOBODY, NOW)
    assert sum(map(len, web.steps.values())) == 60 * 59
    client = signed_in(analyst)
    listed = client.get("/issues/?q=N00").text
    assert "N57 → N00: N57 is now moving since 1 April 2026; and 56 more</span>" in listed
    page = client.get("/issues/N00/").text
    assert page.count("→ N00:") == 50
    assert "And 9 more, which show when some of these have been looked at." in page


def test_looks_count_what_they_do_not_tell(chained, issues, analyst):
    chain = chained(6)
    for ref in chain[:-1]:
        decide(analyst, issues[ref], "moving", LATE)
    _, web = tracks([issues["C5"].pk], NOBODY, NOW)
    looks = web.looks(issues["C5"].pk, 2)
    assert ([look.reference for look in looks.told], looks.more) == (["C4", "C3"], 3)
