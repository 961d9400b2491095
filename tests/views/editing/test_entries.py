"""Recording events, notes and assessments."""

import uuid

import pytest

from issues.models import Entry, Source
from tests.making import happen, make_issue, make_party, make_source

pytestmark = pytest.mark.django_db

KINDS = ["event", "note", "assessment"]
TEXT = "The two sides met in Seoul."


@pytest.fixture
def form(source):
    def typed(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "body": TEXT,
            "date": "30 October 2025",
            "find": source.slug,
            "known_on": "2025-11-02",
            **changes,
        }

    return typed


def url(kind: str) -> str:
    return f"/issues/FDI/{kind}/"


def last() -> Entry:
    return Entry.objects.order_by("-pk").first()


def test_an_event_that_is_still_to_come_is_refused_with_what_was_typed(work, issue, form):
    response = work.post(url("event"), form(date="Q1 2027"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Record an expectation for what is still to come." in page
    assert 'value="Q1 2027"' in page
    assert TEXT in page
    assert not Entry.objects.filter(kind="event").exists()


@pytest.mark.parametrize("kind", KINDS)
class TestEachKind:
    def test_its_form_has_a_fresh_token(self, work, issue, kind):
        pages = [work.get(url(kind)).content.decode() for _ in range(2)]
        tokens = {page.split('name="uid" value="')[1][:36] for page in pages}
        assert len(tokens) == 2

    def test_is_recorded_with_its_date_source_and_author(
        self, work, issue, form, kind, source, analyst
    ):
        response = work.post(url(kind), form())
        entry = last()
        assert response.headers["Location"] == "/issues/FDI/"
        assert (entry.kind, entry.body, entry.author) == (kind, TEXT, analyst)
        assert str(entry.first_on) == "2025-10-30"
        assert str(entry.known_on) == "2025-11-02"
        assert entry.citations.get().source == source

    def test_is_known_today_if_nothing_else_is_said(self, work, issue, form, kind):
        work.post(url(kind), form(known_on=""))
        assert str(last().known_on) == "2026-11-24"

    def test_shows_where_it_stands_with_the_way_to_undo_it(self, work, issue, form, kind, at_issue):
        typed = form()
        html = work.post(url(kind), typed, headers=at_issue).content.decode()
        entry = html[html.index(f'id="entry-{typed["uid"]}"') :]
        assert f"The {kind} is recorded on FDI." in entry
        assert f'action="/entries/{typed["uid"]}/retract/"' in entry

    def test_sent_twice_is_recorded_once(self, work, issue, form, kind):
        typed, before = form(), Entry.objects.count()
        answers = [work.post(url(kind), typed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert Entry.objects.count() == before + 1

    def test_without_a_token_is_428_and_keeps_the_text(self, work, issue, form, kind):
        typed = form()
        del typed["uid"]
        response = work.post(url(kind), typed)
        assert response.status_code == 428
        assert TEXT in response.content.decode()

    def test_the_token_of_another_is_409_and_keeps_the_text(self, work, issue, form, kind):
        typed = form()
        work.post(url(kind), typed)
        response = work.post(url(kind), typed | {"body": "Something else."})
        assert response.status_code == 409
        assert "Something else." in response.content.decode()

    @pytest.mark.parametrize("wrong", [{"body": ""}, {"date": "soon"}, {"known_on": "x"}])
    def test_wrong_input_is_422(self, work, issue, form, kind, wrong):
        before = Entry.objects.count()
        response = work.post(url(kind), form(**wrong))
        assert response.status_code == 422
        assert "Nothing was saved yet" in response.content.decode()
        assert Entry.objects.count() == before

    def test_a_reader_is_refused(self, signed_in, reader, issue, form, kind):
        assert signed_in(reader).post(url(kind), form()).status_code == 403


@pytest.mark.parametrize(("kind", "status"), [("event", 422), ("assessment", 422), ("note", 302)])
def test_only_a_note_needs_no_source(work, issue, form, kind, status):
    assert work.post(url(kind), form(find="")).status_code == status


class TestOnSeveralIssues:
    def test_those_of_the_same_parties_are_offered(self, work, analyst):
        japan = make_party("Japan")
        make_issue(analyst, "ONE", parties=[japan])
        make_issue(analyst, "TWO", parties=[japan])
        make_issue(analyst, "FAR")
        html = work.get("/issues/ONE/event/").content.decode()
        assert 'value="TWO"' in html
        assert 'value="FAR"' not in html

    def test_an_event_is_stored_once_for_all(self, work, issue, analyst, form):
        make_issue(analyst, "HNS")
        make_issue(analyst, "REE")
        before = Entry.objects.count()
        response = work.post(url("event"), form(on_others="hns, REE"), follow=True)
        assert Entry.objects.count() == before + 1
        assert {i.reference for i in last().issues.all()} == {"FDI", "HNS", "REE"}
        assert "The event is recorded on FDI, HNS, REE." in response.content.decode()

    def test_one_that_is_not_there_is_named(self, work, issue, form):
        response = work.post(url("event"), form(on_others="HNS"))
        assert response.status_code == 422
        assert "There is no issue HNS." in response.content.decode()


class TestFindingSources:
    def test_lists_those_that_hold_every_word(self, work, issue, source):
        html = work.get("/sources/find/?find=ministry+text").content.decode()
        assert "The text. The ministry, 1 July 2025" in html

    @pytest.mark.parametrize("asked", ["", "  ", "nothing like it"])
    def test_lists_nothing_for_nothing(self, work, issue, source, asked):
        assert "<option" not in work.get("/sources/find/", {"find": asked}).content.decode()

    @pytest.mark.parametrize("said", ["The text", "The text. The ministry, 1 July 2025", "url"])
    def test_what_it_lists_is_found_again(self, work, issue, source, form, said):
        work.post(url("event"), form(find=source.url if said == "url" else said))
        assert last().citations.get().source == source

    def test_several_matches_are_shown_to_choose_from(self, work, issue, form, analyst):
        for number in (1, 2):
            Source.objects.create(slug=f"s{number}", title=f"Twin {number}", publisher="P")
        response = work.post(url("event"), form(find="twin"))
        html = response.content.decode()
        assert response.status_code == 422
        assert "More than one source matches." in html
        assert 'value="s1"' in html
        assert 'value="s2"' in html
        assert work.post(url("event"), form(find="twin", source="s1")).status_code == 302
        assert last().citations.get().source.slug == "s1"

    def test_one_that_was_ticked_stays_when_newer_ones_came_in(
        self, work, issue, form, analyst, source
    ):
        for _ in range(6):
            happen(analyst, issue)
        assert source.slug not in work.get(url("event")).content.decode()
        assert work.post(url("event"), form(find="", source=source.slug)).status_code == 302
        assert last().citations.get().source == source


def said_of_new(**changes) -> dict:
    return {
        "find": "", "new_title": "Another title", "new_publisher": "Kyodo",
        "new_url": "https://news.example/text", **changes,
    }  # fmt: skip


class TestAnAddressThatTheRecordHas:
    @pytest.fixture
    def known(self, analyst) -> Source:
        return make_source(
            analyst, title="The text", publisher="The ministry", url="https://news.example/text"
        )

    def test_is_no_new_source_under_another_title(self, work, issue, form, known):
        response = work.post(url("event"), form(**said_of_new()))
        assert response.status_code == 422
        page = response.content.decode()
        assert "The record has this address already, as The text. The ministry, 1 July" in page
        assert 'value="Another title"' in page
        assert f'value="{known.slug}"' in page

    def test_is_cited_once_it_is_ticked(self, work, issue, form, known):
        assert work.post(url("event"), form(**said_of_new(source=known.slug))).status_code == 302
        assert last().citations.get().source == known

    def test_is_cited_where_nothing_else_is_said_of_it(self, work, issue, form, known):
        sent = form(**said_of_new(new_title="", new_publisher=""))
        assert work.post(url("event"), sent).status_code == 302
        assert last().citations.get().source == known


def test_a_new_source_of_a_day_to_come_is_refused(work, issue, form):
    response = work.post(url("event"), form(**said_of_new(new_published_on="2027-05-05")))
    assert response.status_code == 422
    assert "which is after today" in response.content.decode()


@pytest.mark.parametrize("day", ["0202-05-12", "1799-12-31"])
def test_a_day_that_no_record_holds_is_refused_in_words(work, issue, form, day):
    response = work.post(url("note"), form(known_on=day, known_on_reason="So it was."))
    assert response.status_code == 422
    assert "Give days from 1800 to 2999" in response.content.decode()


def test_control_characters_that_came_with_pasted_text_are_left_out(work, issue, form, client):
    assert work.post(url("event"), form(body="They\x02 met\x0bin \x1bSeoul.")).status_code == 302
    assert last().body == "They met\nin Seoul."
    assert "They met" in client.get("/changes/feed/").content.decode()


def test_who_lost_the_role_meanwhile_keeps_what_they_typed(work, issue, form, analyst):
    analyst.role = "reader"
    analyst.save()
    response = work.post(url("event"), form())
    assert response.status_code == 403
    assert TEXT in response.content.decode()


def test_a_new_source_that_is_no_page_is_refused_at_its_address(work, issue, form):
    new = {"new_title": "A page", "new_publisher": "The ministry", "new_url": "ftp://a.example/b"}
    response = work.post(url("event"), form(**new))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"new_url"}


def test_a_long_quotation_from_a_long_address_is_recorded(work, issue, form):
    varied = "".join(str(uuid.uuid5(uuid.NAMESPACE_URL, str(n))) for n in range(139))[:5000]
    new = {
        "find": "",
        "new_title": "The text",
        "new_publisher": "The ministry",
        "new_url": f"https://news.example/{varied}"[:1000],
    }
    assert work.post(url("event"), form(quotation=varied, **new)).status_code < 400
    citation = last().citations.get()
    assert (citation.quotation, citation.source.url) == (varied, new["new_url"])
