"""The forms that report a figure and correct one."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django import forms

from issues.forms.correcting import AMOUNT, CorrectForm
from issues.forms.entries import SharedForm
from issues.forms.fields import FuzzyDateField, TextField
from issues.forms.naming import WhoForm
from issues.lifecycle.figures import LADDER, Rung, UnreadableValue, parse_value

_RUNGS = [
    (Rung.PLAIN.value, "reported, not promised"),
    (Rung.TARGET.value, "target, by its date"),
    *((rung.value, rung.label) for rung in LADDER),
]


class ValueField(forms.CharField):
    """A number as it is typed, such as 550 billion; exact."""

    def __init__(self, **options):
        options.setdefault("label", "Value")
        options.setdefault("help_text", "A number: 550 billion, 1,234.5, 3.6.")
        options.setdefault("max_length", 60)
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_value(text)
        except UnreadableValue as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


class FigureFields(WhoForm):
    """The part of a form that says what a figure comes to.

    `measures` gives the names of those that the issue has; it is asked only when the form is shown.
    """

    begins_with = "measure"

    measure = forms.CharField(
        max_length=120,
        label="What it measures",
        help_text="Named as before, it joins the other figures: investment, tariff rate.",
        error_messages={"required": "Say what the figure measures."},
    )
    rung = forms.ChoiceField(required=False, label="How far it has got", choices=_RUNGS)
    value = ValueField(error_messages={"required": "Give the value."})
    currency = forms.CharField(
        required=False,
        max_length=3,
        label="Currency",
        help_text="Its code of three letters: USD, JPY. Empty for what is no money.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    unit = forms.CharField(
        required=False,
        max_length=60,
        label="Unit",
        help_text="%, % of GDP, tonnes, a year. Empty for plain money.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, measures: Callable[[], Sequence[str]] = lambda: (), **options):
        super().__init__(*args, **options)
        self.measures = measures
        listed = {"list": f"{str(self.auto_id) % 'measure'}-known", "autocomplete": "off"}
        self.fields["measure"].widget.attrs.update(listed)
        self.fields["who"].label = "Who reports it"
        self.fields["date"].label = "As of"
        self.fields["date"].help_text = (
            "The day for which they say it, as exactly as it is known; of a target, by when it is"
            " due."
        )

    def clean_rung(self) -> Rung:
        return Rung(self.cleaned_data["rung"])

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not data.get("unit") and not data.get("currency") and "currency" not in self.errors:
            self.add_error("unit", "Give the unit or the currency: a bare number says nothing.")
        return data


class FigureForm(FigureFields, SharedForm):
    """What somebody says that something comes to, on `issue` and perhaps on others."""

    field_order = (*AMOUNT, "date", "who", "who_kind", "body", "on", "on_others")

    body = TextField(
        label="In words",
        rows=2,
        help_text="What they said, and what the figure counts.",
        error_messages={"required": "Say in words what the figure counts."},
    )
    date = FuzzyDateField(error_messages={"required": "Give the day as of which they say it."})

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["date"].initial = None  # a figure is seldom of today


class CorrectFigureForm(FigureFields, CorrectForm):
    """A new version of a figure that was not recorded right."""
