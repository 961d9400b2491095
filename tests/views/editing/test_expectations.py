"""Recording what is said to come, and what becomes of it, on the pages."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from issues import actions
from issues.dates import parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import Change
from issues.models import Entry, Party
from tests.bench.forms import form_with
from tests.making import TODAY, expect, happen, make_issue, make_party, move, resolve, revise

pytestmark = pytest.mark.django_db

EXPECT = "/issues/FDI/expectation/"


@pytest.fixture
def japan(issue) -> Party:
    return make_party("Japan", slug="japan", local_name="日本")


@pytest.fixture
def form(source, japan):
    def typed(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "body": "The first projects are named.",
            "who": "Japan",
            "date": "by the end of 2026",
            "probability": "62.5 %",
            "find": source.slug,
            **changes,
        }

    return typed


@pytest.fixture
def expected(analyst, issue, japan) -> Entry:
    return expect(analyst, issue, "Projects are named.", expected_by=japan, probability="0.5")


@pytest.fixture
def step(source, expected):
    def typed(**changes) -> dict:
        return {
            "uid": str(uuid.uuid4()),
            "supersedes": str(expected.uid),
            "change_reason": "The minister said so.",
            "find": source.slug,
            **changes,
        }

    return typed


def last() -> Entry:
    return Entry.objects.order_by("-pk").first()


def address(entry: Entry, what: str) -> str:
    return f"/entries/{entry.uid}/{what}/"


class TestTheFormOfAStep:
    @pytest.mark.parametrize("what", ["move", "revise", "resolve", "retract"])
    def test_says_what_stands(self, work, expected, what):
        shown = work.get(address(expected, what)).text
        assert "Expected by Japan, by the end of 2026, at 50%." in shown
        assert "<p>Projects are named.</p>" in shown

    def test_says_that_no_probability_was_given(self, work, analyst, issue, japan):
        said = expect(analyst, issue, expected_by=japan)
        shown = work.get(address(said, "revise")).text
        assert "Expected by Japan, by the end of 2026; no probability given." in shown

    def test_says_the_window_that_it_was_moved_to(self, work, analyst, expected):
        moved = move(analyst, expected, "Q1 2027")
        shown = work.get(address(moved, "move")).text
        assert "Expected by Japan, in the first quarter of 2027; no probability given." in shown


class TestExpecting:
    def test_is_recorded_with_who_window_and_probability(self, work, issue, form, japan, source):
        response = work.post(EXPECT, form())
        entry = last()
        assert response.headers["Location"] == "/issues/FDI/"
        assert (entry.kind, entry.expected_by, entry.date) == (
            "expectation",
            japan,
            parse("by the end of 2026"),
        )
        assert entry.probability == Decimal("0.625")
        assert entry.citations.get().source == source

    def test_without_a_probability_has_none(self, work, issue, form):
        work.post(EXPECT, form(probability=""))
        assert last().probability is None

    def test_of_no_chance_at_all_is_kept_as_such(self, work, issue, form):
        work.post(EXPECT, form(probability="0"))
        assert last().probability == 0

    @pytest.mark.parametrize("typed", ["-1", "100.1", "1000", "often", "33.33", "NaN"])
    def test_what_is_no_probability_is_refused_with_what_was_typed(self, work, issue, form, typed):
        response = work.post(EXPECT, form(probability=typed))
        assert response.status_code == 422
        assert f'value="{typed}"' in response.text
        assert "The first projects are named." in response.text
        assert not Entry.objects.filter(kind="expectation").exists()

    def test_by_somebody_new_adds_them_once_it_is_said_what_they_are(self, work, issue, form):
        typed = form(who="The Daily Record")
        response = work.post(EXPECT, typed)
        assert response.status_code == 422
        assert "Say what they are" in response.text
        assert not Party.objects.filter(name="The Daily Record").exists()
        work.post(EXPECT, {**typed, "who_kind": "organisation"})
        assert last().expected_by.name == "The Daily Record"

    def test_refused_by_the_record_adds_nobody(self, work, issue, form):
        typed = form(who="The Daily Record", who_kind="organisation", known_on="2027-01-01")
        assert work.post(EXPECT, typed).status_code == 422
        assert not Party.objects.filter(name="The Daily Record").exists()

    def test_may_be_on_several_issues(self, work, issue, form, analyst):
        other = make_issue(analyst, "KOR")
        work.post(EXPECT, form(on_others="KOR"))
        assert set(last().issues.all()) == {issue, other}

    def test_offers_those_who_are_known(self, work, issue, japan):
        page = work.get(EXPECT).text
        assert '<option value="Japan"></option>' in page
        assert 'list="expect-FDI-who-known"' in page
        assert 'id="expect-FDI-who-known"' in page

    @pytest.mark.parametrize("missing", ["body", "who", "date", "find"])
    def test_needs_each_of_its_parts(self, work, issue, form, missing):
        assert work.post(EXPECT, form(**{missing: ""})).status_code == 422
        assert not Entry.objects.filter(kind="expectation").exists()

    def test_sent_twice_is_recorded_once_and_with_other_content_is_409(self, work, issue, form):
        typed = form()
        assert [work.post(EXPECT, typed).status_code for _ in range(2)] == [302, 302]
        assert Entry.objects.filter(kind="expectation").count() == 1
        answer = work.post(EXPECT, {**typed, "probability": "10"})
        assert answer.status_code == 409
        assert "62.5" in answer.text

    def test_is_undone_by_a_retraction(self, work, issue, form, at_issue):
        typed = form()
        html = work.post(EXPECT, typed, headers=at_issue).text
        assert f'action="/entries/{typed["uid"]}/retract/"' in html


def test_an_event_typed_for_what_did_not_come_is_not_lost(work, expected, step):
    typed = step(resolution="missed", happened="They met.", happened_on="1 March 2026")
    answer = work.post(address(expected, "resolve"), typed)
    assert answer.status_code == 422
    assert "record this one by itself" in answer.text
    assert "They met." in answer.text


class TestMoving:
    def test_gives_the_new_window_and_keeps_the_rest(self, work, expected, step):
        typed = step(date="by the end of March 2027", probability="40")
        response = work.post(address(expected, "move"), typed)
        assert response.headers["Location"] == "/issues/FDI/"
        moved = last()
        assert (moved.change, moved.supersedes) == (Change.MOVED, expected)
        assert moved.date == parse("by the end of March 2027")
        assert (moved.body, moved.probability) == (expected.body, Decimal("0.4"))
        assert moved.change_reason == "The minister said so."

    def test_begins_with_the_probability_of_before(self, work, analyst, expected):
        revised = revise(analyst, expected, "0.6")
        form = form_with(work.get(address(revised, "move")).text, "change_reason")
        assert form.fields["probability"] == "60"

    def test_to_the_same_window_is_refused_beside_the_field(self, work, expected, step):
        response = work.post(address(expected, "move"), step(date="by the end of 2026"))
        assert response.status_code == 422
        assert "the window that it has already" in response.text

    def test_what_a_colleague_moved_first_is_409_with_both(
        self, work, other_analyst, expected, step
    ):
        move(other_analyst, expected, "2028")
        response = work.post(address(expected, "move"), step(date="by the end of 2029"))
        assert response.status_code == 409
        assert "2028" in response.text
        assert "by the end of 2029" in response.text
        assert last().date == parse("2028")

    def test_without_its_version_is_428(self, work, expected, step):
        typed = step(date="2028")
        del typed["supersedes"]
        assert work.post(address(expected, "move"), typed).status_code == 428

    def test_undone_at_once_is_no_move(self, work, expected, step):
        work.post(address(expected, "move"), step(date="2028", probability="10"))
        undo = undo_fields(last())
        assert work.post(address(last(), "correct"), undo).status_code == 302
        back = last()
        assert (back.change, back.date, back.probability) == (
            Change.CORRECTION,
            expected.date,
            expected.probability,
        )


def undo_fields(entry: Entry) -> dict:
    from issues.views.undoing import undo_entry

    fields: dict = {}
    for name, value in undo_entry(entry).fields:
        fields.setdefault(name, []).append(value)
    return fields


class TestRevising:
    def test_gives_another_probability(self, work, expected, step):
        work.post(address(expected, "revise"), step(probability="90"))
        assert (last().change, last().probability) == (Change.REVISED, Decimal("0.9"))

    def test_may_take_it_away(self, work, expected, step):
        work.post(address(expected, "revise"), step(probability=""))
        assert last().probability is None

    def test_to_the_same_is_refused(self, work, expected, step):
        assert work.post(address(expected, "revise"), step(probability="50")).status_code == 422


class TestResolving:
    def test_met_by_an_event_of_the_issue(self, work, analyst, issue, expected, step):
        event = happen(analyst, issue, "Three projects were named.")
        page = work.get(address(expected, "resolve")).text
        assert f'value="{event.uid}"' in page
        assert "Three projects were named." in page
        work.post(address(expected, "resolve"), step(resolution="met", met_by=str(event.uid)))
        assert (last().resolution, last().met_by) == (Resolution.MET, event)

    def test_met_by_an_event_recorded_with_it(self, work, expected, step, source):
        typed = step(
            resolution="met", happened="Three projects were named.", happened_on="12 October 2026"
        )
        for _ in range(2):
            assert work.post(address(expected, "resolve"), typed).status_code == 302
        event = Entry.objects.get(kind="event")
        assert last().met_by == event
        assert event.date == parse("12 October 2026")
        assert event.citations.get().source == source
        assert list(event.issues.all()) == list(expected.issues.all())

    def test_refused_records_no_event_either(self, work, expected, step):
        typed = step(resolution="met", happened="It came.", happened_on="1 May 2026", find="")
        assert work.post(address(expected, "resolve"), typed).status_code == 422
        assert not Entry.objects.filter(kind="event").exists()

    def test_stale_records_no_event_either(self, work, other_analyst, expected, step):
        move(other_analyst, expected, "2028")
        typed = step(resolution="met", happened="It came.", happened_on="1 May 2026")
        assert work.post(address(expected, "resolve"), typed).status_code == 409
        assert not Entry.objects.filter(kind="event").exists()

    @pytest.mark.parametrize(
        "typed",
        [
            {"resolution": "met"},
            {"resolution": ""},
            {"resolution": "met", "happened": "It came."},
            {"resolution": "met", "happened_on": "1 May 2026"},
            {"resolution": "met", "met_by": "nonsense"},
            {"resolution": "met", "met_by": str(uuid.uuid4())},
        ],
    )
    def test_needs_to_be_said_in_full(self, work, expected, step, typed):
        response = work.post(address(expected, "resolve"), step(**typed))
        assert response.status_code == 422
        assert last() == expected

    @pytest.mark.parametrize("how", ["missed", "void"])
    def test_missed_or_void(self, work, expected, step, how):
        work.post(address(expected, "resolve"), step(resolution=how))
        assert last().resolution == how

    def test_met_by_no_event_of_another_issue(self, work, analyst, expected, step):
        event = happen(analyst, make_issue(analyst))
        typed = step(resolution="met", met_by=str(event.uid))
        assert work.post(address(expected, "resolve"), typed).status_code == 422

    @pytest.fixture
    def events(self, analyst, issue) -> list[Entry]:
        """40 of them, the first two of which are alike but for the day."""
        named = ["Talks were *held* at length."] * 2 + [f"Round {n} was held." for n in range(38)]
        return [
            happen(analyst, issue, body, date(2025, 8, 1) + timedelta(days=n))
            for n, body in enumerate(named)
        ]

    def test_offers_the_newest_events_and_finds_any_other(self, work, events, expected):
        page = work.get(address(expected, "resolve")).text
        offered = [f'value="{event.uid}"' in page for event in events]
        assert offered == [False] * 28 + [True] * 12
        assert "What is not recorded yet is recorded below" in page
        found = work.get(address(expected, "events"), {"find_event": "round 3"}).text
        assert "Round 3 was held." in found
        assert "Round 13 was held." not in found
        assert "Round 37 was held." in found
        assert found.count("<option") == 9  # 3 and 30 to 37
        assert "<option" not in work.get(address(expected, "events"), {"find_event": " "}).text

    @pytest.mark.parametrize(
        "words", ["Round 2 was", "3 August 2025", "5 August 2025: Round 2 was held."]
    )
    def test_met_by_an_older_event_named_by_its_words_or_its_day(
        self, work, events, expected, step, words
    ):
        named = {"3 August 2025": events[2]}.get(words, events[4])
        typed = step(resolution="met", find_event=words)
        assert work.post(address(expected, "resolve"), typed).status_code == 302
        assert last().met_by == named

    def test_of_two_that_a_text_can_mean_one_is_ticked(self, work, events, expected, step):
        typed = step(resolution="met", find_event="talks length")
        refused = work.post(address(expected, "resolve"), typed)
        assert refused.status_code == 422
        assert "More than one event matches. Tick the right one above." in refused.text
        offered = [event for event in events if f'value="{event.uid}"' in refused.text]
        assert offered == [*events[:2], *events[28:]]
        typed["met_by"] = str(events[1].uid)
        assert work.post(address(expected, "resolve"), typed).status_code == 302
        assert last().met_by == events[1]

    def test_named_in_full_it_is_meant_though_others_are_alike(self, work, events, expected, step):
        typed = step(resolution="met", find_event="2 August 2025: Talks were held at length.")
        assert work.post(address(expected, "resolve"), typed).status_code == 302
        assert last().met_by == events[1]

    @pytest.mark.parametrize("text", ["nothing such", "%", "1 May 2031", ":"])
    def test_of_what_no_event_matches_it_is_said_so(self, work, events, expected, step, text):
        typed = step(resolution="met", find_event=text)
        refused = work.post(address(expected, "resolve"), typed)
        assert refused.status_code == 422
        assert last() == expected
        assert "<option" not in work.get(address(expected, "events"), {"find_event": text}).text

    def test_finds_no_event_of_another_issue_nor_one_that_was_retracted(
        self, work, analyst, issue, expected
    ):
        happen(analyst, make_issue(analyst), "Ships sailed elsewhere.")
        gone = happen(analyst, issue, "Ships sailed in error.")
        actions.retract_entry(by=analyst, entry=gone, reason="Wrong.", known_on=TODAY, today=TODAY)
        found = work.get(address(expected, "events"), {"find_event": "ships"})
        assert (found.status_code, "<option" in found.text) == (200, False)
        assert work.get(address(gone, "events"), {"find_event": "ships"}).status_code == 404

    def test_the_page_of_the_issue_asks_nothing_of_the_form(self, work, events, expected):
        page = work.get("/issues/FDI/").text
        assert "find_event" not in page
        assert f"/entries/{expected.uid}/resolve/" in page

    def test_is_undone_by_a_correction_that_opens_it_again(self, work, expected, step):
        work.post(address(expected, "resolve"), step(resolution="missed"))
        assert work.post(address(last(), "correct"), undo_fields(last())).status_code == 302
        assert (last().resolution, last().change) == (Resolution.OPEN, Change.CORRECTION)


class TestCorrecting:
    @pytest.fixture
    def correct(self, work, expected):
        def send(entry: Entry = expected, **changes):
            from issues.forms.correcting import values_of

            typed = {
                **values_of(entry),
                "uid": str(uuid.uuid4()),
                "supersedes": str(entry.uid),
                "change_reason": "A slip.",
                **changes,
            }
            return work.post(address(entry, "correct"), typed)

        return send

    def test_shows_what_it_says(self, work, expected):
        page = work.get(address(expected, "correct")).text
        assert 'value="Japan"' in page
        assert 'value="50"' in page
        assert 'value="by the end of 2026"' in page

    def test_keeps_what_is_not_changed(self, correct, expected):
        assert correct(body="Projects are signed.").status_code == 302
        entry = last()
        assert (entry.date, entry.expected_by, entry.probability) == (
            expected.date,
            expected.expected_by,
            expected.probability,
        )

    def test_changes_window_probability_and_who(self, correct):
        korea = make_party("Korea")
        correct(date="2028", probability="0", who="korea")
        entry = last()
        assert (entry.date, entry.probability, entry.expected_by) == (parse("2028"), 0, korea)
        assert entry.change == Change.CORRECTION

    def test_changes_how_it_ended(self, correct, analyst, issue, expected):
        event = happen(analyst, issue)
        missed = resolve(analyst, expected, Resolution.MISSED)
        correct(missed, resolution="met", met_by=str(event.uid))
        assert (last().resolution, last().met_by) == (Resolution.MET, event)
        correct(last(), resolution="", met_by="")
        assert (last().resolution, last().met_by) == (Resolution.OPEN, None)

    def test_an_end_may_name_an_event_that_is_found(self, correct, analyst, issue, expected):
        event = happen(analyst, issue, "The list was published.")
        for number in range(15):
            happen(analyst, issue, f"Round {number}.", date(2025, 9, 1))
        missed = resolve(analyst, expected, Resolution.MISSED)
        assert correct(missed, resolution="met", find_event="list published").status_code == 302
        assert (last().resolution, last().met_by) == (Resolution.MET, event)

    def test_of_wording_alone_keeps_all_that_counts(self, correct, expected):
        assert correct(body="Better said.", wording_only="on").status_code == 302
        assert (last().change, last().probability) == (Change.WORDING, expected.probability)
        assert correct(last(), probability="7", wording_only="on").status_code == 422


@pytest.mark.parametrize("what", ["move", "revise", "resolve", "correct"])
def test_a_source_of_the_issue_is_offered_and_can_be_ticked(work, analyst, expected, step, what):
    """Beside the events, which are offered in the same manner."""
    source = expected.citations.get().source
    page = work.get(address(expected, what)).text
    assert f'name="source" value="{source.slug}"' in page
    if what == "resolve":
        typed = step(resolution="missed", find="", source=source.slug)
        assert work.post(address(expected, what), typed).status_code == 302
        assert last().citations.get().source == source


@pytest.mark.parametrize("what", ["move", "revise", "resolve"])
def test_only_expectations_have_steps(work, analyst, issue, what):
    assert work.get(address(happen(analyst, issue), what)).status_code == 404


@pytest.mark.parametrize("what", ["move", "revise", "resolve"])
def test_each_step_has_a_page_that_names_it(work, expected, what):
    page = work.get(address(expected, what)).text
    assert "Projects are named." in page
    assert f'name="supersedes" value="{expected.uid}"' in page
