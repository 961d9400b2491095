"""Adding those who say something, and what keeps them from being deleted."""

import pytest

from issues import actions
from issues.actions.catalogue import uses_of
from issues.models import Party, PartyKind
from issues.permissions import NotAllowed
from tests.making import expect, make_issue, make_party
from tests.reporting import report
from tests.together import at_once

pytestmark = pytest.mark.django_db


def test_an_analyst_adds_an_outlet(analyst):
    party = actions.add_party(by=analyst, name="  The  Daily Record ", kind=PartyKind.OUTLET)
    assert (party.name, party.slug, party.kind) == (
        "The Daily Record",
        "the-daily-record",
        "outlet",
    )


def test_the_same_name_is_the_same_party(analyst):
    known = make_party("Japan", slug="japan")
    assert actions.add_party(by=analyst, name="Japan", kind=PartyKind.OUTLET) == known
    assert Party.objects.get().kind == "country"


def test_names_that_leave_no_slug_are_numbered(analyst):
    slugs = [
        actions.add_party(by=analyst, name=name, kind=PartyKind.OUTLET).slug
        for name in ("日本経済新聞", "朝日新聞", "読売新聞")
    ]
    assert slugs == ["party", "party-2", "party-3"]


@pytest.mark.django_db(transaction=True)
def test_who_is_added_many_times_at_once_is_there_once(analyst):
    found = at_once(lambda: actions.add_party(by=analyst, name="Reuters", kind=PartyKind.OUTLET))
    assert found == [Party.objects.get()] * 4


@pytest.mark.django_db(transaction=True)
def test_two_whose_slugs_meet_are_added_or_refused_in_words(analyst):
    names = iter(("日本経済新聞", "朝日新聞", "読売新聞", "毎日新聞"))
    found = at_once(lambda: actions.add_party(by=analyst, name=next(names), kind=PartyKind.OUTLET))
    assert {type(one) for one in found} <= {Party, actions.Refused}
    assert Party.objects.count() == sum(isinstance(one, Party) for one in found) >= 1


def test_a_long_name_is_refused_with_a_sentence(analyst):
    with pytest.raises(actions.Refused, match="200 characters"):
        actions.add_party(by=analyst, name="x" * 201, kind=PartyKind.OUTLET)


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_nobody_is_without_a_name(analyst, name):
    with pytest.raises(actions.Refused):
        actions.add_party(by=analyst, name=name, kind=PartyKind.OUTLET)


def test_a_reader_adds_nobody(reader):
    with pytest.raises(NotAllowed):
        actions.add_party(by=reader, name="Reuters", kind=PartyKind.OUTLET)


def test_nobody_uses_a_new_party(analyst):
    assert uses_of(actions.add_party(by=analyst, name="Reuters", kind=PartyKind.OUTLET)) == ""


def test_what_somebody_expects_or_gives_is_named_as_their_use(analyst):
    party = make_party("Reuters")
    issue = make_issue(analyst)
    report(analyst, issue, reporter=party)
    report(analyst, issue, reporter=party, value="2")
    expect(analyst, issue, expected_by=party)
    assert uses_of(party) == "1 expectation and 2 figures"
