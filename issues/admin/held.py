"""A save that was held back: the form comes again with what was typed, and says why.

An action that refuses raises in the middle of the admin's save, whose transaction is then undone.
The same request is shown once more with the refusal in the form that it concerns.
"""

from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.http import HttpRequest

from issues.actions import Refused, Stale

VERSION_MISSING = (
    "This form came without the version that it was made from. Below is what you typed; compare"
    " it with what is there now, then save again."
)


class VersionMissing(Refused):
    """A form that changes something does not say which version of it was on the screen."""

    def __init__(self) -> None:
        super().__init__(VERSION_MISSING)


class Held(Exception):
    """A refusal, and the prefix of the form in a formset that it is about, if one."""

    def __init__(self, refusal: Refused, prefix: str | None = None) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
        self.prefix = prefix

    @property
    def status(self) -> int:
        if isinstance(self.refusal, VersionMissing):
            return HTTPStatus.PRECONDITION_REQUIRED
        if isinstance(self.refusal, Stale):
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY

    @property
    def is_conflict(self) -> bool:
        return isinstance(self.refusal, (VersionMissing, Stale))


def hold(request: HttpRequest, held: Held) -> None:
    request.held = held  # type: ignore[attr-defined]


def held_back(request: HttpRequest) -> Held | None:
    return getattr(request, "held", None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a conflict: how it stands now, and what was typed."""

    label: str
    now: str
    typed: str


# Fields of a form that are no part of what it edits.
ASIDE = frozenset({"version", "seen_version", "why", "id", "DELETE"})


def differences(form: forms.BaseForm) -> list[Difference]:
    """Where the typed text differs from what is stored now."""
    return [_difference(form[name]) for name in form.changed_data if name not in ASIDE]


def _difference(bound: forms.BoundField) -> Difference:
    field = bound.field
    return Difference(
        str(bound.label),
        _shown(field, field.prepare_value(bound.initial)),
        _shown(field, field.prepare_value(bound.data)),
    )


def _shown(field: forms.Field, value: object) -> str:
    """A value as the form shows it: the word of a choice, not its key."""
    if value in (None, ""):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk=value).first() if str(value).isdigit() else None
        return str(chosen or value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    if isinstance(field, forms.BooleanField):
        return "yes" if field.to_python(value) else "no"
    return str(value)
