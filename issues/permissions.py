"""Who may do what. `check_x` refuses with a sentence; `x` answers yes or no."""

from typing import Protocol

from django.core.exceptions import PermissionDenied

from issues.models import Entry, Role, is_on_team

_EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})


class NotAllowed(PermissionDenied):
    """The user may know of the thing but not do this to it. The message is for the page."""


def edit_record(user) -> bool:
    """Open issues, change statuses, record entries: everyone on the team."""
    return is_on_team(user)


def check_edit_record(user) -> None:
    if not edit_record(user):
        raise NotAllowed("Only analysts and editors change the record. Sign in as one of them.")


def publish_issue(user) -> bool:
    return is_on_team(user) and user.role in _EDITORS


def check_publish_issue(user) -> None:
    if not publish_issue(user):
        raise NotAllowed("Only an editor publishes an issue or takes it back to draft.")


class Authored(Protocol):
    """An entry, as a model or as the row that a read made of it."""

    @property
    def author_id(self) -> int: ...

    @property
    def first_author_id(self) -> int: ...


def supersede_entry(user, entry: Authored) -> bool:
    """Analysts correct and retract their own entries, editors those of others too."""
    return is_on_team(user) and (user.role in _EDITORS or entry.author_id == user.pk)


def check_supersede_entry(user, entry: Entry) -> None:
    check_edit_record(user)
    if not supersede_entry(user, entry):
        raise NotAllowed(
            f"This entry is by {entry.author}. Only they or an editor can correct or retract it."
        )


def retract_entry(user, entry: Authored) -> bool:
    """As to supersede it, and of what analysts go on with the first version has to be theirs too:
    a step of an expectation is not the expectation."""
    by_them = entry.first_author_id == user.pk
    return supersede_entry(user, entry) and (user.role in _EDITORS or by_them)


def check_retract_entry(user, entry: Entry) -> None:
    check_supersede_entry(user, entry)
    if not retract_entry(user, entry):
        check_supersede_entry(user, entry.origin or entry)


def administer(user) -> bool:
    """Lifecycles, parties, topics, sources, users: the Django admin."""
    return is_on_team(user) and user.role == Role.ADMINISTRATOR


def check_administer(user) -> None:
    if not administer(user):
        raise NotAllowed("Only an administrator changes this.")
