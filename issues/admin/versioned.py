"""What every form of the admin carries: the version that it was made from, and the reason."""

from typing import ClassVar

from django import forms

from issues.admin.held import Held

_WHY = "Kept in the history beside the change."


class VersionedForm(forms.ModelForm):
    """Edits a row as it stood at `version`; `why` goes into the history of the row."""

    held: ClassVar[Held | None] = None
    why_required: ClassVar[bool] = False

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why?",
        required=False,
        max_length=500,
        help_text=_WHY,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        error_messages={"required": "Say why; the reason is kept in the history."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].required = self.why_required
        if self.instance.pk:
            self.initial["version"] = self.instance.version
            if self.held and self.held.is_conflict and self.is_bound:
                # Saved again after the two were compared, it is made from what is there now.
                self.data = self.data.copy()
                self.data[self.add_prefix("version")] = str(self.instance.version)

    def clean(self):
        cleaned = super().clean()
        if self.held:
            refusal = self.held.refusal
            here = refusal.field if refusal.field in self.fields else None
            self.add_error(None if self.held.prefix else here, str(refusal))
        return cleaned

    @property
    def why_fields(self) -> list[forms.BoundField]:
        return [self["why"]]

    @property
    def edits(self) -> bool:
        """Whether anything but the reason was changed; a stale version counts as a change."""
        return bool(set(self.changed_data) - {"why"})


class PartForm(forms.ModelForm):
    """A row within the form of another, with a version of its own."""

    held: ClassVar[Held | None] = None
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.initial["seen_version"] = self.instance.version
        if self._is_held and self.held.is_conflict and self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen_version")] = str(self.instance.version)

    def clean(self):
        cleaned = super().clean()
        if self._is_held:
            field = self.held.refusal.field
            self.add_error(field if field in self.fields else None, str(self.held.refusal))
        return cleaned

    @property
    def _is_held(self) -> bool:
        return bool(self.held and self.held.prefix == self.prefix)
