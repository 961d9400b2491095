"""Opening, editing, publishing and checking an issue."""

import re
import uuid
from html import unescape

import pytest

from issues import actions
from issues.models import Check, Issue, Topic, User
from tests.bench.forms import form_with
from tests.making import TODAY, make_issue, make_lifecycle, make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def japan(db):
    return make_party("Japan", slug="japan")


@pytest.fixture
def trade(db):
    return Topic.objects.create(slug="trade", name="Trade")


class TestOpening:
    URL = "/issues/new/"

    @pytest.fixture
    def form(self, japan, trade, analyst):
        make_lifecycle()

        def typed(**changes) -> dict:
            return {
                "uid": str(uuid.uuid4()),
                "reference": "hns",
                "title": "Host-nation support",
                "kind": "pledge",
                "success_test": "A text is signed.",
                "parties": ["japan"],
                "topics": ["trade"],
                "lead": "analyst",
                "aliases": "SMA\ncost sharing\nSMA\n",
                **changes,
            }

        return typed

    def test_makes_a_draft_that_only_the_team_sees(self, work, client, form, analyst, japan):
        response = work.post(self.URL, form(), follow=True)
        issue = Issue.objects.get()
        assert response.redirect_chain == [("/issues/HNS/", 302)]
        assert "HNS is open as a draft." in response.content.decode()
        assert (issue.title, issue.lead, issue.opened_on) == (
            "Host-nation support",
            analyst,
            TODAY,
        )
        assert (issue.aliases, list(issue.parties.all())) == (["SMA", "cost sharing"], [japan])
        assert client.get("/issues/HNS/").status_code == 404

    def test_twice_opens_one(self, work, form):
        typed = form()
        answers = [work.post(self.URL, typed) for _ in range(2)]
        assert [answer.headers["Location"] for answer in answers] == ["/issues/HNS/"] * 2
        assert Issue.objects.count() == 1

    def test_a_reference_that_is_taken_is_said_beside_it(self, work, form, analyst):
        make_issue(analyst, "HNS")
        response = work.post(self.URL, form())
        assert response.status_code == 422
        assert 'id="open-reference_error"' in response.content.decode()
        assert "Host-nation support" in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"reference": "a b"}, "capital letters"),
            ({"reference": ""}, "Give the issue a reference."),
            ({"title": ""}, "Give the issue a title."),
            ({"kind": ""}, "Choose the kind of issue."),
            ({"kind": "nonsense"}, "not one of the available choices"),
            ({"parties": ["nobody"]}, "not one of the available choices"),
            ({"aliases": "x" * 201}, "longer than 200 characters"),
        ],
    )
    def test_wrong_input_is_422(self, work, form, wrong, sentence):
        response = work.post(self.URL, form(**wrong))
        assert response.status_code == 422
        assert sentence in response.content.decode()
        assert not Issue.objects.exists()

    def test_without_a_token_is_428(self, work, form):
        typed = form()
        del typed["uid"]
        assert work.post(self.URL, typed).status_code == 428

    def test_a_reader_is_refused_and_a_visitor_asked_in(self, signed_in, client, reader, form):
        assert signed_in(reader).post(self.URL, form()).status_code == 403
        assert client.get(self.URL).status_code == 302

    def test_the_list_offers_it_to_the_team_alone(self, work, client, form):
        assert 'href="/issues/new/"' in work.get("/issues/").content.decode()
        assert 'href="/issues/new/"' not in client.get("/issues/").content.decode()


@pytest.fixture
def edit_form(issue, japan, trade):
    def typed(**changes) -> dict:
        issue.refresh_from_db()
        return {
            "uid": str(uuid.uuid4()),
            "version": issue.version,
            "title": "The pledge to invest",
            "kind": "pledge",
            "success_test": "",
            "parties": ["japan"],
            "topics": ["trade"],
            "lead": "",
            "aliases": "FDI pledge",
            **changes,
        }

    return typed


def form_of(html: str, name: str) -> dict:
    return form_with(html, name).fields


def edit_as(by: User, issue: Issue, **changes) -> None:
    """Somebody changes what is named, and sends the rest as it stands."""
    issue.refresh_from_db()
    stands = {
        "title": issue.title,
        "kind": issue.lifecycle,
        "parties": list(issue.parties.all()),
        "topics": list(issue.topics.all()),
        "aliases": issue.aliases,
        "lead": issue.lead,
        "success_test": issue.success_test,
    }
    actions.edit_issue(by=by, issue=issue, version=issue.version, **stands | changes)


class TestEditing:
    URL = "/issues/FDI/edit/"

    def test_begins_with_what_stands(self, work, issue):
        html = work.get(self.URL).content.decode()
        assert 'value="Investment pledge"' in html
        assert f'name="version" value="{issue.version}"' in html

    def test_changes_what_it_is_called_and_filed_under(self, work, issue, edit_form):
        assert work.post(self.URL, edit_form()).headers["Location"] == "/issues/FDI/"
        issue.refresh_from_db()
        assert (issue.title, issue.aliases) == ("The pledge to invest", ["FDI pledge"])
        assert [party.slug for party in issue.parties.all()] == ["japan"]
        assert [topic.slug for topic in issue.topics.all()] == ["trade"]

    def test_does_not_reorder_the_parties(self, work, analyst, japan):
        china = make_party("China", slug="china")
        issue = make_issue(analyst, "ORD", parties=[japan, china])
        form = {
            "uid": str(uuid.uuid4()),
            "version": issue.version,
            "title": "Ordered",
            "kind": "pledge",
            "parties": ["china", "japan"],
        }
        work.post("/issues/ORD/edit/", form)
        positions = issue.issueparty_set.order_by("position").values_list("party__slug", flat=True)
        assert list(positions) == ["japan", "china"]

    def test_twice_has_one_effect(self, work, issue, edit_form):
        typed = edit_form()
        answers = [work.post(self.URL, typed) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        issue.refresh_from_db()
        assert issue.version == typed["version"] + 1

    def test_a_stale_one_shows_both_and_who(self, work, issue, edit_form, other_analyst):
        typed = edit_form()
        edit_as(other_analyst, issue, title="Theirs to keep")
        response = work.post(self.URL, typed)
        text = " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())
        assert response.status_code == 409
        assert "Their change: Colleague Person" in text
        assert "Theirs to keep" in text
        assert 'value="The pledge to invest"' in response.content.decode()
        rebased = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
        assert work.post(self.URL, typed | {"version": rebased}).status_code == 302

    def test_what_only_a_colleague_changed_is_taken_over(self, work, issue, japan, other_analyst):
        form = form_of(work.get(self.URL).text, "title")
        typed = form | {"title": "The pledge to invest"}
        theirs = {"aliases": ["Theirs"], "parties": [japan], "title": "Pledge of theirs"}
        edit_as(other_analyst, issue, **theirs)
        answer = work.post(self.URL, typed)
        text = " ".join(re.sub(r"<[^>]+>", "", answer.text).split())
        assert answer.status_code == 409
        assert "so it is taken over below: Parties, Also called." in text
        assert "YoursThe pledge to invest" in text
        assert text.count("Yours") == 1
        assert work.post(self.URL, form_of(answer.text, "title")).status_code == 302
        issue.refresh_from_db()
        assert (issue.title, issue.aliases) == ("The pledge to invest", ["Theirs"])
        assert list(issue.parties.all()) == [japan]

    def test_what_clashes_nowhere_is_saved_with_one_more_press(self, work, issue, other_analyst):
        form = form_of(work.get(self.URL).text, "title")
        edit_as(other_analyst, issue, aliases=["Theirs"])
        answer = work.post(self.URL, form | {"title": "The pledge to invest"})
        assert "Save both" in answer.text
        assert work.post(self.URL, form_of(answer.text, "title")).status_code == 302
        issue.refresh_from_db()
        assert (issue.title, issue.aliases) == ("The pledge to invest", ["Theirs"])

    def test_a_second_conflict_is_compared_with_the_first(self, work, issue, other_analyst):
        """Taken over once, their words are no change of mine when they change them again."""
        form = form_of(work.get(self.URL).text, "title")
        edit_as(other_analyst, issue, aliases=["Theirs"])
        answer = work.post(self.URL, form | {"title": "The pledge to invest"})
        edit_as(other_analyst, issue, aliases=["Theirs anew"])
        answer = work.post(self.URL, form_of(answer.text, "title"))
        assert answer.status_code == 409
        assert work.post(self.URL, form_of(answer.text, "title")).status_code == 302
        issue.refresh_from_db()
        assert (issue.title, issue.aliases) == ("The pledge to invest", ["Theirs anew"])

    @pytest.mark.parametrize("version", [None, "", "x", "0", "-1", "99999999999"])
    def test_without_a_version_is_428(self, work, issue, edit_form, version):
        typed = edit_form(version=version) if version is not None else edit_form()
        if version is None:
            del typed["version"]
        response = work.post(self.URL, typed)
        assert response.status_code == 428
        assert "The pledge to invest" in response.content.decode()

    def test_without_a_title_is_422(self, work, issue, edit_form):
        assert work.post(self.URL, edit_form(title="")).status_code == 422

    def test_the_kind_of_a_judged_issue_stays(self, work, issue, edit_form):
        make_lifecycle("tariff")
        response = work.post(self.URL, edit_form(kind="tariff"))
        assert response.status_code == 422
        assert 'id="edit-FDI-kind_error"' in response.content.decode()

    def test_can_be_undone(self, work, issue, edit_form, at_issue):
        html = work.post(self.URL, edit_form(), headers=at_issue).content.decode()
        assert work.post(self.URL, _undo(html)).status_code == 302
        issue.refresh_from_db()
        assert (issue.title, issue.aliases) == ("Investment pledge", [])
        assert not issue.parties.exists()

    def test_a_reader_is_refused(self, signed_in, reader, issue, edit_form):
        assert signed_in(reader).post(self.URL, edit_form()).status_code == 403

    def test_a_draft_is_not_there_for_a_reader(self, signed_in, reader, client, analyst):
        make_issue(analyst, "HID", published=False)
        assert signed_in(reader).get("/issues/HID/edit/").status_code == 403
        assert signed_in(reader).get("/issues/NOT/edit/").status_code == 403


def _undo(html: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    form = html.split('class="said"')[1]
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form):
        data.setdefault(name, []).append(unescape(value))
    return data


class TestPublishing:
    @pytest.fixture
    def draft(self, analyst):
        return make_issue(analyst, "HID", published=False)

    def form(self, issue) -> dict:
        issue.refresh_from_db()
        return {"uid": str(uuid.uuid4()), "version": issue.version}

    def test_an_editor_lets_readers_see_it(self, signed_in, editor, client, draft):
        assert client.get("/issues/HID/").status_code == 404
        response = signed_in(editor).post("/issues/HID/publish/", self.form(draft))
        assert response.headers["Location"] == "/issues/HID/"
        assert client.get("/issues/HID/").status_code == 200

    def test_an_editor_takes_it_back(self, signed_in, editor, client, issue):
        signed_in(editor).post("/issues/FDI/unpublish/", self.form(issue))
        assert client.get("/issues/FDI/").status_code == 404

    def test_asks_first(self, signed_in, editor, draft):
        html = signed_in(editor).get("/issues/HID/publish/").content.decode()
        assert "Readers will see" in html
        assert "Publish it" in html

    @pytest.mark.parametrize(
        ("address", "said"),
        [
            ("/issues/FDI/publish/", "is published already: readers see it."),
            ("/issues/HID/unpublish/", "is a draft already: readers do not see it."),
        ],
    )
    def test_offers_nothing_of_what_is_so_already(
        self, signed_in, editor, issue, draft, address, said
    ):
        client = signed_in(editor)
        form = client.get(address).text.split('<form class="editor"')[1].split("</form>")[0]
        assert said in form
        assert "<button" not in form
        shown = issue if "FDI" in address else draft
        assert client.post(address, self.form(shown)).status_code == 302
        before = (shown.visibility, shown.version)
        shown.refresh_from_db()
        assert (shown.visibility, shown.version) == before

    def test_twice_has_one_effect(self, signed_in, editor, draft):
        client, form = signed_in(editor), self.form(draft)
        answers = [client.post("/issues/HID/publish/", form).status_code for _ in range(2)]
        draft.refresh_from_db()
        assert (answers, draft.version) == ([302, 302], form["version"] + 1)

    def test_a_stale_one_is_409(self, signed_in, editor, draft):
        form = self.form(draft)
        Issue.objects.filter(pk=draft.pk).update(title="Changed meanwhile")
        assert signed_in(editor).post("/issues/HID/publish/", form).status_code == 409

    def test_without_a_version_is_428(self, signed_in, editor, draft):
        assert signed_in(editor).post("/issues/HID/publish/", {}).status_code == 428

    def test_an_analyst_is_refused_as_page_and_fragment(self, work, draft, at_issue):
        for headers in ({}, at_issue):
            response = work.post("/issues/HID/publish/", self.form(draft), headers=headers)
            assert response.status_code == 403
            assert "Only an editor publishes" in response.content.decode()

    def test_can_be_undone(self, signed_in, editor, draft):
        here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/HID/"}
        client = signed_in(editor)
        response = client.post("/issues/HID/publish/", self.form(draft), headers=here)
        undo = _undo(response.content.decode())
        assert client.post("/issues/HID/unpublish/", undo).status_code == 302
        draft.refresh_from_db()
        assert draft.visibility == "draft"


class TestChecking:
    URL = "/issues/FDI/checked/"

    def test_notes_that_somebody_looked_today(self, work, issue, analyst):
        response = work.post(self.URL, follow=True)
        check = Check.objects.get(issue=issue)
        assert (check.checked_on, check.by) == (TODAY, analyst)
        assert "nothing new, checked on 24 November 2026" in response.content.decode()

    def test_twice_a_day_counts_once(self, work, issue):
        assert [work.post(self.URL).status_code for _ in range(2)] == [302, 302]
        assert Check.objects.count() == 1

    def test_in_a_list_swaps_the_row(self, work, issue, at_list):
        html = work.post(self.URL, headers=at_list).content.decode()
        assert "24 Nov 2026" in html[html.index('id="row-FDI"') :]

    def test_leads_to_no_other_site(self, work, issue):
        response = work.post(self.URL, {"back": "https://evil.example/"})
        assert response.headers["Location"] == "/issues/FDI/"

    def test_cannot_be_asked_for(self, work, issue):
        assert work.get(self.URL).status_code == 405

    def test_a_reader_is_refused(self, signed_in, reader, issue):
        assert signed_in(reader).post(self.URL).status_code == 403
