"""Whoever says something that is recorded: known already, or added with it."""

from issues.actions.adding import add_once, free_slug
from issues.actions.refusals import Refused
from issues.lifecycle.texts import says_something
from issues.models import Party, PartyKind, User
from issues.permissions import check_edit_record


def add_party(*, by: User, name: str, kind: PartyKind) -> Party:
    """Add whoever expects something or gives a figure, or return the party of that name.

    For the team: to change a party is for administrators. Raises NotAllowed, Refused.
    """
    check_edit_record(by)
    name = " ".join(name.split())
    if not says_something(name):
        raise Refused("Give the name of whoever says so.", "who")
    if known := Party.objects.filter(name=name).first():
        return known
    party = Party(slug=free_slug(Party, name, "party"), name=name, kind=kind)
    same = Party.objects.filter(name=name)
    return add_once(by=by, row=party, what="add party", same=same.first)
