"""Naming further issues that an entry is on: ticked from a short list, or by reference."""

import re
from collections.abc import Sequence

from django import forms

from issues.forms.fields import RecordForm
from issues.models import Issue
from issues.models.issues import IssueQuerySet


class SeveralIssues(RecordForm):
    """The part of a form that names issues; a cleaned form has them in `on`.

    `near` are those offered for ticking; any other one that `seen` holds may be typed.
    """

    on = forms.MultipleChoiceField(
        required=False, label="Also on", widget=forms.CheckboxSelectMultiple
    )
    on_others = forms.CharField(
        required=False,
        max_length=500,
        label="And on",
        help_text="References of other issues, such as HNS, FDI-550.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, near: Sequence[Issue], seen: IssueQuerySet, **options):
        super().__init__(*args, **options)
        self.near = {issue.reference: issue for issue in near}
        self.seen = seen
        self.let_choose("on", [(ref, str(issue)) for ref, issue in self.near.items()])

    def clean_on(self) -> list[Issue]:
        return [self.near[reference] for reference in self.cleaned_data["on"]]

    def clean_on_others(self) -> list[Issue]:
        asked = re.findall(r"[^\s,;]+", self.cleaned_data["on_others"].upper())
        found = {issue.reference: issue for issue in self.seen.filter(reference__in=asked)}
        if unknown := next((ref for ref in asked if ref not in found), None):
            raise forms.ValidationError(f"There is no issue {unknown}. Check its reference.")
        return [found[reference] for reference in dict.fromkeys(asked)]

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        named = [*data.get("on", []), *data.get("on_others", [])]
        data["on"] = list({issue.pk: issue for issue in named}.values())
        return data
