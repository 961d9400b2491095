"""A record is read with all its mistakes named at once, each with its place."""

import re
from pathlib import Path

import pytest

from issues.dates import Precision
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.kinds import Change, EntryKind
from issues.lifecycle.links import LinkKind
from issues.lifecycle.phases import Outcome, Phase
from issues.record_format import Record, RecordRefused, read_record, reconcile, write_record
from issues.record_format.rows import PARTY_KINDS, SOURCE_KINDS, TITLE_BASES, VISIBILITIES
from tests.record.sample import sample, text_of, uid


def mistakes(data):
    """The problems found in the sample once it was spoilt, as (path, sentence) pairs."""
    with pytest.raises(RecordRefused) as refusal:
        read_record([("a.json", text_of(data))])
    return [(problem.place.path, str(problem)) for problem in refusal.value.problems]


def test_what_is_written_is_what_was_read():
    text = text_of(sample())
    assert write_record(read_record([("a.json", text)])) == text


def test_keys_that_may_be_left_out_are_written_with_their_plain_values():
    data = sample()
    expected = text_of(data)
    for entry in data["entries"]:
        for key in [key for key, value in entry.items() if value in (None, "", [])]:
            del entry[key]
        for citation in entry.get("citations", []):
            for key in [key for key, value in citation.items() if value in (None, "")]:
                del citation[key]
    del data["issues"][0]["visibility"]
    del data["issues"][0]["checks"]
    assert text_of(data) != expected
    assert write_record(read_record([("a.json", text_of(data))])) == expected


def test_several_files_are_one_record_in_the_order_given():
    data = sample()
    head = {"format": data["format"], "version": 1}
    parts = [head | {name: rows} for name, rows in data.items() if name not in head]
    files = [(f"{number}.json", text_of(part)) for number, part in enumerate(parts)]
    assert write_record(read_record(files)) == text_of(data)


def test_every_mistake_is_reported_with_file_place_value_and_what_is_allowed():
    data = sample()
    data["entries"][3]["kind"] = "remark"
    data["entries"][4]["known_on"] = "2 May 2026"
    data["parties"][1]["kind"] = "land"
    del data["issues"][1]["title"]
    found = mistakes(data)
    assert {path for path, _ in found} == {
        "entries[3].kind",
        "entries[4].known_on",
        "issues[1].title",
        "parties[1].kind",
    }
    said = dict(found)
    assert said["entries[3].kind"] == (
        "a.json: entries[3].kind: This is not one of the allowed words. It is “remark”."
        " Allowed: decision, event, expectation, figure, assessment, note."
    )
    assert "It is “2 May 2026”" in said["entries[4].known_on"]
    assert "country, government, person" in said["parties[1].kind"]


def _spoil(path, value):
    """The sample with one value changed; `path` as in the error report."""
    data = sample()
    steps = [int(s) if s.isdigit() else s for s in re.findall(r"\w+", path)]
    target = data
    for step in steps[:-1]:
        target = target[step]
    target[steps[-1]] = value
    return data


SPOILT = [
    ("format", "csv", "not one of the allowed words"),
    ("version", 2, "version of the format is not known"),
    ("version", True, "version of the format is not known"),
    ("lifecycles[0].statuses[0].phase", "going", "announced, moving"),
    ("lifecycles[0].statuses[0].outcome", "failed", "Only a settled status"),
    ("lifecycles[0].statuses[1].outcome", None, "A settled status needs an outcome"),
    ("lifecycles[0].moves[1].to", "open", "leads to another status"),
    ("parties[0].aliases", "Nippon", "must stand a list, not text"),
    ("parties[0].aliases", ["Nippon", ""], "text that is not empty"),
    ("issues[1].parties", ["us", "us"], "more than once"),
    ("issues[0].opened_on", "2026-02-30", "not a day"),
    ("issues[0].opened_on", "20260201", "not a day"),
    ("entries[0].uid", "1", "not a UUID"),
    ("entries[0].status", None, "names the status"),
    ("entries[0].issues", ["TLK", "SECRET"], "on one issue"),
    ("entries[0].issues", [], "must not be empty"),
    ("entries[0].citations", [], "at least one source"),
    ("entries[0].body", " \n", "Say what is recorded"),
    ("entries[0].body", "a\x00b", "control character"),
    ("entries[0].body", "a\x02b", "control character"),
    ("entries[0].body", "\ud800", "control character"),
    ("entries[0].body", "\u200b\u3000", "Say what is recorded"),
    ("parties[0].aliases", ["a\x02b"], "control character"),
    ("parties[0].name", "\u200b", "must not be empty"),
    ("issues[0].opened_on", "0999-01-01", "days from 1800 to 2999"),
    ("entries[0].body", 7, "must stand text, not a number"),
    ("entries[0].change_reason", "Why", "Only an entry that supersedes"),
    ("entries[0].date", None, "This is missing"),
    ("entries[1].known_on_reason", "x" * 301, "at most 300 fit"),
    ("entries[1].status", "open", "Only a decision gives a status"),
    ("entries[5].change", None, "Say how it differs"),
    ("entries[5].change", "edit", "correction, wording, retraction"),
    ("entries[5].change_reason", "", "Say why"),
    ("entries[7].body", "But", "only takes back"),
    ("entries[1].change", "moved", "Only an entry that supersedes"),
    ("entries[5].change", "revised", "Only an expectation can be this"),
    ("entries[10].expectation", None, "This is missing; it is what makes"),
    ("entries[10].expectation", "soon", "must stand an object, not text"),
    ("entries[10].expectation.expected_by", "", "must not be empty"),
    ("entries[10].expectation.expected_at", "", "Is “expected_by” meant?"),
    ("entries[10].expectation.probability", 0.7, "a number as text, such as “0.7”, not a number"),
    ("entries[10].expectation.probability", "70%", "write it in digits"),
    ("entries[10].expectation.probability", "1.01", "between 0 and 1"),
    ("entries[10].expectation.probability", "-0.01", "between 0 and 1"),
    ("entries[10].expectation.probability", "0.1234", "3 after the point"),
    ("entries[10].expectation.met_by", uid(10), "Only what was met"),
    ("entries[11].expectation.resolution", "void", "What was moved is still open"),
    ("entries[14].expectation.resolution", "failed", "Allowed: met, missed, void"),
    ("entries[18].expectation.resolution", None, "Allowed: met, missed, void"),
    ("entries[2].expectation", {"expected_by": "weekly"}, "Only the kind expectation has this"),
    ("entries[19].expectation", {"expected_by": "weekly"}, "only takes back"),
    ("entries[20].figure", None, "This is missing; it is what makes"),
    ("entries[20].figure.measure", " ", "must not be empty"),
    ("entries[20].figure.measure", "x" * 121, "at most 120 fit"),
    ("entries[20].figure.rung", "paid", "Allowed: target, pledged, signed"),
    ("entries[20].figure.value", 550, "a number as text"),
    ("entries[20].figure.value", "550 billion", "write it in digits"),
    ("entries[20].figure.value", "1e12", "write it in digits"),
    ("entries[20].figure.value", "٣", "write it in digits"),
    ("entries[20].figure.value", "", "write it in digits"),
    ("entries[20].figure.value", None, "null, but needed"),
    ("entries[20].figure.value", "1234567890123456789", "At most 18 digits"),
    ("entries[20].figure.value", "0.0000001", "6 after the point"),
    ("entries[20].figure.currency", "usd", "three capital letters"),
    ("entries[20].figure.reporter", None, "null, but needed"),
    ("entries[23].figure.unit", "", "a bare number says nothing"),
    ("entries[25].figure", sample()["entries"][20]["figure"], "only takes back"),
    ("entries[9].looks_at", uid(1), "Only a note or an assessment"),
    ("entries[27].looks_at", "1", "not a UUID"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "sentence"), SPOILT)
def test_one_mistake_gives_one_problem_at_its_place(path, value, sentence):
    found = mistakes(_spoil(path, value))
    assert [place for place, _ in found] == [path]
    assert sentence in found[0][1]


def test_a_number_is_written_in_one_way_however_it_was_read():
    data = sample()
    data["entries"][11]["expectation"]["probability"] = "0.70"
    data["entries"][20]["figure"] |= {"value": "0550000000000.000", "measure": "  investment "}
    data["entries"][22]["figure"]["value"] = "3.500000"
    assert write_record(read_record([("a.json", text_of(data))])) == text_of(sample())


def test_zero_has_no_sign():
    data = _spoil("entries[20].figure.value", "-0.00")
    assert '"value": "0"' in write_record(read_record([("a.json", text_of(data))]))


def test_a_decision_needs_a_first_day():
    data = _spoil("entries[0].date.first", None)
    data["entries"][0]["date"]["precision"] = "range"
    assert [path for path, _ in mistakes(data)] == ["entries[0].date"]


def test_a_span_that_is_not_its_precision_is_refused_with_the_words_allowed():
    path, said = mistakes(_spoil("entries[0].date.precision", "month"))[0]
    assert path == "entries[0].date"
    assert "is not exactly one month" in said
    assert "day, month, quarter" in said


def test_an_unknown_key_is_refused_and_the_likely_one_named():
    data = sample()
    data["entries"][2]["know_on"] = data["entries"][2].pop("known_on")
    assert dict(mistakes(data)).keys() == {"entries[2].known_on", "entries[2].know_on"}
    assert "Is “known_on” meant?" in dict(mistakes(data))["entries[2].know_on"]


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("{]", "line 1, column 2", "This is not JSON"),
        ("[]", "", "must stand an object, not a list"),
        ('{"format": "x", "format": "y"}', "", "has the key “format” twice"),
        ('{"format": "policy-issue-record", "version": 1, "entries": [3]}', "entries[0]", "object"),
        ("[" * 100_000, "", "not JSON that can be read"),
    ],
)
def test_what_is_no_record_file_is_refused(text, place, sentence):
    with pytest.raises(RecordRefused) as refusal:
        read_record([("a.json", text)])
    (problem,) = refusal.value.problems
    assert (problem.place.file, problem.place.path) == ("a.json", place)
    assert sentence in str(problem)


def test_a_citation_that_repeats_day_and_author_of_its_entry_is_the_same_as_one_that_does_not():
    data = sample()
    data["entries"][0]["citations"][0] |= {"known_on": "2026-03-02", "by": "ayumi"}
    assert write_record(read_record([("a.json", text_of(data))])) == text_of(sample())


def test_what_an_entry_came_with_stands_before_what_was_cited_later():
    data = sample()
    data["entries"][1]["citations"].reverse()
    assert write_record(read_record([("a.json", text_of(data))])) == text_of(sample())


def test_the_words_of_the_format_are_those_of_the_models():
    from issues import models
    from issues.record_format import rows

    assert list(rows.PARTY_KINDS) == [kind.value for kind in models.PartyKind]
    assert list(rows.SOURCE_KINDS) == [kind.value for kind in models.SourceKind]
    assert list(rows.TITLE_BASES) == [basis.value for basis in models.TitleBasis]
    assert list(rows.VISIBILITIES) == [each.value for each in models.Visibility]


def test_uids_are_read_in_any_spelling_and_written_in_one():
    data = sample()
    data["entries"][0]["uid"] = uid(1).upper().replace("-", "")
    assert write_record(read_record([("a.json", text_of(data))])) == text_of(sample())


def test_lists_without_an_order_of_their_own_are_sorted():
    data = sample()
    data["entries"][1]["issues"].reverse()
    assert write_record(read_record([("a.json", text_of(data))])) == text_of(sample())


def test_the_example_in_the_documentation_can_be_read():
    page = (Path(__file__).resolve().parents[2] / "docs" / "record-format.md").read_text()
    example = page.partition("```json\n")[2].partition("```")[0]
    record = reconcile(read_record([("record-format.md", example)]), Record())
    assert [entry.status for entry in record.entries] == ["open"]


WORDS = (EntryKind, Change, LinkKind, Resolution, Rung, Phase, Outcome, Precision)


def test_the_documentation_names_every_key_and_every_word():
    page = (Path(__file__).resolve().parents[2] / "docs" / "record-format.md").read_text()
    data = sample()
    rows = [row for section in data.values() if isinstance(section, list) for row in section]
    rows += [data, data["lifecycles"][0]["statuses"][0], data["entries"][0]["citations"][0]]
    rows += [data["issues"][1]["checks"][0], data["lifecycles"][0]["moves"][0]]
    rows += [data["entries"][10]["expectation"], data["entries"][20]["figure"]]
    rows += [data["links"][0]["ended"]]
    words = {key for row in rows for key in row} - {"format", "version"}
    words |= {*PARTY_KINDS, *SOURCE_KINDS, *TITLE_BASES, *VISIBILITIES}
    words |= {word.value for words in WORDS for word in words if word.value}
    assert (
        sorted(word for word in words if f"`{word}`" not in page and f"**{word}**" not in page)
        == []
    )
