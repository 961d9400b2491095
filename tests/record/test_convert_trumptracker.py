"""The data of a TrumpTracker becomes a record that can be imported."""

import json

import pytest
from django.core.management import CommandError, call_command

from issues.management.commands.convert_trumptracker import converted
from issues.models import Entry, Issue, Source

LONG = "Rebuild " + "every bridge and " * 20


def promise(title, status, **columns):
    given = {
        "title": title,
        "description": "",
        "status": status,
        "status_info": "",
        "category": "Public Works",
        "sources": ["https://web.archive.org/web/2020/http://news.example/a", "https://b.example/"],
    }
    return given | columns


PROMISES = [
    promise("Plant a tree", "Achieved", status_info="It stands.", description="One oak."),
    promise(LONG, "In progress", category="World", sources=["https://b.example/"]),
]
HISTORY = """\
recorded_at,git_commit,title,kind,old_status,new_status,n_sources
2020-03-08T13:28:07-05:00,aa,Plant a tree,first_seen,,Not started,1
2020-03-08T13:28:07-05:00,aa,{long},first_seen,,In progress,1
2020-03-09T13:28:07-05:00,bb,Plant a tree,sources_changed,,Not started,2
2020-04-01T01:00:00+00:00,cc,Plant a tree,status_change,Not started,Achieved,2
2020-04-01T01:00:00+00:00,cc,An older wording,first_seen,,Broken,1
""".replace("{long}", LONG)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data.json").write_text(json.dumps({"promises": PROMISES}))
    (tmp_path / "status_history.csv").write_text(HISTORY)
    return tmp_path


def convert(folder):
    call_command("convert_trumptracker", str(folder), str(folder / "out.json"))
    return json.loads((folder / "out.json").read_text())


def test_promises_become_issues_and_their_statuses_decisions(folder, capsys):
    record = convert(folder)
    assert "2 issues, 3 entries" in capsys.readouterr().out
    decisions = [
        (entry["issues"], entry["status"], entry["known_on"], entry["body"])
        for entry in record["entries"]
    ]
    first = "TrumpTracker first listed it as “{}”."
    assert decisions == [
        (["TT-001"], "not-started", "2020-03-08", first.format("Not started")),
        (["TT-001"], "achieved", "2020-04-01", "It stands."),
        (["TT-002"], "in-progress", "2020-03-08", first.format("In progress")),
    ]


def test_a_title_too_long_is_cut_and_kept_whole_elsewhere(folder):
    issue = convert(folder)["issues"][1]
    assert len(issue["title"]) <= 200
    assert issue["title"].endswith("…")
    assert issue["success_test"] == LONG.strip()


def test_a_source_used_twice_is_one_source_named_for_what_an_archive_keeps(folder):
    sources = {source["url"]: source for source in convert(folder)["sources"]}
    assert len(sources) == 2
    assert sources[PROMISES[0]["sources"][0]]["publisher"] == "news.example"


def test_what_it_makes_can_be_imported_and_imported_again(administrator, folder, capsys):
    convert(folder)
    call_command("import_record", str(folder / "out.json"))
    assert (Issue.objects.count(), Entry.objects.count(), Source.objects.count()) == (2, 3, 2)
    convert(folder)
    call_command("import_record", str(folder / "out.json"))
    assert "Imported nothing." in capsys.readouterr().out


def test_a_folder_with_something_else_is_refused(tmp_path):
    with pytest.raises(CommandError, match="does not hold the data of a TrumpTracker"):
        convert(tmp_path)


def test_a_promise_without_history_is_refused():
    with pytest.raises(ValueError, match="“Fly” is not in the history"):
        converted([promise("Fly", "Broken")], [])
