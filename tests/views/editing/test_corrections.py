"""Correcting, retracting and citing: each makes a new entry or citation, and can be undone."""

import re
import uuid
from datetime import date
from html import unescape

import pytest

from issues import actions
from issues.dates import parse
from issues.lifecycle.knowledge import AsOf
from issues.models import Entry, StatusPeriod
from tests.bench.forms import form_with
from tests.making import TODAY, decide, expect, happen, make_source, move, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(issue, analyst) -> Entry:
    return happen(analyst, issue, "They met in Tokyo.", date(2025, 10, 28))


@pytest.fixture(params=["plain", "htmx"])
def headers(request, at_issue) -> dict:
    return at_issue if request.param == "htmx" else {}


def fields(html: str) -> list[tuple[str, str]]:
    """The filled-in fields of the one undo form on a page."""
    form = html.split('class="said"')[1]
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return [(name, unescape(value)) for name, value in inputs]


def data_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


def form_of(work, url: str) -> dict:
    """A correction form as a browser would send it untouched."""
    form = work.get(url).context["form"]
    versions = dict(work.get(url).context["editor"].versions().fields())
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | versions).items() if value not in (None, "")}


def correct_url(entry: Entry) -> str:
    return f"/entries/{entry.uid}/correct/"


def retract_url(entry: Entry) -> str:
    return f"/entries/{entry.uid}/retract/"


def newest(entry: Entry) -> Entry:
    return actions.newest_version(entry)


class TestCorrecting:
    def test_begins_with_what_stands(self, work, event):
        form = form_of(work, correct_url(event))
        assert (form["body"], form["date"]) == ("They met in Tokyo.", "28 October 2025")
        assert form["supersedes"] == str(event.uid)
        assert form["on"] == ["FDI"]
        assert len(form["keep"]) == 1

    def test_makes_a_new_version_and_keeps_the_old(self, work, event):
        form = form_of(work, correct_url(event)) | {
            "body": "They met in Seoul.",
            "change_reason": "The place was wrong.",
        }
        assert work.post(correct_url(event), form).status_code == 302
        version = newest(event)
        assert (version.body, version.change, version.supersedes) == (
            "They met in Seoul.",
            "correction",
            event,
        )
        assert version.citations.get().source == event.citations.get().source
        event.refresh_from_db()
        assert event.body == "They met in Tokyo."

    def test_wording_only_is_marked_so(self, work, event):
        form = form_of(work, correct_url(event)) | {
            "body": "They met, in Tokyo.",
            "change_reason": "A comma.",
            "wording_only": "on",
        }
        work.post(correct_url(event), form)
        assert newest(event).change == "wording"

    def test_wording_only_refuses_another_date(self, work, event):
        form = form_of(work, correct_url(event)) | {
            "date": "2025",
            "change_reason": "A comma.",
            "wording_only": "on",
        }
        response = work.post(correct_url(event), form)
        assert response.status_code == 422
        assert "Untick “wording only”." in response.content.decode()

    def test_keeps_the_sources_own_words_for_a_date(self, work, issue, analyst):
        fuzzy = actions.record_event(
            by=analyst,
            issues=[issue],
            body="It began some time.",
            date=parse("2025").__class__(*_span(parse("2025")), "last year"),
            citations=[actions.Cite(make_source(analyst))],
            known_on=date(2026, 5, 1),
            today=TODAY,
        )
        form = form_of(work, correct_url(fuzzy)) | {"change_reason": "Checked."}
        work.post(correct_url(fuzzy), form)
        assert (newest(fuzzy).date, newest(fuzzy).date_words) == (fuzzy.date, "last year")

    def test_drops_a_source_and_names_another(self, work, event, source):
        form = form_of(work, correct_url(event)) | {
            "keep": [],
            "find": source.slug,
            "change_reason": "A better source.",
        }
        work.post(correct_url(event), form)
        assert newest(event).citations.get().source == source

    def test_one_of_two_sources_is_dropped(self, work, event, source, headers):
        first = event.citations.get()
        work.post(f"/entries/{event.uid}/cite/", self.cited(event, source))
        fields = form_of(work, correct_url(event))
        assert len(fields["keep"]) == 2
        fields |= {"keep": fields["keep"][1:], "change_reason": "It says nothing of it."}
        answer = work.post(correct_url(event), fields, headers=headers)
        version = newest(event)
        assert answer.status_code == (200 if headers else 302)
        assert version.supersedes == event
        assert version.citations.get().source == source
        assert [one.source for one in event.citations.order_by("id")] == [first.source, source]

    def test_a_quotation_is_mended(self, work, event, source, headers):
        work.post(f"/entries/{event.uid}/cite/", self.cited(event, source))
        fields = form_of(work, correct_url(event))
        fields |= {
            "keep": fields["keep"][:1],
            "source": source.slug,
            "quotation": "The right words.",
            "change_reason": "The quotation was wrong.",
        }
        work.post(correct_url(event), fields, headers=headers)
        mended = newest(event).citations.get(source=source)
        assert mended.quotation == "The right words."
        assert event.citations.get(source=source).quotation == "Word for word."
        assert newest(event).citations.count() == 2

    def test_without_any_source_is_refused(self, work, event):
        form = form_of(work, correct_url(event)) | {"keep": [], "change_reason": "None."}
        response = work.post(correct_url(event), form)
        assert response.status_code == 422
        assert "Name at least one source" in response.content.decode()

    def test_of_a_decision_moves_the_status(self, work, issue, newest):
        decision = newest()
        form = form_of(work, correct_url(decision)) | {
            "status": "stalled",
            "change_reason": "Misread.",
        }
        assert form["made_from"] == str(decision.uid)
        assert work.post(correct_url(decision), form).status_code == 302
        period = StatusPeriod.objects.holding(AsOf(TODAY)).get(issue=issue)
        assert period.status.slug == "stalled"

    def test_of_a_decision_is_held_against_the_lifecycle(self, work, issue, newest):
        form = form_of(work, correct_url(newest())) | {"status": "delivered", "change_reason": "?"}
        response = work.post(correct_url(newest()), form)
        assert response.status_code == 422
        assert "can be followed by" in response.content.decode()

    def test_needs_a_reason(self, work, event):
        response = work.post(correct_url(event), form_of(work, correct_url(event)))
        assert response.status_code == 422
        assert "Say why; readers see the reason" in response.content.decode()

    @pytest.mark.parametrize("missing", ["uid", "supersedes"])
    def test_without_its_version_is_428(self, work, event, missing):
        form = form_of(work, correct_url(event)) | {"body": "Typed.", "change_reason": "Why."}
        del form[missing]
        response = work.post(correct_url(event), form)
        assert response.status_code == 428
        assert "Typed." in response.content.decode()

    def test_of_a_decision_without_made_from_is_428(self, work, issue, newest):
        form = form_of(work, correct_url(newest())) | {"change_reason": "Why."}
        del form["made_from"]
        assert work.post(correct_url(newest()), form).status_code == 428

    def test_a_stale_one_shows_both_and_can_be_kept(self, work, event, editor, signed_in):
        form = form_of(work, correct_url(event)) | {
            "body": "They met in Seoul.",
            "change_reason": "The place was wrong.",
        }
        theirs = form | {"uid": str(uuid.uuid4()), "body": "They met in Osaka."}
        assert signed_in(editor).post(correct_url(event), theirs).status_code == 302
        response = work.post(correct_url(event), form)
        text = re.sub(r"<[^>]+>", "", response.content.decode())
        assert response.status_code == 409
        assert "They met in Osaka." in text
        assert "They met in Seoul." in text
        rebased = re.search(r'name="supersedes" value="([^"]+)"', response.content.decode())[1]
        assert rebased == str(newest(event).uid)
        editors_own = work.post(correct_url(event), form | {"supersedes": rebased})
        assert editors_own.status_code == 403  # the newest version is now the editor's

    def test_what_only_a_colleague_corrected_is_taken_over(self, work, event, editor, signed_in):
        form = form_with(work.get(correct_url(event)).text, "change_reason").fields
        theirs = form | {
            "uid": str(uuid.uuid4()),
            "date": "September 2025",
            "change_reason": "The month alone is known.",
        }
        assert signed_in(editor).post(correct_url(event), theirs).status_code == 302
        typed = form | {"body": "They met in Seoul.", "change_reason": "The place was wrong."}
        answer = work.post(correct_url(event), typed)
        assert answer.status_code == 409
        assert "so it is taken over below: Date." in answer.text
        sent = form_with(answer.text, "change_reason").fields
        assert (sent["body"].strip(), sent["date"]) == ("They met in Seoul.", "September 2025")

    def test_what_both_rest_on_stands_beside_it(
        self, work, event, editor, signed_in, source, headers
    ):
        work.post(f"/entries/{event.uid}/cite/", self.cited(event, source))
        form = form_of(work, correct_url(event)) | {"change_reason": "It says nothing of it."}
        first, second = form["initial-keep"] = form["keep"]
        theirs = form | {"uid": str(uuid.uuid4()), "keep": [second], "find": "The text"}
        theirs |= {"quotation": "The right words.", "locator": "p. 3"}
        signed_in(editor).post(correct_url(event), theirs)
        answer = work.post(correct_url(event), form | {"keep": [first]}, headers=headers)
        pair = re.search(r"<h3>Sources it rests on</h3>(.*?)</div></div>", answer.text, re.S)[1]
        mine, others = re.sub(r"<(?!h4)[^>]+>", "", pair).split("<h4>")[1:]
        assert answer.status_code == 409
        assert "The ministry" not in mine
        assert "The text. The ministry" in others
        assert "“Word for word.”" in others
        assert "“The right words.”, p. 3" in others
        boxes = re.findall(r'<input type="checkbox" name="keep"[^>]*>', answer.text)
        assert ["checked" in box for box in boxes] == [True, False, False]

    def cited(self, event, source) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "supersedes": str(event.uid),
            "find": source.slug,
            "quotation": "Word for word.",
        }

    def test_an_analyst_does_not_correct_a_colleagues(self, signed_in, event, other_analyst):
        client = signed_in(other_analyst)
        form = form_of(client, correct_url(event)) | {"body": "Mine!", "change_reason": "Why."}
        response = client.post(correct_url(event), form)
        assert response.status_code == 403
        assert "Only they or an editor" in response.content.decode()
        assert "Mine!" in response.content.decode()

    def test_an_editor_does(self, signed_in, event, editor):
        client = signed_in(editor)
        form = form_of(client, correct_url(event)) | {"body": "Better.", "change_reason": "Why."}
        assert client.post(correct_url(event), form).status_code == 302

    def test_twice_has_one_effect(self, work, event):
        form = form_of(work, correct_url(event)) | {"body": "Twice.", "change_reason": "Why."}
        assert [work.post(correct_url(event), form).status_code for _ in range(2)] == [302, 302]
        assert Entry.objects.filter(body="Twice.").count() == 1

    def test_of_another_entry_than_the_address_names_is_404(self, work, event, issue, analyst):
        other = happen(analyst, issue, "Another.")
        form = form_of(work, correct_url(other)) | {"change_reason": "Why."}
        assert work.post(correct_url(event), form).status_code == 404

    def test_of_an_entry_that_the_asker_does_not_see_is_404(self, signed_in, reader, work):
        assert work.get(f"/entries/{uuid.uuid4()}/correct/").status_code == 404


def _span(fuzzy):
    return fuzzy.first, fuzzy.last, fuzzy.precision


class TestRetracting:
    def test_is_offered_to_who_recorded_the_first_version(
        self, work, issue, other_analyst, analyst
    ):
        mine, theirs = (expect(by, issue, "They meet.", "2027") for by in (analyst, other_analyst))
        steps = [move(analyst, one, "2028") for one in (mine, theirs)]
        page = work.get("/issues/FDI/").text
        assert [f'href="{correct_url(step)}"' in page for step in steps] == [True, True]
        assert [f'href="{retract_url(step)}"' in page for step in steps] == [True, False]
        form = {"uid": uuid.uuid4(), "supersedes": steps[1].uid, "change_reason": "Why."}
        refused = work.post(retract_url(steps[1]), form)
        assert refused.status_code == 403
        assert "This entry is by Colleague Person." in refused.text

    def test_of_a_note_says_that_the_team_sees_why(self, work, issue, analyst, event):
        of_note = work.get(retract_url(note(analyst, issue))).text
        assert "The team sees the reason" in of_note
        assert "Readers see" not in of_note
        assert "Readers see the reason" in work.get(retract_url(event)).text

    def test_keeps_the_entry_in_the_history(self, work, event):
        form = form_of(work, retract_url(event)) | {"change_reason": "It never happened."}
        assert work.post(retract_url(event), form).status_code == 302
        assert newest(event).change == "retraction"
        assert newest(event).change_reason == "It never happened."

    def test_says_what_would_be_retracted(self, work, event, newest):
        shown = work.get(retract_url(event)).text
        assert "<strong>Event, 28 October 2025</strong>" in shown
        assert "goes back to the status" not in shown
        shown = work.get(retract_url(newest())).text
        assert "<strong>Decision, 4 September 2025</strong>" in shown
        assert 'href="#s-moving"/></svg>moving</span>' in shown
        assert "goes back to the status" in shown

    def test_of_a_decision_gives_the_former_status_back(self, work, issue, newest):
        decision = newest()
        form = form_of(work, retract_url(decision)) | {"change_reason": "A misreading."}
        assert work.post(retract_url(decision), form).status_code == 302
        period = StatusPeriod.objects.holding(AsOf(TODAY)).get(issue=issue)
        assert period.status.slug == "announced"

    def test_needs_a_reason_and_keeps_what_was_typed(self, work, event):
        response = work.post(retract_url(event), form_of(work, retract_url(event)))
        assert response.status_code == 422

    @pytest.mark.parametrize("missing", ["uid", "supersedes"])
    def test_without_its_version_is_428(self, work, event, missing):
        form = form_of(work, retract_url(event)) | {"change_reason": "It never happened."}
        del form[missing]
        response = work.post(retract_url(event), form)
        assert response.status_code == 428
        assert "It never happened." in response.content.decode()

    def test_a_stale_one_is_409(self, work, event):
        form = form_of(work, retract_url(event)) | {"change_reason": "It never happened."}
        edit = form_of(work, correct_url(event)) | {"body": "New.", "change_reason": "Why."}
        work.post(correct_url(event), edit)
        response = work.post(retract_url(event), form)
        assert response.status_code == 409
        assert "It never happened." in response.content.decode()

    def test_of_a_decision_after_a_colleagues_is_409(self, work, issue, newest, other_analyst):
        decision = newest()
        form = form_of(work, retract_url(decision)) | {"change_reason": "A misreading."}
        decide(other_analyst, issue, "stalled", date(2026, 10, 1))
        assert work.post(retract_url(decision), form).status_code == 409

    def test_an_analyst_does_not_retract_a_colleagues(self, signed_in, event, other_analyst):
        client = signed_in(other_analyst)
        form = form_of(client, retract_url(event)) | {"change_reason": "Why."}
        assert client.post(retract_url(event), form).status_code == 403


class TestUndoing:
    """Every undo is an ordinary form, sent as it stands on the page."""

    def undo(self, work, response, at: str) -> int:
        return work.post(at, data_of(fields(response.content.decode()))).status_code

    def test_a_change_of_status(self, work, issue, newest, status_form, at_issue):
        response = work.post("/issues/FDI/status/", status_form(), headers=at_issue)
        assert self.undo(work, response, retract_url(newest())) == 302
        assert newest().change == "retraction"
        assert newest().change_reason == "Undone at once: it had been saved by mistake."
        period = StatusPeriod.objects.holding(AsOf(TODAY)).get(issue=issue)
        assert period.status.slug == "moving"

    def test_of_a_status_is_told_where_it_was_changed_again_and_again(
        self, work, issue, newest, status_form, at_issue
    ):
        response = work.post("/issues/FDI/status/", status_form(), headers=at_issue)
        for address in (retract_url, correct_url, retract_url):
            undo = data_of(fields(response.text))
            response = work.post(address(newest()), undo, headers=at_issue)
            status = response.text.split('id="edit-status"')[1].split('class="figure"')[0]
            assert status.count('class="said"') == response.text.count('class="said"') == 1

    def test_a_decision_retracted_in_the_record_is_spoken_of_there(self, work, newest, at_issue):
        form = form_of(work, retract_url(newest())) | {"change_reason": "Why."}
        shown = work.post(retract_url(newest()), form, headers=at_issue).text
        assert 'class="said"' in shown.split(f'id="edit-{newest().uid}"')[1].split("</li>")[0]

    def test_a_correction(self, work, event, at_issue):
        form = form_of(work, correct_url(event)) | {
            "body": "They met in Seoul.",
            "date": "October 2025",
            "change_reason": "Why.",
        }
        response = work.post(correct_url(event), form, headers=at_issue)
        assert self.undo(work, response, correct_url(newest(event))) == 302
        version = newest(event)
        assert (version.body, version.date) == (event.body, event.date)
        assert version.citations.get().source == event.citations.get().source
        assert version.change == "correction"

    def test_a_retraction(self, work, event, at_issue):
        form = form_of(work, retract_url(event)) | {"change_reason": "Why."}
        response = work.post(retract_url(event), form, headers=at_issue)
        assert self.undo(work, response, correct_url(newest(event))) == 302
        assert (newest(event).body, newest(event).change) == (event.body, "correction")

    def test_a_retraction_of_a_decision(self, work, issue, newest, at_issue):
        decision = newest()
        form = form_of(work, retract_url(decision)) | {"change_reason": "Why."}
        response = work.post(retract_url(decision), form, headers=at_issue)
        assert self.undo(work, response, correct_url(newest())) == 302
        period = StatusPeriod.objects.holding(AsOf(TODAY)).get(issue=issue)
        assert period.status.slug == "moving"

    def test_twice_has_one_effect(self, work, event, at_issue):
        form = form_of(work, retract_url(event)) | {"change_reason": "Why."}
        response = work.post(retract_url(event), form, headers=at_issue)
        undo, at = data_of(fields(response.content.decode())), correct_url(newest(event))
        assert [work.post(at, undo).status_code for _ in range(2)] == [302, 302]
        assert Entry.objects.filter(origin=event).count() == 2

    def test_after_a_colleagues_decision_is_409(
        self, work, issue, newest, status_form, other_analyst, at_issue
    ):
        response = work.post("/issues/FDI/status/", status_form(), headers=at_issue)
        at = retract_url(newest())
        decide(other_analyst, issue, "moving", TODAY)
        assert self.undo(work, response, at) == 409


class TestCiting:
    @pytest.fixture
    def form(self, event, source):
        return self.token(event) | {"find": source.slug, "quotation": "Word for word."}

    def token(self, entry) -> dict:
        return {"uid": str(uuid.uuid4()), "supersedes": str(entry.uid)}

    def url(self, entry) -> str:
        return f"/entries/{entry.uid}/cite/"

    def test_rests_the_entry_on_one_more_source(self, work, event, form, source):
        assert work.post(self.url(event), form).status_code == 302
        citation = event.citations.order_by("-id").first()
        assert (citation.source, citation.quotation) == (source, "Word for word.")
        assert citation.known_on == TODAY

    def test_twice_has_one_effect(self, work, event, form):
        assert [work.post(self.url(event), form).status_code for _ in range(2)] == [302, 302]
        assert event.citations.count() == 2

    def test_what_it_cites_already_is_refused(self, work, event):
        cited = event.citations.get().source
        form = self.token(event) | {"find": cited.slug}
        response = work.post(self.url(event), form)
        assert response.status_code == 422
        assert "already cites that source" in response.content.decode()

    def test_without_a_source_is_422(self, work, event):
        assert work.post(self.url(event), self.token(event)).status_code == 422

    @pytest.mark.parametrize("name", ["uid", "supersedes"])
    def test_without_a_token_or_a_version_is_428(self, work, event, form, name):
        del form[name]
        response = work.post(self.url(event), form)
        assert response.status_code == 428
        assert "Word for word." in response.content.decode()

    def test_a_version_that_was_corrected_meanwhile_is_409_and_keeps_what_was_typed(
        self, work, event, form
    ):
        correction = {"body": "Another text.", "change_reason": "Why."}
        at = correct_url(event)
        assert work.post(at, form_of(work, at) | correction).status_code == 302
        response = work.post(self.url(event), form)
        assert response.status_code == 409
        assert "Word for word." in response.content.decode()
        assert event.citations.count() == 1
        again = form | data_of(fields(response.content.decode()))
        assert work.post(self.url(event), again).status_code == 302
        assert "Word for word." in [one.quotation for one in newest(event).citations.all()]

    def test_a_reader_is_refused(self, signed_in, reader, event, form):
        assert signed_in(reader).post(self.url(event), form).status_code == 403

    def test_can_be_undone(self, work, event, form, source, at_issue):
        response = work.post(self.url(event), form, headers=at_issue)
        at = correct_url(event)
        assert work.post(at, data_of(fields(response.content.decode()))).status_code == 302
        assert source not in [one.source for one in newest(event).citations.all()]
        assert newest(event).body == event.body
