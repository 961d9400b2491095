"""Linking issues and ending links: what is refused, and that one form has one effect."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from issues import actions
from issues.lifecycle.knowledge import AsOf
from issues.lifecycle.links import LinkKind
from issues.models import Issue, Link, LinkEnd
from issues.permissions import NotAllowed
from tests.making import TODAY, make_issue, make_source

pytestmark = pytest.mark.django_db

PART, ANSWER = LinkKind.PART_OF, LinkKind.IN_ANSWER_TO


@pytest.fixture
def issues(analyst) -> list[Issue]:
    return [make_issue(analyst, reference) for reference in ("HNS", "DEF", "FDI")]


@pytest.fixture
def link(analyst, issues):
    source = make_source(analyst)

    def do(issue: int = 0, other: int = 1, **fields) -> Link:
        asked = {
            "by": analyst,
            "issue": issues[issue],
            "other": issues[other],
            "kind": PART,
            "reason": "The text says so.",
            "cite": actions.Cite(source, "Part of it.", "p. 3"),
            "known_on": date(2025, 8, 1),
            "today": TODAY,
        }
        return actions.link_issues(**asked | fields)

    return do


def end(link: Link, by, **fields) -> LinkEnd:
    asked = {"reason": "It was cut out.", "known_on": date(2026, 1, 1), "today": TODAY}
    return actions.end_link(by=by, link=link, **asked | fields)


def refusal_of(call, *args, **fields) -> tuple[str | None, str]:
    with pytest.raises(actions.Refused) as refused:
        call(*args, **fields)
    return refused.value.field, str(refused.value)


def test_a_link_is_recorded_with_all_that_it_says(link, analyst):
    made = link(reason="  The text says so.  ")
    made.refresh_from_db()
    assert (made.issue.reference, made.kind, made.other.reference) == ("HNS", "part_of", "DEF")
    assert (made.reason, made.quotation, made.locator) == (
        "The text says so.", "Part of it.", "p. 3",
    )  # fmt: skip
    assert (made.known_on, made.by) == (date(2025, 8, 1), analyst)
    assert str(made) == "HNS is part of DEF"


@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_only_the_team_links_and_ends(link, reader, who):
    asker = reader if who == "reader" else AnonymousUser()
    with pytest.raises(NotAllowed):
        link(by=asker)
    made = link()
    with pytest.raises(NotAllowed):
        end(made, asker)


def test_only_administrators_record_what_others_linked(link, analyst, other_analyst, administrator):
    with pytest.raises(NotAllowed):
        link(author=other_analyst)
    made = link(by=administrator, author=other_analyst)
    assert made.by == other_analyst
    with pytest.raises(NotAllowed):
        end(made, analyst, author=other_analyst)
    assert end(made, administrator, author=other_analyst).by == other_analyst


def test_what_a_link_owes_is_asked_for_in_sentences(link):
    assert refusal_of(link, 0, 0) == ("other", "An issue is linked to another, not to itself.")
    assert refusal_of(link, reason=" ")[0] == "reason"
    assert refusal_of(link, known_on=TODAY + timedelta(days=1))[0] == "known_on"
    assert refusal_of(link, known_on=date(2025, 6, 30))[0] == "known_on"
    assert link(known_on=date(2025, 6, 30), known_on_reason="We were in the room.")


def test_the_same_link_twice_is_refused_until_it_has_ended(link, analyst):
    first = link()
    field, sentence = refusal_of(link)
    assert (field, "HNS is part of DEF" in sentence) == ("other", True)
    end(first, analyst)
    assert link(known_on=date(2026, 1, 1)) != first


def test_a_circle_is_refused_with_the_way_round(link):
    link(0, 1)
    link(1, 2)
    field, sentence = refusal_of(link, 2, 0)
    assert field == "other"
    assert sentence == (
        "FDI cannot be linked so: HNS is part of it already (HNS → DEF → FDI), and an issue never"
        " is part of itself."
    )
    assert link(2, 0, kind=ANSWER)
    assert link(0, 2, kind=ANSWER)


def test_one_form_has_one_effect(link):
    uid = uuid.uuid4()
    assert link(uid=uid) == link(uid=uid)
    with pytest.raises(actions.AlreadySent) as sent:
        link(uid=uid, reason="Other words.")
    assert sent.value.entry == Link.objects.get()


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_has_one_effect(link):
    uid, made = uuid.uuid4(), []

    def send() -> None:
        made.append(link(uid=uid))
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(made) == 6
    assert {one.uid for one in made} == {Link.objects.get().uid}


def test_what_an_end_owes_is_asked_for_in_sentences(link, analyst):
    made = link()
    assert refusal_of(end, made, analyst, reason=" ")[0] == "reason"
    assert refusal_of(end, made, analyst, known_on=date(2025, 7, 31))[0] == "known_on"
    assert refusal_of(end, made, analyst, known_on=TODAY + timedelta(days=1))[0] == "known_on"


def test_a_link_ends_once(link, analyst, other_analyst):
    made = link()
    assert end(made, analyst) == end(made, analyst)
    with pytest.raises(actions.Stale) as stale:
        end(made, other_analyst)
    assert stale.value.current == LinkEnd.objects.get()
    assert "Analyst Person has ended this link" in str(stale.value)


def test_a_link_holds_from_its_day_to_that_of_its_end(link, analyst, issues):
    made = link()
    end(made, analyst)
    for day, holds in [
        (date(2025, 7, 31), False),
        (date(2025, 8, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ]:
        assert Link.objects.in_force(AsOf(day)).exists() is holds, day


def test_what_the_database_had_is_told_apart_from_what_was_known(link, analyst):
    made = link()
    ended = end(made, analyst)
    day, instant = date(2026, 2, 1), timedelta(microseconds=1)
    assert not Link.objects.in_force(AsOf(day, made.recorded_at - instant)).exists()
    assert Link.objects.in_force(AsOf(day, ended.recorded_at - instant)).exists()
    assert not Link.objects.in_force(AsOf(day, ended.recorded_at)).exists()


@pytest.mark.parametrize("later", [0, 1])
def test_a_link_is_known_once_both_issues_are_followed(link, analyst, issues, later):
    issues[later] = make_issue(analyst, "LATE", opened_on=date(2025, 9, 1))
    link()
    assert not Link.objects.in_force(AsOf(date(2025, 8, 31), chosen=True)).exists()
    assert Link.objects.in_force(AsOf(date(2025, 9, 1), chosen=True)).exists()


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_link_is_seen_by_who_may_see_both(link, issues, hidden, analyst, reader):
    link()
    assert Link.objects.visible_to(AnonymousUser()).exists()
    Issue.objects.filter(pk=issues[hidden].pk).update(visibility="draft")
    assert Link.objects.visible_to(analyst).exists()
    for asker in (reader, AnonymousUser()):
        assert not Link.objects.visible_to(asker).exists()
