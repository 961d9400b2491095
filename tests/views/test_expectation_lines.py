"""How expectations read where entries are shown: in the record, in their history, in the news."""

from datetime import date

import pytest

from issues import actions
from issues.actions.entering import Details
from issues.lifecycle.expectations import Resolution
from issues.models import Entry
from tests.making import (
    TODAY,
    expect,
    happen,
    make_issue,
    make_party,
    make_source,
    move,
    resolve,
    revise,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


@pytest.fixture
def issue(analyst):
    return make_issue(analyst, "FDI")


@pytest.fixture
def expected(analyst, issue) -> Entry:
    japan = make_party("Japan")
    return expect(
        analyst,
        issue,
        "Projects are named.",
        "by the end of 2025",
        expected_by=japan,
        probability="0.7",
    )


@pytest.fixture
def news(client):
    def read() -> tuple[str, str]:
        """The newest change on its page, and its title in the feed."""
        page, feed = client.get("/changes/").text, client.get("/changes/feed/").text
        first = page[page.index('<ul class="lines">') :].split("</li>")[0]
        return first, feed.split("<entry>")[1].split("</title>")[0]

    return read


@pytest.fixture
def record(client):
    return lambda: client.get("/issues/FDI/").text.split('id="record"')[1]


def test_a_new_one_says_who_expects_it_and_by_when(expected, news, record):
    said = "expected by Japan, by the end of 2025, at 70%"
    line, title = news()
    assert f'<span class="tag">{said}</span> Projects are named.' in line
    assert line.count("by the end of 2025") == 1
    assert title.endswith(f"FDI: {said}")
    assert "Expected by Japan, by the end of 2025, at 70%; overdue by 328 days." in record()


def test_what_is_overdue_is_not_so_by_days_that_nobody_named(client, analyst, issue, record):
    expect(analyst, issue, "Talks open.", "early 2026")
    expect(analyst, issue, "They close.", "October 2026")
    said = record()
    assert "in early 2026; overdue by 6 months." in said
    assert "in October 2026; overdue." in said
    for address in ("/expectations/", "/issues/FDI/"):
        shown = client.get(address).text
        assert '<span class="state">overdue by 6 months</span>' in shown
        assert '<span class="state">overdue</span>' in shown
        assert "days</span>" not in shown


def test_a_move_says_the_new_window(analyst, expected, news, record):
    move(analyst, expected, "Q1 2027")
    line, title = news()
    assert '<span class="tag">moved, now in the first quarter of 2027</span>' in line
    assert title.endswith("FDI: moved, now in the first quarter of 2027")
    assert "Expected by Japan, in the first quarter of 2027." in record()
    assert "Moved, now in the first quarter of 2027: So they said." in record()


@pytest.mark.parametrize(
    ("probability", "said"), [("0.4", "now at 40%"), (None, "no longer given a probability")]
)
def test_a_revision_says_the_new_probability(analyst, expected, news, probability, said):
    revise(analyst, expected, probability)
    assert news()[1].endswith(f"FDI: {said}")


def test_an_end_says_how_it_ended(analyst, issue, expected, news, record):
    event = happen(analyst, issue, on=date(2025, 12, 1))
    resolve(analyst, expected, Resolution.MET, met_by=event, known_on=date(2025, 12, 2))
    line, title = news()
    assert '<span class="tag">met</span>' in line
    assert title.endswith("FDI: met")
    assert "Expected by Japan, by the end of 2025, at 70%; met." in record()
    assert "Met: So they said." in record()


def test_each_step_is_a_change_of_its_own_with_what_it_did(analyst, client, expected):
    moved = move(analyst, expected, "H1 2027")
    revised = revise(analyst, moved, "0.75")
    tags = [
        "now at 75%",
        "moved, now in the first half of 2027",
        "expected by Japan, by the end of 2025, at 70%",
    ]
    for address in ("/changes/", "/"):
        assert _tags(client.get(address).text) == tags
    met = resolve(analyst, revised, Resolution.MISSED)
    assert _tags(client.get("/changes/").text) == ["missed", *tags]
    _correct(analyst, met, Resolution.OPEN)
    page = client.get("/changes/").text
    undone = "corrected, open again: expected by Japan, in the first half of 2027, at 75%"
    assert _tags(page) == [undone, *tags]
    assert page.count("first half of 2027") == 3
    titles = [
        part.split("</title>")[0] for part in client.get("/changes/feed/").text.split("FDI: ")
    ]
    assert titles[1:] == [undone, *tags]


def test_each_step_stands_on_the_day_on_which_it_came(analyst, client, expected):
    move(analyst, expected, "H1 2027", known_on=date(2025, 11, 3))
    page = client.get("/changes/").text
    days = [part.split("</h2>")[0] for part in page.split("Known on ")[1:]]
    assert days == ["3 November 2025", "1 August 2025"]
    then = _tags(client.get("/changes/?as_of=2025-11-02").text)
    assert then == ["expected by Japan, by the end of 2025, at 70%"]


def test_a_correction_says_how_it_stands_now(analyst, client, expected):
    ended = resolve(analyst, expected, Resolution.MISSED)
    _correct(analyst, ended, Resolution.VOID)
    said = "expected by Japan, by the end of 2025, at 70%"
    assert _tags(client.get("/changes/").text) == [f"corrected: {said}; void", said]


def test_a_retraction_takes_its_steps_out_of_the_news(analyst, client, expected):
    moved = move(analyst, expected, "H1 2027")
    retracted = actions.retract_entry(
        by=analyst, entry=moved, reason="Never said.", known_on=TODAY, today=TODAY
    )
    assert _tags(client.get("/changes/").text) == ["retraction of an expectation"]
    _correct(analyst, retracted, Resolution.OPEN)
    assert [tag.split(":")[0] for tag in _tags(client.get("/changes/").text)] == [
        "corrected",
        "expected by Japan, by the end of 2025, at 70%",
    ]


def test_what_was_moved_to_a_draft_tells_none_of_its_steps(analyst, client, expected):
    moved = move(analyst, expected, "H1 2027")
    _correct(analyst, moved, Resolution.OPEN, issues=[make_issue(analyst, "DRF", published=False)])
    assert _tags(client.get("/changes/").text) == []


def _tags(page: str) -> list[str]:
    return [part.split("</span>")[0] for part in page.split('<span class="tag">')[1:]]


def _correct(analyst, entry: Entry, resolution: Resolution, **fields) -> Entry:
    stands = entry.supersedes if entry.change == "retraction" else entry
    details = Details(
        expected_by=stands.expected_by, probability=stands.probability, resolution=resolution
    )
    return actions.correct_entry(
        by=analyst, entry=entry, reason="A slip.", body=stands.body, date=stands.date,
        citations=[actions.Cite(make_source(analyst))], known_on=TODAY, today=TODAY,
        details=details, **fields,
    )  # fmt: skip


def test_a_retraction_tells_what_is_taken_back(analyst, expected, news, record):
    actions.retract_entry(
        by=analyst, entry=expected, reason="Never said.", known_on=TODAY, today=TODAY
    )
    assert news()[1].endswith("FDI: retraction of an expectation")
    assert "Expected by Japan, by the end of 2025, at 70%." in record()


def test_its_history_names_each_step(analyst, client, expected):
    moved = move(analyst, expected, "2026")
    revised = revise(analyst, moved, "0.2")
    missed = resolve(analyst, revised, Resolution.MISSED)
    page = client.get(f"/entries/{missed.uid}/").text
    titles = [part.split(", recorded")[0] for part in page.split('<h2 class="year">')[1:]]
    assert titles == ["Missed", "Now at 20%", "Moved, now in 2026", "First version"]
    assert "Expected by Japan, by the end of 2025, at 70%." in page


def test_the_news_name_the_kind_of_other_entries(analyst, issue, news):
    happen(analyst, issue, "It happened.")
    line, title = news()
    assert '<span class="tag">event</span> It happened.' in line
    assert title.endswith("FDI: event: It happened.")
