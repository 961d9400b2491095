"""How expectations read where entries are shown: in the record, in their history, in the news."""

from datetime import date

import pytest

from issues import actions
from issues.lifecycle.expectations import Resolution
from issues.models import Entry
from tests.making import TODAY, expect, happen, make_issue, make_party, move, resolve, revise

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
    said = "expected by Japan, by the end of 2025, at 70 %"
    line, title = news()
    assert f'<span class="tag">{said}</span> Projects are named.' in line
    assert line.count("by the end of 2025") == 1
    assert title.endswith(f"FDI: {said}")
    assert "Expected by Japan, by the end of 2025, at 70 %; overdue by 328 days." in record()


def test_a_move_says_the_new_window(analyst, expected, news, record):
    move(analyst, expected, "Q1 2027")
    line, title = news()
    assert '<span class="tag">moved, now in the first quarter of 2027</span>' in line
    assert title.endswith("FDI: moved, now in the first quarter of 2027")
    assert "Expected by Japan, in the first quarter of 2027." in record()
    assert "Moved, now in the first quarter of 2027: So they said." in record()


@pytest.mark.parametrize(
    ("probability", "said"), [("0.4", "now at 40 %"), (None, "no longer given a probability")]
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
    assert "Expected by Japan, by the end of 2025, at 70 %; met." in record()
    assert "Met: So they said." in record()


def test_a_retraction_tells_what_is_taken_back(analyst, expected, news, record):
    actions.retract_entry(
        by=analyst, entry=expected, reason="Never said.", known_on=TODAY, today=TODAY
    )
    assert news()[1].endswith("FDI: retraction of an expectation")
    assert "Expected by Japan, by the end of 2025, at 70 %." in record()


def test_its_history_names_each_step(analyst, client, expected):
    moved = move(analyst, expected, "2026")
    revised = revise(analyst, moved, "0.2")
    missed = resolve(analyst, revised, Resolution.MISSED)
    page = client.get(f"/entries/{missed.uid}/").text
    titles = [part.split(", recorded")[0] for part in page.split('<h2 class="year">')[1:]]
    assert titles == ["Missed", "Now at 20 %", "Moved, now in 2026", "First version"]
    assert "Expected by Japan, by the end of 2025, at 70 %." in page


def test_the_news_says_nothing_of_an_expectation_for_other_entries(analyst, issue, news):
    happen(analyst, issue, "It happened.")
    line, title = news()
    assert 'class="tag"' not in line
    assert title.endswith("FDI: event")
