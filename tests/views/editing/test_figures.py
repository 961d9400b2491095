"""Reporting a figure on a page, and correcting one."""

import uuid

import pytest

from issues import actions
from issues.models import Entry, Party
from tests.making import make_issue, make_party
from tests.reporting import report
from tests.views.editing.test_corrections import data_of, fields, form_of

pytestmark = pytest.mark.django_db
URL = "/issues/FDI/figure/"


@pytest.fixture
def reuters():
    return make_party("Reuters", aliases=["Thomson Reuters"], local_name="ロイター")


@pytest.fixture
def form(source, reuters):
    def typed(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "measure": "investment",
            "rung": "signed",
            "value": "550 billion",
            "currency": "usd",
            "unit": "",
            "date": "February 2026",
            "who": "Reuters",
            "body": "The first projects were signed.",
            "find": source.slug,
            "known_on": "2026-03-01",
            **changes,
        }

    return typed


def last() -> Entry:
    return Entry.objects.order_by("-pk").first()


def correct_url(entry: Entry) -> str:
    return f"/entries/{entry.uid}/correct/"


class TestReporting:
    def test_is_recorded_as_typed(self, work, issue, form, reuters, source):
        response = work.post(URL, form())
        entry = last()
        assert response.headers["Location"] == "/issues/FDI/"
        assert (entry.kind, entry.measure, entry.rung) == ("figure", "investment", "signed")
        assert (entry.value, entry.currency, entry.unit) == (550 * 10**9, "USD", "")
        assert (entry.reporter, entry.date_precision) == (reuters, "month")
        assert str(entry.known_on) == "2026-03-01"
        assert entry.citations.get().source == source

    @pytest.mark.parametrize("name", ["reuters", "Thomson Reuters", "ロイター", " Reuters "])
    def test_the_reporter_is_found_by_any_of_their_names(self, work, issue, form, reuters, name):
        work.post(URL, form(who=name))
        assert last().reporter == reuters
        assert Party.objects.filter(kind="outlet").count() == 0

    def test_a_new_reporter_is_added_once_it_is_said_what_they_are(self, work, issue, form):
        refused = work.post(URL, form(who="Jiji Press"))
        assert refused.status_code == 422
        assert "Nobody is known as “Jiji Press” yet." in refused.content.decode()
        assert not Party.objects.filter(name="Jiji Press").exists()
        work.post(URL, form(who="Jiji Press", who_kind="outlet"))
        assert (last().reporter.name, last().reporter.kind) == ("Jiji Press", "outlet")

    def test_nobody_is_added_by_a_figure_that_is_refused(self, work, issue, form):
        answer = work.post(URL, form(who="Jiji", who_kind="outlet", date="1 January 2027"))
        assert answer.status_code == 422
        assert not Party.objects.filter(name="Jiji").exists()

    def test_measures_and_names_that_are_known_are_offered(self, work, issue, analyst, reuters):
        report(analyst, issue, "host-nation support")
        html = work.get(URL).content.decode()
        for name in ("measure", "who"):
            assert f'list="figure-FDI-{name}-known"' in html
            assert f'<datalist id="figure-FDI-{name}-known">' in html
        assert "Who reports it</label>" in html
        assert '<option value="host-nation support">' in html
        assert '<option value="Reuters">' in html

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"measure": ""}, "Say what the figure measures."),
            ({"value": ""}, "Give the value."),
            ({"value": "a lot"}, "cannot be read as a number"),
            ({"value": "0.0000001"}, "more digits than are kept"),
            ({"currency": "", "unit": ""}, "a bare number says nothing"),
            ({"currency": "US"}, "code of three letters"),
            ({"date": ""}, "Give the day as of which they say it."),
            ({"date": "soon"}, "soon"),
            ({"date": "1 January 2027"}, "on a day to come"),
            ({"who": ""}, "Say who says so."),
            ({"body": ""}, "Say in words what the figure counts."),
            ({"find": ""}, "Name at least one source"),
            ({"rung": "promised"}, "Select a valid choice"),
        ],
    )
    def test_wrong_input_is_422_and_kept(self, work, issue, form, wrong, sentence):
        before = Entry.objects.count()
        response = work.post(URL, form(**wrong))
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert "The first projects were signed." in html or "body" in wrong
        assert Entry.objects.count() == before

    def test_a_target_lies_ahead(self, work, issue, form):
        work.post(URL, form(rung="target", date="by the end of 2028"))
        assert (last().rung, last().first_on) == ("target", None)

    def test_sent_twice_is_recorded_once(self, work, issue, form):
        typed, before = form(), Entry.objects.count()
        assert [work.post(URL, typed).status_code for _ in range(2)] == [302, 302]
        assert Entry.objects.count() == before + 1

    def test_the_token_of_another_is_409_and_shows_both(self, work, issue, form):
        typed = form()
        work.post(URL, typed)
        response = work.post(URL, typed | {"value": "551 billion"})
        assert response.status_code == 409
        html = response.content.decode()
        assert "551 billion" in html
        assert "550" in html

    def test_without_a_token_is_428(self, work, issue, form):
        typed = form()
        del typed["uid"]
        assert work.post(URL, typed).status_code == 428

    def test_shows_where_it_stands_and_is_undone_there(self, work, issue, form, at_issue):
        typed = form()
        html = work.post(URL, typed, headers=at_issue).content.decode()
        assert "The figure that Reuters gives is recorded." in html
        assert 'id="figures"' in html
        undo = data_of(fields(html))
        assert work.post(f"/entries/{typed['uid']}/retract/", undo).status_code == 302
        assert last().change == "retraction"

    def test_is_stored_once_on_several_issues(self, work, issue, form, analyst):
        make_issue(analyst, "HNS")
        work.post(URL, form(on_others="HNS"))
        assert {one.reference for one in last().issues.all()} == {"FDI", "HNS"}


class TestCorrecting:
    @pytest.fixture
    def figure(self, analyst, issue, reuters) -> Entry:
        return report(analyst, issue, value="36.05 billion", as_of="Q1 2026")

    def test_begins_with_what_stands(self, work, figure):
        form = form_of(work, correct_url(figure))
        assert (form["measure"], form["rung"], form["value"]) == (
            "investment",
            "signed",
            "36.05 billion",
        )
        assert (form["currency"], form["who"]) == ("USD", "Reuters")

    def test_sent_untouched_as_wording_it_changes_nothing(self, work, figure):
        form = form_of(work, correct_url(figure)) | {
            "wording_only": "on",
            "change_reason": "Plainer.",
            "body": "They signed.",
        }
        assert work.post(correct_url(figure), form).status_code == 302
        newer = actions.newest_version(figure)
        assert (newer.change, newer.value, newer.date) == ("wording", figure.value, figure.date)

    def test_makes_a_new_version_of_every_field(self, work, figure):
        form = form_of(work, correct_url(figure)) | {
            "measure": "loans",
            "rung": "approved",
            "value": "40",
            "currency": "jpy",
            "unit": "a year",
            "who": "Jiji",
            "who_kind": "outlet",
            "date": "March 2026",
            "change_reason": "It was another figure.",
        }
        assert work.post(correct_url(figure), form).status_code == 302
        newer = actions.newest_version(figure)
        assert (newer.measure, newer.rung, newer.value) == ("loans", "approved", 40)
        assert (newer.currency, newer.unit, newer.reporter.name) == ("JPY", "a year", "Jiji")
        assert str(newer.first_on) == "2026-03-01"

    def test_is_undone_to_what_stood(self, work, figure, at_issue):
        form = form_of(work, correct_url(figure)) | {"value": "40", "change_reason": "So."}
        html = work.post(correct_url(figure), form, headers=at_issue).content.decode()
        newer = actions.newest_version(figure)
        assert work.post(correct_url(newer), data_of(fields(html))).status_code == 302
        again = actions.newest_version(figure)
        assert (again.value, again.rung, again.reporter) == (
            figure.value,
            "signed",
            figure.reporter,
        )

    def test_a_colleagues_correction_is_a_conflict_that_shows_both(
        self, work, figure, signed_in, editor
    ):
        form = form_of(work, correct_url(figure)) | {"value": "40", "change_reason": "So."}
        theirs = signed_in(editor)
        other = form_of(theirs, correct_url(figure)) | {"value": "50", "change_reason": "No."}
        assert theirs.post(correct_url(figure), other).status_code == 302
        response = work.post(correct_url(figure), form)
        assert response.status_code == 409
        conflict = response.context["conflict"]
        part = next(part for part in conflict.parts if part.label == "Value")
        assert ("".join(p.text for p in part.mine), "".join(p.text for p in part.theirs)) == (
            "40",
            "50",
        )

    def test_other_kinds_have_none_of_these_fields(self, work, issue, newest):
        assert 'name="measure"' not in work.get(correct_url(newest())).content.decode()
