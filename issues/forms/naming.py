"""Naming whoever says so: a party that the record knows by any of its names, or a new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import Q

from issues.models import Party, PartyKind


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody whom the record does not know yet."""

    name: str
    kind: PartyKind


class WhoForm(forms.Form):
    """The part of a form that names who says something; a cleaned form has them in `named`.

    `offered` gives the names to choose from; it is asked only when the form is shown. A name that
    nobody has is refused until it is said what they are, so that a slip makes no new party.
    """

    who = forms.CharField(
        max_length=200,
        label="Who says so",
        help_text="A government, an outlet, a person: by name.",
        error_messages={"required": "Say who says so."},
    )
    who_kind = forms.ChoiceField(
        required=False,
        label="What they are, if the record does not have them yet",
        choices=[("", "the record has them"), *PartyKind.choices()],
    )

    def __init__(self, *args, offered: Callable[[], Sequence[str]] = lambda: (), **options):
        super().__init__(*args, **options)
        self.offered = offered
        # Not by way of self["who"], which would keep a label that a form changes later.
        attrs = {"list": f"{str(self.auto_id) % 'who'}-known", "autocomplete": "off"}
        self.fields["who"].widget.attrs.update(attrs)

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if "who" in self.fields and data.get("who"):
            data["named"] = self._named(" ".join(data["who"].split()), data.get("who_kind") or "")
        return data

    def _named(self, name: str, kind: str) -> Party | NewParty | None:
        found = parties_named(name)
        if len(found) == 1:
            return found[0]
        if found:
            names = " or ".join(party.name for party in found)
            self.add_error("who", f"“{name}” may be {names}. Give the name in full.")
        elif kind:
            return NewParty(name, PartyKind(kind))
        else:
            sentence = f"Nobody is known as “{name}” yet. Say what they are, to add them."
            self.add_error("who_kind", sentence)
        return None


def parties_named(name: str) -> list[Party]:
    """The party of this name, else those who are known by it at home or elsewhere."""
    named = Party.objects.filter(name__iexact=name)
    also = Party.objects.filter(Q(local_name__iexact=name) | Q(aliases__contains=[name]))
    return list(named) or list(also)
