"""Whoever says something that is recorded: known already, or added with it."""

from django.db import transaction
from django.utils.text import slugify

from issues.actions.refusals import Refused
from issues.actions.rows import save_row
from issues.models import Party, PartyKind, User
from issues.permissions import check_edit_record


def add_party(*, by: User, name: str, kind: PartyKind) -> Party:
    """Add whoever expects something or gives a figure, or return the party of that name.

    For the team: to change a party is for administrators. Raises NotAllowed, Refused.
    """
    check_edit_record(by)
    name = " ".join(name.split())
    if known := Party.objects.filter(name=name).first():
        return known
    party = Party(slug=_free_slug(name), name=name, kind=kind)
    try:
        with transaction.atomic():
            return save_row(by=by, row=party, version=None, what="add party")
    except Refused:
        # Somebody may have added the same one at the same moment.
        if known := Party.objects.filter(name=name).first():
            return known
        raise


def _free_slug(name: str) -> str:
    """Names in other scripts leave nothing for a slug: those are numbered."""
    stem = slugify(name)[:70].strip("-") or "party"
    taken = set(Party.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [stem, *numbered] if slug not in taken)
