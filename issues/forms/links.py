"""The forms that link an issue to another, end a link, and say that somebody looked."""

from collections.abc import Callable, Sequence
from functools import cache

from django import forms

from issues.forms.citing import CitingForm
from issues.forms.fields import KnownOnForm, TextField
from issues.lifecycle.links import LinkKind
from issues.models import Issue
from issues.models.issues import IssueQuerySet

_MOST_NAMED = 5


class LinkForm(KnownOnForm, CitingForm):
    """`issue` looks to another one, of those that `seen` holds; `near` are offered while typing."""

    begins_with = "other"
    field_order = ("kind", "other", "body")

    kind = forms.ChoiceField(
        label="It", choices=LinkKind.choices(), error_messages={"required": "Say how."}
    )
    other = forms.CharField(
        max_length=250,
        label="The other issue",
        help_text="Its reference, or words of its title.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Name the other issue."},
    )
    body = TextField(
        label="Why",
        rows=3,
        help_text="Readers see it.",
        error_messages={"required": "Say why the two are linked."},
    )

    def __init__(
        self,
        *args,
        issue: Issue,
        near: Callable[[], Sequence[Issue]],
        seen: IssueQuerySet,
        **options,
    ):
        super().__init__(*args, **options)
        self.issue, self.near, self.seen = issue, cache(near), seen
        self.fields["kind"].label = f"{issue.reference} …"
        self.fields["other"].widget.attrs["list"] = f"{self['other'].auto_id}-near"

    def clean_other(self) -> Issue:
        text = " ".join(self.cleaned_data["other"].split())
        named = self._named(text)
        if not named:
            raise forms.ValidationError(f"No issue is called “{text}”. Check its reference.")
        if len(named) > 1:
            names = "; ".join(map(str, named[:_MOST_NAMED]))
            sentence = f"“{text}” can be more than one. Give the reference: {names}."
            raise forms.ValidationError(sentence)
        return named[0]

    def _named(self, text: str) -> list[Issue]:
        """The issue of this reference, alone or before its title; else those with these words."""
        first = self.seen.filter(reference=text.split()[0].upper()).first()
        if first and text.upper() in (first.reference, str(first).upper()):
            return [first]
        found = self.seen
        for word in text.split()[:8]:
            found = found.filter(title__icontains=word)
        return list(found.defer("search").order_by("reference")[: _MOST_NAMED + 1])


class EndLinkForm(KnownOnForm):
    """A link holds no longer; what was recorded of it stays."""

    begins_with = "body"
    field_order = ("body",)

    body = TextField(
        label="Why it no longer holds",
        rows=3,
        error_messages={"required": "Say why the link no longer holds."},
    )


class LookForm(KnownOnForm, CitingForm):
    """A note on what a change elsewhere means here; it takes the flag off."""

    begins_with = "body"
    field_order = ("body",)
    needs_source = False

    body = TextField(
        label="What it means here",
        rows=4,
        help_text="A note that only the team sees.",
        error_messages={"required": "Say what it means here, if only that nothing changes."},
    )
