"""An import goes through the actions, enters all or nothing, and comes out again as it went in."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction

from issues import actions
from issues.actions.import_record import import_record
from issues.dates import parse
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.figures import Rung
from issues.lifecycle.knowledge import AsOf
from issues.models import Check, Entry, Issue, Lifecycle, Party, Role, Source, StatusPeriod, User
from issues.permissions import NotAllowed
from issues.reads.export_record import export_record, standing_record
from issues.record_format import Record, RecordRefused, read_record, write_record
from tests.record.sample import sample, text_of, uid

TODAY = date(2026, 7, 1)


def take_in(by, data):
    record = read_record([("a.json", text_of(data))])
    return import_record(by=by, record=record, standing=standing_record(record), today=TODAY)


def exported(viewer):
    return write_record(export_record(viewer, AsOf(TODAY)))


def test_what_comes_out_is_what_went_in_byte_for_byte(administrator):
    take_in(administrator, sample())
    assert exported(administrator) == text_of(sample())


def test_every_row_has_become_a_row_of_the_tracker(administrator):
    done = take_in(administrator, sample())
    assert done.added == {
        "people": 2,
        "lifecycles": 1,
        "parties": 4,
        "topics": 1,
        "sources": 2,
        "issues": 2,
        "entries": 29,
        "links": 4,
    }
    assert set(done.skipped.values()) == {0}
    assert Entry.objects.count() == 29
    assert Entry.objects.get(uid=uid(6)).author.username == "ben"
    assert Check.objects.filter(by__username="ben").count() == 1


def test_decisions_of_the_import_move_the_status(administrator):
    take_in(administrator, sample())
    today = StatusPeriod.objects.filter(
        holds__contains=TODAY, known__contains=TODAY, recorded__endswith=None
    )
    assert [(period.issue.reference, period.status.slug) for period in today] == [("TLK", "signed")]
    first, wrong, right = Entry.objects.decisions().order_by("pk")
    assert (first.made_from, wrong.made_from, right.made_from) == (None, first, wrong)


def test_people_who_are_new_can_neither_sign_in_nor_change_anything(administrator):
    take_in(administrator, sample())
    ayumi = User.objects.get(username="ayumi")
    assert not ayumi.has_usable_password()
    assert ayumi.role == Role.READER


def test_people_who_are_there_keep_their_role(administrator):
    User.objects.create_user("ben", "secret", role=Role.EDITOR, name="Ben Ode")
    take_in(administrator, sample())
    assert User.objects.get(username="ben").role == Role.EDITOR


def test_a_second_import_of_the_same_adds_nothing(administrator):
    take_in(administrator, sample())
    before = exported(administrator)
    done = take_in(administrator, sample())
    assert set(done.added.values()) == {0}
    assert done.skipped["entries"] == 29
    assert exported(administrator) == before


def test_a_record_can_come_in_two_parts(administrator):
    data = sample()
    take_in(administrator, data | {"entries": data["entries"][:5]})
    done = take_in(administrator, data)
    assert (done.added["entries"], done.skipped["entries"]) == (24, 5)
    assert exported(administrator) == text_of(sample())


def test_a_part_that_names_only_what_is_there_enters(administrator):
    data = sample()
    take_in(administrator, data | {"entries": data["entries"][:8]})
    alone = {"format": data["format"], "version": 1, "entries": data["entries"][8:]}
    assert take_in(administrator, alone).added["entries"] == 21
    assert exported(administrator) == text_of(sample())


def test_the_same_uid_with_other_content_is_refused(administrator):
    take_in(administrator, sample())
    data = sample()
    data["entries"][0]["body"] = "They did not meet."
    with pytest.raises(RecordRefused, match=r"entries\[0\]\.body: .* already there with other"):
        take_in(administrator, data)


def test_what_the_actions_refuse_is_told_with_its_place_and_nothing_enters(administrator):
    data = sample()
    data["lifecycles"][0]["moves"] = [{"from": None, "to": "open"}]
    data["entries"][2]["known_on"] = "2026-03-01"
    data["entries"][3]["known_on"] = "2031-01-01"
    with pytest.raises(RecordRefused) as refusal:
        take_in(administrator, data)
    found = {problem.place.path: problem.sentence for problem in refusal.value.problems}
    assert found.keys() == {"entries[2].known_on", "entries[3].known_on", "entries[4].status"}
    assert "before the earliest source was published" in found["entries[2].known_on"]
    assert "after today" in found["entries[3].known_on"]
    assert "nothing can follow “open”" in found["entries[4].status"]
    assert not Issue.objects.exists()
    assert not Lifecycle.objects.exists()
    assert not User.objects.filter(username="ayumi").exists()


def test_what_the_models_refuse_is_told_with_its_place(administrator):
    data = sample()
    data["sources"][0]["url"] = "not an address"
    data["parties"][0]["slug"] = "ja pan"
    data["issues"][1]["parties"] = ["us", "ja pan"]
    data["entries"][22]["figure"]["reporter"] = "ja pan"
    with pytest.raises(RecordRefused) as refusal:
        take_in(administrator, data)
    assert {p.place.path for p in refusal.value.problems} == {"sources[0].url", "parties[0].slug"}
    assert not Source.objects.exists()


def test_a_malformed_reference_is_told_with_its_place(administrator):
    data = sample()
    data["links"] = []
    data["issues"][0]["reference"] = "NO GOOD"
    for entry in data["entries"]:
        entry["issues"] = [ref if ref == "TLK" else "NO GOOD" for ref in entry["issues"]]
    with pytest.raises(RecordRefused, match=r"issues\[0\]\.reference: A reference is made of"):
        take_in(administrator, data)


@pytest.mark.parametrize("who", ["reader", "analyst", "editor", "deactivated"])
def test_only_administrators_import(request, who):
    data = sample()
    harmless = {name: data[name] for name in ("format", "version", "topics")}
    with pytest.raises(NotAllowed):
        take_in(request.getfixturevalue(who), harmless)


def test_readers_get_what_they_may_see_and_not_a_word_more(administrator):
    take_in(administrator, sample())
    public = exported(AnonymousUser())
    for secret in ("SECRET", "A draft", "Hush.", "Nobody may know", "They met in Nara.\\n"):
        assert secret not in public
        assert secret in exported(administrator)
    numbers = [int(entry["uid"][-12:]) for entry in json.loads(public)["entries"]]
    assert numbers == [1, 2, 3, 5, 6, 7, 8, *range(10, 27), 28]


def test_readers_get_the_parties_that_only_expect_or_report(administrator):
    take_in(administrator, sample())
    slugs = [party["slug"] for party in json.loads(exported(AnonymousUser()))["parties"]]
    assert slugs == ["japan", "us", "weekly", "yearbook"]


def test_readers_get_no_party_that_says_something_on_a_draft_alone(administrator):
    data = sample()
    for entry in data["entries"]:
        if entry["kind"] == "expectation":
            entry["issues"] = ["SECRET"]
    take_in(administrator, data)
    assert "weekly" not in exported(AnonymousUser())
    assert "yearbook" in exported(AnonymousUser())


def test_a_part_may_name_parties_that_only_the_database_has(administrator):
    data = sample()
    take_in(administrator, data | {"entries": []})
    alone = {"format": data["format"], "version": 1, "entries": data["entries"][:28]}
    assert take_in(administrator, alone).added["entries"] == 28


def test_readers_are_not_told_of_the_event_on_a_draft_by_which_something_was_met(administrator):
    data = sample()
    data["entries"][14]["expectation"]["met_by"] = uid(9)
    data["entries"][15]["expectation"]["met_by"] = uid(9)
    take_in(administrator, data)
    told = json.loads(exported(AnonymousUser()))["entries"]
    met = [entry["expectation"] for entry in told if "met" in str(entry["expectation"])]
    assert [
        (each["resolution"], each["met_by"]) for each in met if each["resolution"] == "met"
    ] == [
        ("met", None),
        ("met", None),
    ]
    assert uid(9) not in exported(AnonymousUser())
    assert read_record([("public.json", exported(AnonymousUser()))])


def test_what_superseded_something_unseen_is_a_first_version_for_readers(administrator):
    take_in(administrator, sample())
    (moved,) = [each for each in json.loads(exported(AnonymousUser()))["entries"] if _is(each, 10)]
    assert moved["body"] == "Somebody may know."
    assert (moved["supersedes"], moved["change"], moved["change_reason"]) == (None, None, "")


def _is(entry, number):
    return entry["uid"] == uid(number)


def test_readers_get_no_older_version_of_what_was_moved_to_a_draft(administrator):
    take_in(administrator, sample())
    before = json.loads(exported(AnonymousUser()))["entries"]
    entry = Entry.objects.get(uid=uid(10))
    assert any(_is(each, 10) for each in before)
    actions.correct_entry(
        by=administrator,
        entry=entry,
        reason="It is on the other.",
        body=entry.body,
        date=entry.date,
        citations=[actions.Cite(Source.objects.first())],
        known_on=TODAY,
        today=TODAY,
        issues=[Issue.objects.get(reference="SECRET")],
    )
    left = json.loads(exported(AnonymousUser()))["entries"]
    assert [each["uid"] for each in left] == [each["uid"] for each in before if not _is(each, 10)]


def test_what_readers_get_is_a_record_of_its_own(administrator):
    take_in(administrator, sample())
    public = read_record([("public.json", exported(AnonymousUser()))])
    from issues.record_format import reconcile

    assert reconcile(public, Record()) == public


def test_an_export_costs_the_same_number_of_queries_however_long(
    administrator, django_assert_max_num_queries
):
    take_in(administrator, sample())
    with django_assert_max_num_queries(25) as short:
        exported(AnonymousUser())
    more = sample()
    more["entries"] += [
        more["entries"][0] | {"uid": uid(n), "kind": "event", "status": None} for n in range(40, 80)
    ]
    take_in(administrator, more)
    with django_assert_max_num_queries(len(short)):
        exported(AnonymousUser())


# The commands


@pytest.fixture
def record_file(tmp_path):
    path = tmp_path / "record.json"
    path.write_text(text_of(sample()))
    return path


def test_the_commands_import_and_export(administrator, record_file, tmp_path, capsys):
    call_command("import_record", str(record_file))
    said = capsys.readouterr().out
    assert "Imported 2 people, 1 lifecycles, 4 parties" in said
    call_command("export_record", str(tmp_path / "out.json"), "--all")
    assert (tmp_path / "out.json").read_text() == text_of(sample())
    call_command("export_record")
    assert capsys.readouterr().out == exported(AnonymousUser())


def test_the_command_only_checks_when_asked_to(administrator, record_file, capsys):
    call_command("import_record", str(record_file), "--check")
    assert "Nothing is wrong with it. New would be: 2 people" in capsys.readouterr().out
    assert not Issue.objects.exists()


def test_the_command_lists_every_mistake_and_their_number(administrator, record_file):
    data = sample()
    data["parties"][0]["kind"] = "land"
    data["entries"][3]["by"] = ""
    record_file.write_text(text_of(data))
    with pytest.raises(CommandError) as refusal:
        call_command("import_record", str(record_file))
    lines = str(refusal.value).splitlines()
    assert lines[0].startswith(f"{record_file}: parties[0].kind: ")
    assert lines[1].startswith(f"{record_file}: entries[3].by: ")
    assert lines[2] == "2 mistakes; nothing was imported."


def test_the_command_says_what_is_wrong_with_a_file(administrator, tmp_path):
    with pytest.raises(CommandError, match=r"gone\.json cannot be read: No such file"):
        call_command("import_record", str(tmp_path / "gone.json"))
    (tmp_path / "latin.json").write_bytes(b'"\xe9"')
    with pytest.raises(CommandError, match="is not UTF-8 text"):
        call_command("import_record", str(tmp_path / "latin.json"))


def test_the_command_needs_an_administrator(editor, record_file):
    with pytest.raises(CommandError, match="needs an administrator"):
        call_command("import_record", str(record_file))
    with pytest.raises(CommandError, match="“editor” is no active administrator"):
        call_command("import_record", str(record_file), "--by", "editor")


# There and back


def test_a_record_made_by_hand_survives_export_import_and_export(administrator, editor):
    with transaction.atomic():
        take_in(administrator, sample())
        _work_on_it(editor)
        first = exported(administrator)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    User.objects.filter(username="editor").delete()
    take_in(administrator, json.loads(first))
    assert exported(administrator) == first


def _work_on_it(editor):
    """What an editor does in a day, after the import."""
    issue = Issue.objects.get(reference="TLK")
    event = Entry.objects.get(uid=uid(10))
    gazette = Source.objects.get(slug="gazette-12")
    actions.cite(by=editor, entry=event, source=gazette, today=TODAY, quotation="Nara “2”")
    # By its author and on its own day, though recorded after that of somebody else.
    ayumi = User.objects.get(username="ayumi")
    actions.cite(
        by=User.objects.get(role=Role.ADMINISTRATOR), author=ayumi, entry=event, source=gazette,
        quotation="Nara “3”", today=event.known_on,
    )  # fmt: skip
    actions.mark_checked(by=editor, issue=issue, on=TODAY, today=TODAY)
    actions.retract_entry(
        by=editor,
        entry=Entry.objects.get(uid=uid(6)),
        reason="They did not sign.",
        known_on=TODAY,
        today=TODAY,
        made_from=actions.newest_decision(issue),
    )
    actions.record_event(
        by=editor,
        issues=[Issue.objects.get(reference="SECRET"), issue],
        body="*Late* news\n\n- ünïcode 高市早苗",
        date=parse("not before 2026"),
        citations=[actions.Cite(gazette, locator="p. 2")],
        known_on=TODAY,
        today=TODAY,
    )
    told = {"by": editor, "citations": [actions.Cite(gazette)], "known_on": TODAY, "today": TODAY}
    weekly = Party.objects.get(slug="weekly")
    first = actions.expect(
        issues=[issue], body="It ends.", window=parse("May 2026"), expected_by=weekly, **told
    )
    moved = actions.move_expectation(
        entry=first, window=parse("2026 Q3"), reason="Late.", probability=Decimal("0.30"), **told
    )
    sure = actions.revise_probability(
        entry=moved, probability=Decimal("0.9"), reason="Sure.", **told
    )
    actions.resolve_expectation(
        entry=sure, resolution=Resolution.MET, met_by=event, reason="It did.", **told
    )
    actions.report_figure(
        issues=[issue], body="So much.", measure="investment", rung=Rung.PLEDGED,
        value=Decimal("1.10"), unit="", currency="eur", as_of=parse("2026"), reporter=weekly,
        **told,
    )  # fmt: skip


# The demo


def test_the_demo_is_left_alone_where_there_is_an_issue(administrator, capsys):
    take_in(administrator, sample())
    call_command("load_demo")
    assert capsys.readouterr().out == ""
    assert Issue.objects.count() == 2


def test_without_an_administrator_the_demo_says_why_it_is_not_loaded(editor, capsys):
    call_command("load_demo")
    assert "The demo was not loaded. An import needs an administrator." in capsys.readouterr().err
    assert not Issue.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://gazette.example/1", "gazette"])
def test_the_address_of_a_source_that_is_no_link_is_refused_at_its_place(administrator, url):
    data = sample()
    data["sources"][0]["url"] = url
    with pytest.raises(RecordRefused) as refusal:
        take_in(administrator, data)
    (problem,) = refusal.value.problems
    assert str(problem.place).endswith("sources[0].url")
    assert "http:// or https://" in problem.sentence


def test_a_citation_of_a_day_to_come_is_refused_at_its_place(administrator):
    data = sample()
    cited = next(c for entry in data["entries"] for c in entry["citations"] if c["known_on"])
    cited["known_on"] = "2031-01-01"
    with pytest.raises(RecordRefused) as refusal:
        take_in(administrator, data)
    assert "still to come" in str(refusal.value)
