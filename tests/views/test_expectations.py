"""What is expected, as readers see it: on the page of an issue and over all issues."""

import re
from datetime import date

import pytest

from issues import actions
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
    return expect(
        analyst,
        issue,
        "Projects are named.",
        "by the end of 2025",
        expected_by=make_party("Japan", slug="japan"),
        probability="0.7",
        known_on=date(2025, 9, 5),
        citations=[
            actions.Cite(make_source(analyst, date(2025, 9, 5), publisher="Kyodo", slug="kyodo"))
        ],
    )


@pytest.fixture
def section(client):
    """The section of the issue's page, as text with its tags."""

    def read(query: str = "", client=client) -> str:
        page = client.get(f"/issues/FDI/{query}").text
        if 'id="expected"' not in page:
            return ""
        return page.split('id="expected"')[1].split('<section id="record"')[0]

    return read


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_an_issue_without_any_has_no_such_section(issue, section):
    assert section() == ""


def test_stands_before_the_record_and_says_overdue_in_words(client, expected, section):
    page = client.get("/issues/FDI/").text
    assert page.index('id="expected"') < page.index('id="record"')
    said = plain(section())
    assert "By the end of 2025 overdue by 328 days" in said
    assert "Expected by Japan" in said
    assert "By the end of 2025: first said on 5 September 2025, Kyodo" in said
    assert "Probability: 70% on 5 September 2025." in said


def test_the_picture_and_its_words_hold_the_same_windows(analyst, issue, expected, section):
    moved = move(analyst, expected, "by the end of March 2026", known_on=date(2025, 12, 17))
    move(analyst, moved, "by 14 February 2026", known_on=date(2026, 1, 9))
    html = section()
    svg = html.split('<svg class="windows"')[1].split("</svg>")[0]
    words = html.split('<ol class="in-turn">')[1].split("</ol>")[0]
    looks = re.findall(r'<rect class="(\w+)"', svg)
    assert looks == ["earlier", "earlier", "overdue"]
    assert [plain(line).split(":")[0] for line in words.split("</li>")[:-1]] == [
        "By the end of 2025",
        "By the end of March 2026",
        "By 14 February 2026",
    ]
    assert "the same in words below" in svg
    assert 'class="today"' in svg
    assert "moved 2 times, 45 days later than first said" in plain(html)


@pytest.mark.parametrize(
    ("resolution", "said", "shape"),
    [
        (Resolution.MET, "Met on 17 February 2026, 48 days after its window", "s-met"),
        (Resolution.MISSED, "Missed", "s-missed"),
        (Resolution.VOID, "Void", "s-void"),
    ],
)
def test_how_it_ended_is_said_and_marked(
    analyst, issue, expected, section, resolution, said, shape
):
    event = happen(analyst, issue, "Three were named.", on=date(2026, 2, 17))
    met_by = event if resolution == Resolution.MET else None
    resolve(analyst, expected, resolution, met_by=met_by, known_on=date(2026, 2, 18))
    html = section()
    assert f"{said}, known on 18 February 2026. So they said." in plain(html)
    assert f'href="#{shape}"' in html
    assert (f"/entries/{event.uid}/" in html) == (resolution == Resolution.MET)


def test_as_of_a_day_shows_what_was_known_then(analyst, expected, section):
    move(analyst, expected, "2027", known_on=date(2025, 12, 17))
    then = plain(section("?as_of=2025-12-16"))
    assert "By the end of 2025 open" in then
    assert "2027" not in then
    assert section("?as_of=2025-09-04") == ""


def test_only_those_who_record_have_the_steps(signed_in, analyst, expected, section):
    assert "/move/" not in section()
    for step in ("move", "revise", "resolve"):
        assert f"/entries/{expected.uid}/{step}/" in section(client=signed_in(analyst))
    resolve(analyst, expected, Resolution.MISSED)
    assert "/move/" not in section(client=signed_in(analyst))


def test_a_step_shows_where_it_was_taken_with_the_way_to_undo_it(
    signed_in, analyst, issue, expected
):
    typed = {
        "uid": "6b2f4a4e-27a3-4a51-a0f9-111111111111",
        "supersedes": str(expected.uid),
        "date": "2027",
        "change_reason": "Later.",
        "find": "kyodo",
    }
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/FDI/"}
    html = signed_in(analyst).post(f"/entries/{expected.uid}/move/", typed, headers=here).text
    ledger = html.split(f'id="ledger-{typed["uid"]}"')[1].split("</li>\n\n")[0]
    assert "The expectation is moved." in ledger
    assert f'action="/entries/{typed["uid"]}/correct/"' in ledger


class TestOverAllIssues:
    def test_says_what_belongs_there_when_it_is_empty(self, client, db):
        assert "Nobody has said yet what is to come." in client.get("/expectations/").text

    def test_shows_the_parts_and_who_was_right(self, client, analyst, issue, expected):
        expect(analyst, issue, "More are named.", "2027")
        resolve(analyst, expect(analyst, issue, "Gone.", "2024"), Resolution.MISSED)
        page = client.get("/expectations/").text
        said = plain(page)
        for title in ("Overdue", "To come", "Ended", "Who was right"):
            assert f">{title}</h2>" in page
        assert "By the end of 2025 overdue by 328 days Projects are named." in said
        assert "0 of 1" in said
        assert 'aria-current="page">What is expected</a>' in page

    def test_is_narrowed_by_who_expects_it(self, client, analyst, issue, expected):
        expect(analyst, issue, "More are named.", "2027")
        page = client.get("/expectations/?by=japan").text
        assert "Projects are named." in page
        assert "More are named." not in page
        assert '<option value="japan" selected>Japan</option>' in page

    def test_says_what_the_score_is_made_of(self, client, expected):
        said = plain(client.get("/expectations/").text)
        assert "last probability given for the window that stood at the end" in said
        assert "under five" in said
        assert "void" in said

    def test_as_of_a_day_shows_what_was_known_then(self, client, analyst, expected):
        move(analyst, expected, "2027", known_on=date(2025, 12, 17))
        said = plain(client.get("/expectations/?as_of=2025-12-16").text)
        assert "By the end of 2025 open" in said
        assert "moved" not in said

    @pytest.mark.parametrize("mark", ["x", "1~2", "9~notaday"])
    def test_a_nonsensical_mark_is_the_start(self, client, expected, mark):
        answer = client.get(f"/expectations/?overdue={mark}")
        assert answer.status_code == 200
        assert "Projects are named." in answer.text
