"""What a retraction takes back, asked of the record: it tells that in the place of its own."""

from collections.abc import Iterable

from django.db.models import Case, F, When

from issues.lifecycle.kinds import Change


def told(names: Iterable[str]) -> dict[str, Case]:
    """Columns of entries, as `told_name`; those of a retraction are what it takes back."""
    return {f"told_{name.removesuffix('__name')}": _told(name) for name in names}


def _told(name: str) -> Case:
    return Case(When(change=Change.RETRACTION, then=F(f"supersedes__{name}")), default=F(name))


# The status of a decision, for values_list of entries.
STATUS_COLUMNS = told(("status__name", "status__phase", "status__outcome"))
