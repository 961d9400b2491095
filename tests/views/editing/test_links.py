"""Linking issues, ending links and taking second looks, where they are read."""

import uuid
from datetime import date

import pytest

from issues import actions
from issues.lifecycle.links import LinkKind
from issues.models import Entry, Issue, Link, LinkEnd, Source
from tests.making import TODAY, decide, make_issue, make_source

pytestmark = pytest.mark.django_db
URL = "/issues/FDI/link/"


@pytest.fixture
def other(analyst) -> Issue:
    return make_issue(analyst, "HNS", title="Cost sharing agreement")


@pytest.fixture
def link(analyst, issue, other) -> Link:
    return actions.link_issues(
        by=analyst,
        issue=issue,
        other=other,
        kind=LinkKind.CONDITIONAL_ON,
        reason="The pledge holds while costs are shared.",
        cite=actions.Cite(make_source(analyst, title="The minutes"), "while costs are shared"),
        known_on=date(2025, 9, 4),
        today=TODAY,
    )


@pytest.fixture
def form(other, source):
    def fill(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "other": "HNS",
            "kind": "conditional_on",
            "body": "So the text says.",
            "find": source.slug,
            **changes,
        }

    return fill


class TestLinking:
    def test_records_the_link_and_shows_it_on_both_pages(self, work, client, issue, form):
        answer = work.post(URL, form())
        assert (answer.status_code, answer.headers["Location"]) == (302, "/issues/FDI/#links")
        there, back = client.get("/issues/FDI/").text, client.get("/issues/HNS/").text
        assert "FDI is conditional on <a" in there
        assert "HNS Cost sharing agreement</a>" in there
        assert "HNS is a condition of <a" in back
        for page in (there, back):
            assert "So the text says." in page
            assert "The text</a>. The ministry, 1 July 2025." in page

    @pytest.mark.parametrize(
        "typed", ["hns", "HNS Cost sharing agreement", "cost SHARING", "  sharing "]
    )
    def test_takes_a_reference_and_words_of_a_title(self, work, issue, form, typed):
        work.post(URL, form(other=typed))
        assert Link.objects.get().other.reference == "HNS"

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"other": "nothing"}, "No issue is called “nothing”."),
            ({"other": ""}, "Name the other issue."),
            ({"other": "fdi"}, "An issue is linked to another, not to itself."),
            ({"body": ""}, "Say why the two are linked."),
            ({"find": ""}, "Name at least one source"),
            ({"kind": "likes"}, "likes is not one of the available choices."),
            ({"known_on": "2026-11-25"}, "which is after today"),
            ({"known_on": "2025-06-30"}, "before the earliest source was published"),
        ],
    )
    def test_what_is_wrong_is_said_beside_what_was_typed(
        self, work, issue, form, changes, sentence
    ):
        answer = work.post(URL, form(**changes))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert ("So the text says." in answer.text) is ("body" not in changes)
        assert not Link.objects.exists()

    def test_asks_which_one_is_meant(self, work, issue, analyst, form):
        make_issue(analyst, "HNS-2", title="Cost sharing, the next round")
        answer = work.post(URL, form(other="cost sharing"))
        assert "Give the reference: HNS Cost sharing agreement; HNS-2 Cost" in answer.text

    def test_without_its_token_is_not_taken(self, work, issue, form):
        sent = form()
        del sent["uid"]
        answer = work.post(URL, sent)
        assert (answer.status_code, Link.objects.count()) == (428, 0)
        assert "So the text says." in answer.text

    def test_sent_twice_has_one_effect_and_with_other_words_none(self, work, issue, form):
        sent = form()
        work.post(URL, sent)
        assert work.post(URL, sent).status_code == 302
        answer = work.post(URL, sent | {"body": "Other words."})
        assert answer.status_code == 409
        assert "Other words." in answer.text
        assert "Analyst Person" in answer.text
        assert Link.objects.get().reason == "So the text says."

    def test_of_what_stands_already_is_refused(self, work, issue, link, form):
        answer = work.post(URL, form())
        assert answer.status_code == 422
        assert "FDI is conditional on HNS. End that link first." in answer.text

    def test_in_place_answers_with_the_page_and_can_be_undone(self, work, issue, form, at_issue):
        answer = work.post(URL, form(), headers=at_issue)
        assert "It is recorded that FDI is conditional on HNS." in answer.text
        assert answer.headers["HX-Retarget"] == "#issue"
        address = f"/links/{Link.objects.get().uid}/end/"
        assert f'action="{address}"' in answer.text
        undone = {"uid": uuid.uuid4(), "body": "Undone.", "known_on": Link.objects.get().known_on}
        assert work.post(address, undone).status_code == 302
        assert "FDI is conditional on <a" not in work.get("/issues/FDI/").text

    def test_adds_a_new_source_with_it_or_not_at_all(self, work, issue, form):
        new = {"find": "", "new_title": "Fresh", "new_publisher": "They"}
        refused = work.post(URL, form(other="FDI", **new))
        assert (refused.status_code, Source.objects.filter(title="Fresh").count()) == (422, 0)
        work.post(URL, form(**new))
        assert Link.objects.get().source.title == "Fresh"


class TestEnding:
    def test_takes_it_off_the_pages_from_that_day_on(self, work, client, link):
        assert "FDI is conditional on <a" in client.get("/issues/FDI/").text
        page = work.get(f"/links/{link.uid}/end/").text
        assert "The pledge holds while costs are shared." in page
        sent = {"uid": uuid.uuid4(), "body": "It was cut out.", "known_on": "2026-10-01"}
        assert work.post(f"/links/{link.uid}/end/", sent).status_code == 302
        assert LinkEnd.objects.get().reason == "It was cut out."
        assert "Ended by Analyst Person: It was cut out." in client.get("/issues/FDI/").text
        assert "FDI is conditional on" in client.get("/issues/FDI/?as_of=2026-09-30").text
        assert "No other issue" not in client.get("/issues/FDI/?as_of=2026-09-30").text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"body": ""}, "Say why the link no longer holds."),
            ({"known_on": "2025-09-03"}, "cannot be known before the link"),
            ({"known_on": "2026-11-25"}, "which is after today"),
        ],
    )
    def test_what_is_wrong_is_said(self, work, link, changes, sentence):
        sent = {"uid": uuid.uuid4(), "body": "Cut.", "known_on": "2026-10-01"} | changes
        answer = work.post(f"/links/{link.uid}/end/", sent)
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert not LinkEnd.objects.exists()

    def test_who_comes_second_is_told_and_keeps_what_was_typed(self, work, link, other_analyst):
        actions.end_link(by=other_analyst, link=link, reason="Gone.", known_on=TODAY, today=TODAY)
        answer = work.post(f"/links/{link.uid}/end/", {"uid": uuid.uuid4(), "body": "Cut out."})
        assert answer.status_code == 409
        assert "Colleague Person has ended this link already: Gone." in answer.text
        assert "Cut out." in answer.text

    def test_can_be_undone(self, work, link, at_issue):
        sent = {"uid": uuid.uuid4(), "body": "It was cut out."}
        answer = work.post(f"/links/{link.uid}/end/", sent, headers=at_issue)
        fields = dict(
            part.split('" value="')
            for part in answer.text.split(f'action="{URL}"')[1].split("</form>")[0].split('name="')
            if '" value="' in part
        )
        undo = {name: value.split('"')[0] for name, value in fields.items()}
        del undo["csrfmiddlewaretoken"]
        assert work.post(URL, undo).status_code == 302
        assert str(Link.objects.last()) == str(link)
        assert Link.objects.last().quotation == "while costs are shared"


class TestLooking:
    @pytest.fixture
    def decision(self, analyst, link, other) -> Entry:
        return decide(analyst, other, "moving", date(2026, 4, 1), reason="They began.")

    def test_the_flag_is_on_the_page_and_in_every_list_for_everybody(self, client, work, decision):
        for visitor in (client, work):
            page = visitor.get("/issues/FDI/").text
            assert "Needs a second look" in page
            assert "HNS → FDI: HNS is now moving since 1 April 2026" in page
            assert ("/looked/" in page) is (visitor is work)
            for address in ("/", "/issues/", "/?kind=pledge", "/issues/?sort=title"):
                rows = visitor.get(address).text.split("<tr data-issue=")
                flagged = {row[1:4] for row in rows if "needs a second look" in row}
                assert flagged == {"FDI"}, address

    def test_as_of_a_day_before_it_is_not_there(self, client, decision):
        for address in ("/", "/issues/", "/issues/FDI/"):
            assert "second look" not in client.get(f"{address}?as_of=2026-03-31").text
            assert "second look" in client.get(f"{address}?as_of=2026-04-01").text

    def test_a_note_takes_it_off(self, work, client, decision):
        address = f"/issues/FDI/looked/{decision.uid}/"
        page = work.get(address).text
        assert "They began." in page
        assert "Looked at HNS: nothing changes for FDI." in page
        answer = work.post(address, {"uid": uuid.uuid4(), "body": "Nothing changes."})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/issues/FDI/#links")
        note = Entry.objects.get(kind="note")
        assert (note.looks_at, note.body) == (decision, "Nothing changes.")
        assert "second look" not in client.get("/issues/FDI/").text
        assert "Nothing changes." in work.get("/issues/FDI/").text
        assert "Nothing changes." not in client.get("/issues/FDI/").text

    def test_in_place_it_can_be_undone(self, work, decision, at_issue):
        address = f"/issues/FDI/looked/{decision.uid}/"
        sent = {"uid": uuid.uuid4(), "body": "Nothing changes."}
        answer = work.post(address, sent, headers=at_issue)
        assert "The second look is recorded" in answer.text
        assert f"/entries/{Entry.objects.get(kind='note').uid}/retract/" in answer.text
        assert "HNS → FDI" not in answer.text

    def test_without_a_word_it_is_refused(self, work, decision):
        answer = work.post(f"/issues/FDI/looked/{decision.uid}/", {"uid": uuid.uuid4(), "body": ""})
        assert (answer.status_code, Entry.objects.filter(kind="note").count()) == (422, 0)

    def test_only_a_decision_on_another_issue_is_looked_at(self, work, issue, newest, decision):
        assert work.get(f"/issues/FDI/looked/{newest().uid}/").status_code == 404
        assert work.get(f"/issues/FDI/looked/{uuid.uuid4()}/").status_code == 404
        assert work.get(f"/issues/NONE/looked/{decision.uid}/").status_code == 404


def test_the_page_of_a_source_names_the_links_that_rest_on_it(client, link):
    page = client.get(f"/sources/{link.source.slug}/")
    assert page.status_code == 200
    assert "FDI Investment pledge</a> is conditional on <a" in page.text
    Issue.objects.filter(reference="HNS").update(visibility="draft")
    assert client.get(f"/sources/{link.source.slug}/").status_code == 404
