"""Opening, editing, publishing and checking an issue; sources; rows with versions."""

from datetime import date, timedelta
from itertools import count

import pytest

from issues import actions
from issues.models import Activity, Issue, Source
from issues.permissions import NotAllowed
from tests import making
from tests.together import at_once


@pytest.fixture
def issue(analyst):
    return making.make_issue(analyst, "HNS", published=False, title="Host-nation support")


def edit(by, issue, **fields):
    given = {
        "title": issue.title,
        "kind": issue.lifecycle,
        "parties": [],
        "topics": [],
        "aliases": [],
        "lead": None,
        "success_test": "",
        "version": issue.version,
    }
    return actions.edit_issue(by=by, issue=issue, **{**given, **fields})


def test_a_new_issue_is_a_draft(issue):
    assert issue.visibility == "draft"
    assert not issue.decisions.exists()


@pytest.mark.parametrize("reference", ["hns", " HNS "])
def test_a_reference_is_taken_once(analyst, issue, reference):
    with pytest.raises(actions.Refused, match="is the reference of another issue"):
        making.make_issue(analyst, reference)


@pytest.mark.parametrize("reference", ["1A", "A B", "A--B", "A/B", "-A", "Ä"])
def test_a_malformed_reference_is_refused(analyst, reference):
    with pytest.raises(actions.Refused) as refusal:
        making.make_issue(analyst, reference)
    assert refusal.value.field == "reference"


def test_an_edit_makes_the_next_version(analyst, issue):
    japan = making.make_party("Japan")
    edited = edit(analyst, issue, title="Sharing the cost", parties=[japan], aliases=["SMA"])
    assert (edited.title, edited.aliases, edited.version) == ("Sharing the cost", ["SMA"], 2)
    assert list(edited.parties.all()) == [japan]


def test_an_edit_of_an_older_version_is_stale(analyst, issue):
    edit(analyst, issue, title="Mine")
    with pytest.raises(actions.Stale) as refusal:
        edit(analyst, issue, title="Yours")
    assert refusal.value.current.title == "Mine"
    assert Issue.objects.get().title == "Mine"


def test_the_same_edit_sent_twice_has_one_effect(analyst, issue):
    japan = making.make_party("Japan")
    first = edit(analyst, issue, title="Mine", parties=[japan])
    assert edit(analyst, issue, title="Mine", parties=[japan]).version == first.version
    with pytest.raises(actions.Stale):
        edit(analyst, issue, title="Mine")


def test_the_same_issue_opened_twice_is_opened_once(analyst, issue):
    again = making.make_issue(analyst, "HNS", published=False, title="Host-nation support")
    assert again == issue
    with pytest.raises(actions.Refused, match="is the reference of another issue"):
        making.make_issue(analyst, "HNS", published=False, title="Something else")


def test_the_kind_is_fixed_by_the_first_decision(analyst, issue):
    threat = making.make_lifecycle("threat")
    changed = edit(analyst, issue, kind=threat)
    making.decide(analyst, changed, "announced")
    with pytest.raises(actions.Refused, match="kind of an issue cannot change"):
        edit(analyst, changed, kind=making.make_lifecycle())


def test_only_editors_publish(analyst, editor, issue):
    with pytest.raises(NotAllowed):
        actions.publish_issue(by=analyst, issue=issue, version=issue.version)
    published = actions.publish_issue(by=editor, issue=issue, version=issue.version)
    assert published.visibility == "published"
    back = actions.unpublish_issue(by=editor, issue=issue, version=published.version)
    assert back.visibility == "draft"


def test_publishing_twice_has_one_effect(editor, issue):
    published = actions.publish_issue(by=editor, issue=issue, version=issue.version)
    for version in (published.version, issue.version):
        again = actions.publish_issue(by=editor, issue=issue, version=version)
        assert again.version == published.version


def test_drafts_are_seen_by_the_team_alone(reader, analyst, deactivated, issue):
    assert list(Issue.objects.visible_to(analyst)) == [issue]
    assert not Issue.objects.visible_to(reader).exists()
    assert not Issue.objects.visible_to(deactivated).exists()


def test_a_check_is_dated_and_counts_once_a_day(analyst, issue):
    for _ in range(2):
        actions.mark_checked(by=analyst, issue=issue, on=making.TODAY, today=making.TODAY)
    assert issue.checks.count() == 1
    assert Activity.objects.get(issue=issue).last_checked_on == making.TODAY
    with pytest.raises(actions.Refused, match="still to come"):
        actions.mark_checked(
            by=analyst, issue=issue, on=making.TODAY + timedelta(days=1), today=making.TODAY
        )


def test_activity_moves_with_public_entries_alone(analyst, issue):
    making.happen(analyst, issue, on=date(2025, 9, 1))
    making.note(analyst, issue, on=date(2025, 10, 1))
    assert Activity.objects.get(issue=issue).last_changed_on == date(2025, 9, 1)


def test_a_source_with_a_known_address_is_not_added_again(analyst):
    said = {"url": "https://news.example/a", "title": "Once"}
    first = making.make_source(analyst, **said)
    assert making.make_source(analyst, **said) == first
    assert making.make_source(analyst, None, **said) == first
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"title": "Else"}, {"publisher": "Else"}, {"published_on": date(2025, 7, 2)}]
)
def test_what_is_said_otherwise_of_a_known_address_is_not_dropped(analyst, other):
    said = {"url": "https://news.example/a", "title": "Once"}
    first = making.make_source(analyst, **said)
    with pytest.raises(actions.Refused, match="has this address already, as Once") as refusal:
        making.make_source(analyst, **said | other)
    assert refusal.value.field == "url"
    assert Source.objects.get() == first


def test_no_source_was_published_on_a_day_that_is_still_to_come(analyst):
    with pytest.raises(actions.Refused, match="which is after today") as refusal:
        making.make_source(analyst, making.TODAY + timedelta(days=1), title="Early")
    assert refusal.value.field == "published_on"


def test_a_source_without_address_is_known_by_its_day_as_well(analyst):
    first, again, other = (
        making.make_source(analyst, date(2025, 7, day), title="Briefing", url="")
        for day in (1, 1, 2)
    )
    assert again == first != other


def test_sources_of_one_title_get_slugs_of_their_own(analyst):
    days = [date(2025, 7, day) for day in (1, 2, 3)]
    slugs = {making.make_source(analyst, day, title="Same", url="").slug for day in days}
    assert len(slugs) == 3


def test_an_entry_can_rest_on_one_more_source_once(analyst, editor, issue):
    entry = making.happen(analyst, issue)
    source = making.make_source(analyst)
    for _ in range(2):  # the same form, sent twice
        actions.cite(by=analyst, entry=entry, source=source, today=making.TODAY)
    assert entry.citations.count() == 2
    with pytest.raises(actions.Refused, match="already cites"):
        actions.cite(by=editor, entry=entry, source=source, today=making.TODAY)


def test_a_source_for_an_older_version_of_an_entry_is_stale(analyst, issue):
    entry, source = making.happen(analyst, issue), making.make_source(analyst)
    newer = actions.correct_entry(
        by=analyst, entry=entry, reason="A slip.", body="It happened so.", date=entry.date,
        citations=[actions.Cite(source)], known_on=making.TODAY, today=making.TODAY,
    )  # fmt: skip
    with pytest.raises(actions.Stale) as refusal:
        actions.cite(by=analyst, entry=entry, source=source, today=making.TODAY)
    assert refusal.value.current == newer


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_added_many_times_at_once_is_there_once(analyst):
    same = {"title": "Once", "publisher": "The Record", "url": "https://news.example/once"}
    found = at_once(lambda: actions.add_source(by=analyst, today=making.TODAY, **same))
    assert found == [Source.objects.get()] * 4


@pytest.mark.django_db(transaction=True)
def test_an_issue_that_is_opened_many_times_at_once_is_opened_once(analyst):
    kind = making.make_lifecycle()
    same = {"reference": "ONCE", "title": "Once", "kind": kind, "opened_on": making.TODAY}
    found = at_once(lambda: actions.open_issue(by=analyst, **same))
    assert found == [Issue.objects.get(reference="ONCE")] * 4


@pytest.mark.django_db(transaction=True)
def test_a_reference_wanted_for_several_issues_at_once_is_refused_in_words(analyst):
    given = {"reference": "ONCE", "kind": making.make_lifecycle(), "opened_on": making.TODAY}
    titles = count(1)
    found = at_once(lambda: actions.open_issue(by=analyst, title=f"Matter {next(titles)}", **given))
    assert sorted(type(one).__name__ for one in found) == ["Issue", *["Refused"] * 3]
    assert Issue.objects.filter(reference="ONCE").count() == 1
