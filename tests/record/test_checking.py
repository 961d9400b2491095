"""A record is held against itself and against what is there already, before anything enters."""

import pytest

from issues.record_format import Record, RecordRefused, read_record, reconcile
from tests.record.sample import sample, text_of, uid

NOTHING = Record()


def record(data):
    return read_record([("a.json", text_of(data))])


def mistakes(data, standing=NOTHING):
    with pytest.raises(RecordRefused) as refusal:
        reconcile(record(data), standing)
    return {problem.place.path: str(problem) for problem in refusal.value.problems}


def test_against_an_empty_database_everything_is_new():
    assert reconcile(record(sample()), NOTHING) == record(sample())


def test_against_itself_nothing_is_new():
    assert reconcile(record(sample()), record(sample())) == NOTHING


def test_what_is_not_there_yet_is_new():
    data = sample()
    standing = data | {"entries": data["entries"][:4], "topics": []}
    fresh = reconcile(record(data), record(standing))
    assert [str(entry.uid) for entry in fresh.entries] == [uid(n) for n in range(5, 30)]
    assert [topic.slug for topic in fresh.topics] == ["trade"]
    assert fresh.issues == ()


def test_a_part_may_name_what_only_the_database_has():
    data = sample()
    alone = {"format": data["format"], "version": 1, "entries": data["entries"][8:]}
    standing = data | {"entries": data["entries"][:8]}
    fresh = reconcile(record(alone), record(standing))
    assert len(fresh.entries) == 21


def test_other_content_under_a_known_key_is_refused_field_by_field():
    data = sample()
    data["entries"][2]["body"] = "Other."
    data["entries"][1]["date"]["words"] = "this spring"
    data["entries"][7]["date"]["words"] = "this spring"
    data["parties"][0]["aliases"].reverse()
    data["entries"][16]["expectation"]["resolution"] = "void"
    data["entries"][20]["figure"]["value"] = "5"
    found = mistakes(data, record(sample()))
    assert found.keys() == {
        "entries[2].body",
        "entries[1].date",
        "entries[7].date",
        "parties[0].aliases",
        "entries[16].expectation.resolution",
        "entries[20].figure.value",
    }
    assert "already there with other content (there: 'Body of 3.')" in found["entries[2].body"]


def test_checks_may_be_added_to_an_issue_that_is_there():
    data = sample()
    data["issues"][1]["checks"].append({"on": "2026-05-20", "by": "ben"})
    assert reconcile(record(data), record(sample())) == NOTHING


def _twice(section):
    def spoil(data):
        data[section].append(data[section][0])

    return spoil


def _put(*steps):
    *path, last, value = steps

    def spoil(data):
        for step in path:
            data = data[step]
        data[last] = value

    return spoil


def _expect(number, key, value):
    return _put("entries", number, "expectation", key, value)


def _at(number, key):
    return f"entries[{number}].expectation.{key}"


_JUNE = {"first": "2026-06-01", "last": "2026-06-30", "precision": "month", "words": "June"}

SPOILT = [
    (_twice("people"), "people[2].username", "stands twice; the first is at a.json: people[0]"),
    (_twice("sources"), "sources[2].slug", "stands twice"),
    (_twice("entries"), "entries[29].uid", "stands twice"),
    (_put("issues", 0, "reference", "tlk"), "issues[1].reference", "stands twice"),
    (_put("parties", 1, "name", "Japan"), "parties[1].name", "“japan” has this name already"),
    (_put("lifecycles", 0, "statuses", 1, "name", "open"), "lifecycles[0].statuses[1].name", "Two"),
    (_put("lifecycles", 0, "moves", 0, "to", "opn"), "lifecycles[0].moves[0].to", "open, signed"),
    (_put("issues", 0, "kind", "walks"), "issues[0].kind", "Allowed: talks"),
    (_put("issues", 1, "parties", ["us", "jp"]), "issues[1].parties[1]", "no such party"),
    (_put("issues", 1, "topics", ["trad"]), "issues[1].topics", "Allowed: trade"),
    (_put("issues", 1, "lead", "cy"), "issues[1].lead", "Allowed: ayumi, ben"),
    (_put("issues", 1, "checks", 0, "by", "cy"), "issues[1].checks[0].by", "no such person"),
    (_put("entries", 0, "status", "shut"), "entries[0].status", "Allowed: open, signed"),
    (_put("entries", 2, "by", "cy"), "entries[2].by", "no such person"),
    (_put("entries", 3, "issues", ["TKL"]), "entries[3].issues", "“TKL”. Allowed: SECRET"),
    (_put("entries", 1, "citations", 1, "source", "x"), "entries[1].citations[1].source", "no"),
    (_put("entries", 1, "citations", 1, "by", "x"), "entries[1].citations[1].by", "no such person"),
    (_put("entries", 5, "supersedes", uid(98)), "entries[5].supersedes", "No entry before this"),
    (_put("entries", 5, "supersedes", uid(3)), "entries[5].supersedes", "cannot supersede a"),
    (_put("entries", 6, "known_on", "2026-03-04"), "entries[6].known_on", "before what it"),
    (_put("entries", 7, "issues", ["TLK"]), "entries[7].issues", "on the issues of what it takes"),
    (_put("entries", 7, "date", "words", "x"), "entries[7].date", "the date of what it takes back"),
    (_put("entries", 8, "date", _JUNE), "entries[8].date", "Record an expectation for what is"),
    (_expect(10, "expected_by", "weakly"), _at(10, "expected_by"), "Allowed: japan, us, weekly"),
    (_put("entries", 20, "figure", "reporter", "x"), "entries[20].figure.reporter", "no such"),
    (_expect(14, "met_by", uid(98)), _at(14, "met_by"), "No entry before this"),
    (_expect(14, "met_by", uid(1)), _at(14, "met_by"), "of one event; it is of the kind decision"),
    (_expect(14, "met_by", None), _at(14, "met_by"), "Name the event"),
    (_expect(10, "resolution", "void"), _at(10, "resolution"), "A first version is open"),
    (_put("entries", 26, "looks_at", uid(10)), "entries[26].looks_at", "of one decision"),
    (_put("entries", 26, "looks_at", uid(98)), "entries[26].looks_at", "No entry before this"),
    (_put("entries", 11, "body", "Other."), "entries[11].body", "The text stays as it was"),
    (_put("entries", 18, "issues", ["TLK"]), "entries[18].issues", "It stays on its issues"),
    (_expect(12, "expected_by", "japan"), _at(12, "expected_by"), "Allowed: weekly"),
    (_expect(12, "probability", "0.7"), _at(12, "probability"), "probability that it had"),
    (_expect(14, "probability", "0.7"), _at(14, "probability"), "An end gives no other"),
    (_put("entries", 11, "date", _JUNE), "entries[11].date", "the window that it had"),
    (_put("entries", 13, "date", _JUNE), "entries[13].date", "Only what was moved"),
    (_put("entries", 12, "supersedes", uid(16)), "entries[12].supersedes", "No entry before this"),
    (_put("entries", 18, "supersedes", uid(17)), "entries[18].supersedes", "has ended"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path", "sentence"), SPOILT)
def test_one_mistake_is_found_at_its_place(spoil, path, sentence):
    data = sample()
    spoil(data)
    found = mistakes(data)
    assert path in found
    assert sentence in found[path]


def test_an_entry_that_comes_before_what_it_supersedes_is_refused():
    data = sample()
    data["entries"][2], data["entries"][6] = data["entries"][6], data["entries"][2]
    assert list(mistakes(data)) == ["entries[2].supersedes"]


def test_two_entries_cannot_supersede_the_same():
    data = sample()
    data["entries"].append(data["entries"][6] | {"uid": uid(99)})
    assert f"Entry {uid(7)} supersedes this one" in mistakes(data)["entries[29].supersedes"]


def test_an_entry_that_the_database_has_superseded_cannot_be_superseded_again():
    data = sample()
    other = data["entries"][6] | {"uid": uid(99)}
    alone = {"format": data["format"], "version": 1, "entries": [other]}
    assert list(mistakes(alone, record(data))) == ["entries[0].supersedes"]


def test_nothing_follows_on_an_expectation_that_was_taken_back():
    data = sample()
    again = data["entries"][18] | {"uid": uid(99), "supersedes": uid(20), "known_on": "2026-06-01"}
    data["entries"].append(again)
    assert "has ended" in mistakes(data)["entries[29].supersedes"]


def test_of_many_names_the_near_ones_are_offered():
    data = sample()
    data["sources"] += [data["sources"][1] | {"slug": f"source-{n}"} for n in range(30)]
    data["entries"][0]["citations"][0]["source"] = "gazete-12"
    assert "Allowed: gazette-12, … (32 in all)" in mistakes(data)["entries[0].citations[0].source"]
