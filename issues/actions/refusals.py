"""How an action says no. Each message is the sentence that the user reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import IntegrityError

if TYPE_CHECKING:
    from issues.models import Entry, Link


def said_by_database(error: IntegrityError) -> str:
    """The sentence of the guard that refused: what a check says of itself, or a trigger raised."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_app_config("issues").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.get_violation_error_message())
    return str(error).splitlines()[0]


class Refused(ValueError):
    """The input breaks a rule of the record. `field` names the form field to mend, if one."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Stale(Refused):
    """Somebody changed the thing meanwhile. `current` is how it stands now."""

    def __init__(self, message: str, current: object) -> None:
        super().__init__(message)
        self.current = current


class AlreadySent(Refused):
    """This form was sent before with other content. `entry` is what was recorded then, an entry or
    a link."""

    def __init__(self, entry: Entry | Link) -> None:
        super().__init__(
            "This form was already saved with other content. Compare the two and save again if"
            " both are wanted."
        )
        self.entry = entry
