"""Links in the record format: read, held against the record, taken in and written again."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from issues.lifecycle.knowledge import AsOf
from issues.models import Issue, Link, LinkEnd
from issues.reads.export_record import export_record
from issues.record_format import RecordRefused, read_record, write_record
from tests.record.sample import sample, text_of, uid
from tests.record.test_checking import mistakes, record
from tests.record.test_import import exported, take_in


def refusals(by, data) -> dict[str, str]:
    with pytest.raises(RecordRefused) as refusal:
        take_in(by, data)
    assert not Link.objects.exists()
    return {problem.place.path: str(problem) for problem in refusal.value.problems}


@pytest.mark.parametrize(
    ("changes", "where", "sentence"),
    [
        ({"kind": "likes"}, "kind", "Allowed: conditional_on, in_answer_to, part_of"),
        ({"other": "tlk"}, "other", "linked to another, not to itself"),
        ({"reason": " "}, "reason", "Say why the two are linked."),
        (
            {"ended": {"reason": "x", "known_on": "2026-03-01", "by": "ben"}},
            "ended",
            "known before",
        ),
        (
            {"ended": {"reason": "", "known_on": "2026-05-01", "by": "ben"}},
            "ended.reason",
            "Say why",
        ),
        ({"ended": {"reason": "x", "by": "ben"}}, "ended.known_on", "missing"),
        ({"weight": 1}, "weight", "no such key"),
    ],
)
def test_a_link_is_well_formed_in_itself(changes, where, sentence):
    data = sample()
    data["links"][0] |= changes
    with pytest.raises(RecordRefused) as refusal:
        record(data)
    found = {problem.place.path: str(problem) for problem in refusal.value.problems}
    assert sentence in found[f"links[0].{where}"]


@pytest.mark.parametrize("column", ["issue", "other", "source", "by"])
def test_a_link_names_what_is_there(column):
    data = sample()
    data["links"][0][column] = "NONE"
    assert "There is no such" in mistakes(data)[f"links[0].{column}"]


def test_who_ended_a_link_is_there():
    data = sample()
    data["links"][0]["ended"]["by"] = "nobody"
    assert "There is no such person" in mistakes(data)["links[0].ended.by"]


def test_an_end_is_added_to_a_link_that_is_there(administrator):
    whole, before = sample(), sample()
    before["links"] = [whole["links"][0] | {"ended": None}]
    take_in(administrator, before)
    assert not LinkEnd.objects.exists()
    take_in(administrator, whole)
    assert LinkEnd.objects.get().by.username == "ben"
    assert exported(administrator) == text_of(whole)
    take_in(administrator, before)
    assert exported(administrator) == text_of(whole)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"reason": "Another."}, "links[0].reason"),
        ({"ended": {"reason": "Another.", "known_on": "2026-05-01", "by": "ben"}},
         "links[0].ended.reason"),
    ],
)  # fmt: skip
def test_a_link_that_is_there_with_other_content_is_refused(administrator, changes, where):
    take_in(administrator, sample())
    data = sample()
    data["links"][0] |= changes
    with pytest.raises(RecordRefused) as refusal:
        take_in(administrator, data)
    assert [problem.place.path for problem in refusal.value.problems] == [where]


def test_what_the_actions_refuse_is_told_with_its_place(administrator):
    data = sample()
    data["links"][0]["ended"] = None
    data["links"][2]["known_on"] = "2031-01-01"
    data["links"][3]["known_on_reason"] = ""
    found = refusals(administrator, data)
    assert "TLK is conditional on SECRET" in found["links[1].other"]
    assert "after today" in found["links[2].known_on"]
    assert "before the earliest source was published" in found["links[3].known_on"]


def test_a_circle_is_refused(administrator):
    data = sample()
    data["links"][3]["kind"] = "part_of"
    assert "never is part of itself" in refusals(administrator, data)["links[3].other"]


def test_readers_get_the_links_between_what_they_may_see(administrator):
    take_in(administrator, sample())
    assert json.loads(exported(AnonymousUser()))["links"] == []
    Issue.objects.update(visibility="published")
    public = json.loads(exported(AnonymousUser()))
    assert public["links"] == sample()["links"]
    assert {source["slug"] for source in public["sources"]} == {"gazette-12", "undated"}
    again = read_record([("public.json", json.dumps(public))])
    assert write_record(again) == exported(AnonymousUser())


def test_an_export_of_an_earlier_day_has_what_was_known_on_it(administrator):
    take_in(administrator, sample())

    def on(day: date) -> dict[str, bool]:
        links = export_record(administrator, AsOf(day, chosen=True)).links
        return {str(link.uid): link.ended is not None for link in links}

    assert on(date(2026, 3, 1)) == {uid(44): False}
    assert on(date(2026, 4, 30)) == {uid(41): False, uid(43): False, uid(44): False}
    assert on(date(2026, 5, 1)) == {
        uid(41): True, uid(42): False, uid(43): False, uid(44): False,
    }  # fmt: skip
