"""Changing a status: one form, its answers, and what each of them keeps."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from issues import actions
from issues.dates import Precision
from issues.models import Entry, Source
from tests.making import TODAY, decide, happen, make_issue

pytestmark = pytest.mark.django_db
URL = "/issues/FDI/status/"


def decisions(issue) -> int:
    return issue.decisions.count()


class TestTheForm:
    def test_offers_the_moves_that_the_lifecycle_allows_and_no_others(self, work, issue):
        html = work.get(URL).content.decode()
        assert 'value="stalled"' in html
        assert 'value="delivered"' in html
        assert 'value="announced"' not in html

    def test_dates_it_today(self, work, issue):
        assert 'value="24 November 2026"' in work.get(URL).content.decode()

    def test_carries_a_fresh_token_and_the_newest_decision(self, work, issue, newest):
        html = work.get(URL).content.decode()
        assert f'name="made_from" value="{newest().uid}"' in html
        assert html.split('name="uid" value="')[1][:36] not in work.get(URL).content.decode()

    def test_of_an_issue_without_a_decision_says_so_in_its_version(self, work, analyst):
        make_issue(analyst, "NEW")
        html = work.get("/issues/NEW/status/").content.decode()
        assert 'name="made_from" value="none"' in html
        assert "not rated" in html

    def test_ticks_a_source_that_came_in_since_the_last_decision(self, work, issue, analyst):
        happen(analyst, issue, "It was discussed.", on=TODAY - timedelta(days=7))
        news = Source.objects.order_by("-pk").first()
        assert f'value="{news.slug}" id="status-FDI-source_0" checked' in _squeezed(work.get(URL))

    def test_offers_a_source_of_more_than_a_week_ago_without_a_tick(self, work, issue, analyst):
        happen(analyst, issue, "It was discussed.", on=TODAY - timedelta(days=8))
        news = Source.objects.order_by("-pk").first()
        html = _squeezed(work.get(URL)).split("Source</legend>")[1]
        assert f'value="{news.slug}" id="status-FDI-source_0"' in html
        assert "checked" not in html

    def test_ticks_no_source_that_the_last_decision_was_made_on(self, work, issue):
        assert "checked" not in _squeezed(work.get(URL)).split("Source</legend>")[1]

    def test_for_htmx_is_the_form_alone(self, work, issue, at_list):
        response = work.get(URL, headers=at_list)
        assert b"<html" not in response.content
        assert b"<form" in response.content
        assert "HX-Request" in response.headers["Vary"]

    def test_of_a_draft_is_there_for_the_team(self, work, analyst):
        make_issue(analyst, "HID", published=False)
        assert work.get("/issues/HID/status/").status_code == 200


def _squeezed(response) -> str:
    return " ".join(response.content.decode().split())


class TestSaving:
    def test_records_the_decision_with_its_reason_and_source(
        self, work, issue, newest, status_form, source, analyst
    ):
        before = newest()
        work.post(URL, status_form())
        decision = newest()
        assert (decision.status.slug, decision.made_from) == ("stalled", before)
        assert decision.body == "Nothing was heard for a year."
        assert decision.author == analyst
        assert decision.citations.get().source == source
        assert decision.first_on == date(2026, 11, 1)

    def test_leads_back_to_the_issue_and_says_what_was_done(self, work, issue, status_form):
        response = work.post(URL, status_form(), follow=True)
        assert response.redirect_chain == [("/issues/FDI/", 302)]
        assert "FDI: “stalled” from 1 November 2026, on the word of The ministry." in _text(
            response
        )

    def test_leads_back_to_the_list_that_it_came_from(self, work, issue, status_form):
        response = work.post(URL, status_form(back="/issues/?phase=moving"))
        assert response.headers["Location"] == "/issues/?phase=moving"

    @pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "\\\\evil"])
    def test_leads_to_no_other_site(self, work, issue, status_form, back):
        assert work.post(URL, status_form(back=back)).headers["Location"] == "/issues/FDI/"

    def test_keeps_the_words_of_a_fuzzy_date(self, work, issue, newest, status_form):
        work.post(URL, status_form(date="autumn 2026"))
        assert (newest().date_words, newest().date_precision) == ("autumn 2026", Precision.RANGE)

    def test_keeps_no_words_of_an_exact_one(self, work, issue, newest, status_form):
        work.post(URL, status_form(date="2026-11-01"))
        assert newest().date_words == ""

    def test_adds_a_new_source_with_the_decision(self, work, issue, newest, status_form):
        new = {
            "find": "",
            "new_title": "A new report",
            "new_publisher": "The daily",
            "new_url": "https://daily.example/1",
            "new_published_on": "2026-10-30",
            "new_kind": "news",
            "quotation": "Nothing was heard.",
            "locator": "p. 3",
        }
        work.post(URL, status_form(**new))
        citation = newest().citations.get()
        assert (citation.source.title, citation.quotation) == ("A new report", "Nothing was heard.")
        assert citation.locator == "p. 3"

    def test_adds_no_source_when_the_decision_is_refused(self, work, issue, status_form):
        new = {"find": "", "new_title": "A new report", "new_publisher": "The daily"}
        work.post(URL, status_form(status="announced", **new))
        assert not Source.objects.filter(title="A new report").exists()

    def test_sent_twice_has_one_effect_and_the_same_answer(self, work, issue, status_form):
        form, before = status_form(), decisions(issue)
        first, second = work.post(URL, form), work.post(URL, form)
        assert decisions(issue) == before + 1
        assert (first.status_code, first.headers["Location"]) == (
            second.status_code,
            second.headers["Location"],
        )

    def test_sent_twice_with_a_new_source_adds_that_once(self, work, issue, status_form):
        form = status_form(find="", new_title="A new report", new_publisher="The daily")
        assert [work.post(URL, form).status_code for _ in range(2)] == [302, 302]
        assert Source.objects.filter(title="A new report").count() == 1


class TestHtmx:
    def test_in_a_list_swaps_the_row_and_keeps_the_focus_on_it(
        self, work, issue, status_form, at_list
    ):
        response = work.post(URL, status_form(), headers=at_list)
        html = response.content.decode()
        assert response.status_code == 200
        assert response.headers["HX-Retarget"] == "#edit-FDI"
        assert 'id="row-FDI" hx-swap-oob="true"' in html
        row = html[html.index('id="row-FDI"') :]
        assert "stalled</span>" in row
        assert "autofocus" in row

    def test_in_a_list_the_counts_follow(self, work, issue, status_form, at_list):
        response = work.post(URL, status_form(), headers=at_list)
        assert "recorded" in response.headers["HX-Trigger-After-Settle"]
        counts = _text(work.get("/issues/counts/?kind=pledge", headers=at_list))
        assert "1 stalled" in counts
        assert "moving" not in counts

    def test_in_a_list_says_it_in_the_status_region(self, work, issue, status_form, at_list):
        html = work.post(URL, status_form(), headers=at_list).content.decode()
        assert '<div hx-swap-oob="innerHTML:#announce">FDI: “stalled” from' in html

    def test_on_the_issue_page_swaps_its_article(self, work, issue, status_form, at_issue):
        response = work.post(URL, status_form(), headers=at_issue)
        assert response.headers["HX-Retarget"] == response.headers["HX-Reselect"] == "#issue"
        html = response.content.decode()
        assert "<strong>stalled</strong>" in html
        assert html.count("<title>FDI ") == 1  # htmx takes it for the page's
        assert "<header" not in html

    def test_on_the_page_of_the_form_leads_away(self, work, issue, status_form):
        here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{URL}"}
        response = work.post(URL, status_form(), headers=here)
        assert response.headers["HX-Redirect"] == "/issues/FDI/"

    @pytest.mark.parametrize("current", ["", "nonsense", "http://[", "http://testserver/nowhere"])
    def test_from_nowhere_leads_to_the_issue(self, work, issue, status_form, current):
        here = {"HX-Request": "true", "HX-Current-URL": current}
        assert work.post(URL, status_form(), headers=here).headers["HX-Redirect"] == "/issues/FDI/"


@pytest.fixture(params=["plain", "htmx"])
def headers(request, at_list) -> dict:
    return at_list if request.param == "htmx" else {}


class TestRefusals:
    """Each keeps what was typed, on a page and in a fragment, and saves nothing."""

    def kept(self, response) -> bool:
        return "Nothing was heard for a year." in response.content.decode()

    def test_a_missing_reason_is_said_beside_its_field(self, work, issue, status_form, headers):
        before = decisions(issue)
        response = work.post(URL, status_form(reason=" ", date="May 2026"), headers=headers)
        html = response.content.decode()
        assert response.status_code == 422
        assert 'id="status-FDI-reason_error"' in html
        assert "Say why the status changes" in html
        assert 'value="May 2026"' in html
        assert decisions(issue) == before

    def test_a_move_that_is_not_allowed_names_those_that_are(
        self, work, issue, status_form, headers
    ):
        response = work.post(URL, status_form(status="announced"), headers=headers)
        assert response.status_code == 422
        assert "can be followed by" in _text(response)
        assert self.kept(response)

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"date": "someday"}, "is not a date that can be read"),
            ({"status": "nonsense"}, "is no status of this kind of issue"),
            ({"status": ""}, "Choose the new status."),
            ({"find": ""}, "Name at least one source"),
            ({"find": "no such thing"}, "No source matches"),
            ({"known_on": "2026-12-01"}, "after today"),
            ({"known_on": "2020-01-01"}, "before the earliest source was published"),
            ({"find": "", "new_title": "A report"}, "Give the publisher"),
            (
                {"find": "", "new_title": "A", "new_publisher": "B", "new_url": "x y"},
                "whole address",
            ),
        ],
    )
    def test_wrong_input_is_refused_in_a_sentence(self, work, issue, status_form, wrong, sentence):
        before = decisions(issue)
        response = work.post(URL, status_form(**wrong))
        assert response.status_code == 422
        assert sentence in _text(response)
        assert self.kept(response)
        assert decisions(issue) == before

    def test_keeps_the_token_for_the_next_try(self, work, issue, status_form):
        form = status_form(reason="")
        assert f'name="uid" value="{form["uid"]}"' in work.post(URL, form).content.decode()

    @pytest.mark.parametrize("missing", ["uid", "made_from"])
    def test_without_its_version_is_428(self, work, issue, status_form, newest, headers, missing):
        form, before = status_form(), decisions(issue)
        del form[missing]
        response = work.post(URL, form, headers=headers)
        assert response.status_code == 428
        assert "did not say which version it was made from" in _text(response)
        assert f'name="made_from" value="{newest().uid}"' in response.content.decode()
        assert self.kept(response)
        assert decisions(issue) == before

    @pytest.mark.parametrize("made_from", ["", "1", "nonsense", str(uuid.UUID(int=1))])
    def test_with_a_version_that_is_none_is_428(self, work, issue, status_form, made_from):
        assert work.post(URL, status_form(made_from=made_from)).status_code == 428

    def test_a_stale_one_shows_both_and_who_and_when(
        self, work, issue, status_form, newest, other_analyst, headers
    ):
        form = status_form()
        decide(other_analyst, issue, "delivered", date(2026, 10, 1), reason="All was paid.")
        before = decisions(issue)
        response = work.post(URL, form, headers=headers)
        text = _text(response)
        assert response.status_code == 409
        assert "Their change: Colleague Person" in text
        assert "All was paid." in text
        assert self.kept(response)
        assert f'name="made_from" value="{newest().uid}"' in response.content.decode()
        assert decisions(issue) == before

    def test_a_stale_one_shows_the_sources_of_both(
        self, work, issue, status_form, other_analyst, headers
    ):
        form = status_form(quotation="Nothing came.", locator="p. 7")
        decide(other_analyst, issue, "stalled", date(2026, 11, 1), reason=form["reason"])
        response = work.post(URL, form, headers=headers)
        pairs = re.findall(r"<h3>(.*?)</h3>(.*?)</div></div>", response.text, re.S)
        assert [label for label, _ in pairs] == ["Source"]
        mine, theirs = re.sub(r"<(?!h4)[^>]+>", "", pairs[0][1]).split("<h4>")[1:]
        assert "The text. The ministry, " in mine
        assert "“Nothing came.”, p. 7" in mine
        assert "The ministry" not in theirs

    def test_a_stale_one_on_the_same_source_says_nothing_of_it(
        self, work, issue, status_form, other_analyst, source
    ):
        form = status_form()
        cites = [actions.Cite(source)]
        decide(other_analyst, issue, "delivered", date(2026, 10, 1), citations=cites)
        assert "<h3>Source</h3>" not in work.post(URL, form).text

    def test_a_stale_one_can_be_kept_on_the_newest_version(
        self, work, issue, status_form, newest, other_analyst
    ):
        form = status_form()
        decide(other_analyst, issue, "stalled", date(2026, 10, 1))
        html = work.post(URL, form | {"status": "moving"}).content.decode()
        rebased = html.split('name="made_from" value="')[1][:36]
        response = work.post(URL, form | {"status": "moving", "made_from": rebased})
        assert response.status_code == 302
        assert newest().status.slug == "moving"

    def test_a_colleagues_event_is_no_conflict(self, work, issue, status_form, other_analyst):
        form = status_form()
        happen(other_analyst, issue, "Something else.")
        assert work.post(URL, form).status_code == 302

    def test_the_token_of_another_entry_is_409_with_what_was_recorded(
        self, work, issue, status_form, headers
    ):
        form = status_form()
        work.post(URL, form)
        response = work.post(URL, form | {"reason": "Another reason."}, headers=headers)
        assert response.status_code == 409
        assert "already saved with other content" in _text(response)
        assert "Another reason." in response.content.decode()
        assert f'name="uid" value="{form["uid"]}"' not in response.content.decode()

    def test_a_reader_is_refused(self, signed_in, reader, issue, status_form, headers):
        before = decisions(issue)
        response = signed_in(reader).post(URL, status_form(), headers=headers)
        assert response.status_code == 403
        assert "Only analysts and editors change the record." in _text(response)
        assert decisions(issue) == before

    def test_a_visitor_is_asked_to_sign_in(self, client, issue, status_form, headers):
        response = client.post(URL, status_form(), headers=headers)
        assert response.status_code == 401
        assert self.kept(response)

    def test_of_nothing_is_404(self, work, issue):
        assert work.post("/issues/NOWHERE/status/", {}).status_code == 404


def _text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


def test_a_decision_is_found_again_on_the_page_of_the_issue(work, issue, status_form):
    form = status_form()
    work.post(URL, form)
    assert f'id="entry-{form["uid"]}"' in work.get(reverse("issue", args=["FDI"])).content.decode()
    assert Entry.objects.filter(uid=form["uid"]).count() == 1
