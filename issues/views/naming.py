"""Who says so, as a form named them."""

from issues import actions
from issues.forms.naming import NewParty
from issues.models import Party, User


def party_of(by: User, named: Party | NewParty) -> Party:
    """The party that a form names; a new one is added first, in the caller's transaction."""
    if isinstance(named, Party):
        return named
    return actions.add_party(by=by, name=named.name, kind=named.kind)
