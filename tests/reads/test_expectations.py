"""What is expected over all issues, and how often each was right."""

from datetime import date

import pytest

from issues import actions
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, Party
from issues.reads.expectations import PAGE, ExpectationsPage, Expecter, expectations
from tests.making import TODAY, expect, happen, make_issue, make_party, move, resolve, revise

pytestmark = pytest.mark.django_db
NOW = AsOf(TODAY)
KNOWN = date(2026, 1, 2)


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "ONE")


@pytest.fixture
def japan(db) -> Party:
    return make_party("Japan", slug="japan")


def bodies(page: ExpectationsPage) -> dict[str, list[str]]:
    return {part.name: [one.body for one in part.ledgers] for part in page.parts}


def of(page: ExpectationsPage, slug: str) -> Expecter:
    return next(one for one in page.expecters if one.slug == slug)


@pytest.fixture
def end(analyst, issue, japan):
    """`end("met", "0.9")` is an expectation for December 2025 with such an end."""

    def do(how: str, probability: str | None = None, by: Party = japan) -> Entry:
        first = expect(
            analyst, issue, window="December 2025", expected_by=by, probability=probability
        )
        met_by = None
        if how in ("met", "late", "early"):
            on = {"met": (2025, 12, 5), "late": (2026, 1, 1), "early": (2025, 11, 30)}[how]
            met_by = happen(analyst, issue, on=date(*on))
        resolution = Resolution(how) if how in ("missed", "void") else Resolution.MET
        return resolve(analyst, first, resolution, met_by=met_by, known_on=KNOWN)

    return do


def test_each_stands_in_its_part_in_its_order(analyst, reader, issue):
    other = make_issue(analyst)
    for body, window, on in [
        ("Long overdue.", "2024", issue),
        ("Overdue.", "October 2026", other),
        ("Any day.", "not before 2025", issue),
        ("Next year.", "2027", other),
        ("Soon.", "December 2026", issue),
    ]:
        expect(analyst, on, body, window)
    first = resolve(
        analyst, expect(analyst, issue, "First.", "2025"), Resolution.MISSED, known_on=KNOWN
    )
    assert first.resolution == Resolution.MISSED
    resolve(analyst, expect(analyst, other, "Last.", "2025"), Resolution.VOID, known_on=TODAY)
    assert bodies(expectations(reader, NOW)) == {
        "overdue": ["Overdue.", "Long overdue."],
        "coming": ["Soon.", "Next year.", "Any day."],
        "ended": ["Last.", "First."],
    }


def test_is_narrowed_to_an_expecter_or_an_issue(analyst, reader, issue, japan):
    other = make_issue(analyst, "TWO")
    expect(analyst, issue, "Theirs.", expected_by=japan)
    expect(analyst, other, "On two.")
    assert bodies(expectations(reader, NOW, by="japan"))["coming"] == ["Theirs."]
    assert bodies(expectations(reader, NOW, issue="TWO"))["coming"] == ["On two."]
    assert expectations(reader, NOW, by="nobody").is_empty


def test_goes_on_by_keyset_without_losing_or_repeating_any(analyst, reader, issue):
    for number in range(PAGE + 3):
        expect(analyst, issue, f"No {number}.", "2027" if number % 2 else "Q1 2027")
    first = expectations(reader, NOW)
    coming = next(part for part in first.parts if part.name == "coming")
    following = expectations(reader, NOW, marks={"coming": coming.after})
    assert [part.name for part in following.parts] == ["coming"]
    told = bodies(first)["coming"] + bodies(following)["coming"]
    assert len(told) == len(set(told)) == PAGE + 3
    assert following.parts[0].after == ""


def test_right_is_what_came_within_its_window(reader, end):
    for how in ("met", "met", "late", "early", "missed", "void"):
        end(how)
    found = of(expectations(reader, NOW), "japan")
    assert (found.right, found.resolved, found.void, found.brier) == (2, 5, 1, "")


def test_the_score_is_shown_with_its_count_from_five_on(reader, end):
    for how, probability in [("met", "0.9"), ("missed", "0.2"), ("late", "0.5"), ("met", "1")]:
        end(how, probability)
    end("void", "0.99")
    end("met")
    assert of(expectations(reader, NOW), "japan").brier == "no score: 4 of 5"
    end("missed", "0.4")
    # (0.01 + 0.04 + 0.25 + 0 + 0.16) / 5
    assert of(expectations(reader, NOW), "japan").brier == "0.092 over 5"


def test_the_score_takes_the_last_probability_for_the_window_that_stood(
    analyst, reader, issue, japan
):
    for _ in range(5):
        first = expect(analyst, issue, window="2024", expected_by=japan, probability="0.1")
        moved = move(analyst, first, "2025", probability="0.3")
        last = revise(analyst, moved, "0.8")
        resolve(analyst, last, Resolution.MISSED)
    assert of(expectations(reader, NOW), "japan").brier == "0.640 over 5"


def test_each_is_counted_apart_and_the_open_ones_too(analyst, reader, issue, end, japan):
    korea = make_party("Korea", slug="korea")
    end("met", by=korea)
    end("missed", by=korea)
    end("met")
    expect(analyst, issue, window="2024", expected_by=japan)
    expect(analyst, issue, window="2027", expected_by=japan)
    page = expectations(reader, NOW)
    assert [(one.name, one.right, one.resolved) for one in page.expecters] == [
        ("Korea", 1, 2),
        ("Japan", 1, 1),
    ]
    assert (of(page, "japan").overdue, of(page, "japan").to_come) == (1, 1)


def test_drafts_are_in_no_list_and_in_no_count(analyst, reader, issue, end):
    draft = make_issue(analyst, "HID", published=False)
    secret = make_party("canary", slug="canary")
    resolve(analyst, expect(analyst, draft, expected_by=secret), Resolution.MISSED)
    expect(analyst, draft, "canary", "2024", expected_by=secret)
    page = expectations(reader, NOW)
    assert (page.is_empty, list(page.expecters)) == (True, [])
    assert expectations(reader, NOW, by="canary").by_name == ""
    assert not expectations(analyst, NOW, by="canary").is_empty


def test_met_by_an_event_that_readers_do_not_see_is_not_counted_for_them(
    analyst, reader, issue, japan
):
    draft = make_issue(analyst, published=False)
    hidden = happen(analyst, draft, on=date(2025, 12, 5))
    first = expect(analyst, issue, window="December 2025", expected_by=japan)
    resolve(analyst, first, Resolution.MET, met_by=hidden, known_on=KNOWN)
    assert of(expectations(reader, NOW), "japan").resolved == 0
    assert of(expectations(analyst, NOW), "japan").right == 1


def test_met_by_an_event_that_was_retracted_is_not_counted(analyst, reader, end):
    met = end("met")
    actions.retract_entry(
        by=analyst, entry=met.met_by, reason="It was not.", known_on=TODAY, today=TODAY
    )
    assert of(expectations(reader, NOW), "japan").resolved == 0
    before = AsOf(date(2026, 2, 1), chosen=True)
    assert of(expectations(reader, before), "japan").right == 1


def test_as_of_a_day_before_its_end_it_was_overdue(reader, end):
    end("missed")
    before = expectations(reader, AsOf(date(2026, 1, 1), chosen=True))
    assert [len(part.ledgers) for part in before.parts] == [1, 0, 0]
    assert (of(before, "japan").overdue, of(before, "japan").resolved) == (1, 0)
    assert expectations(reader, AsOf(date(2025, 7, 31), chosen=True)).is_empty
