"""The forms that record what is said to come, and what becomes of it."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms

from issues.forms.citing import CitingForm
from issues.forms.correcting import CorrectForm, percent
from issues.forms.entries import SharedForm
from issues.forms.events import EventChoice
from issues.forms.fields import FuzzyDateField, KnownOnForm, TextField
from issues.forms.naming import WhoForm
from issues.lifecycle.expectations import Resolution
from issues.models import Entry

_WINDOW_HELP = "As exactly as it was said: by the end of 2026, Q2 2026, not before 2027."


class ProbabilityField(forms.DecimalField):
    """A probability typed in percent; a cleaned one lies between 0 and 1."""

    def __init__(self, **options):
        options.setdefault("label", "Probability in %")
        options.setdefault("help_text", "As they give it, 0 to 100. Empty where they give none.")
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(
            required=False,
            decimal_places=1,
            max_digits=4,
            error_messages={
                "invalid": "Give a number of percent, such as 60.",
                "max_decimal_places": "Give it to a tenth of a percent at most.",
                "max_digits": "Give a number of percent between 0 and 100.",
                "max_whole_digits": "Give a number of percent between 0 and 100.",
            },
            **options,
        )

    def clean(self, value: object) -> Decimal | None:
        typed = "" if value is None else str(value).strip()
        percent = super().clean(typed.removesuffix("%").rstrip())
        if percent is None:
            return None
        if not 0 <= percent <= 100:
            raise forms.ValidationError("A probability lies between 0 and 100%.")
        return percent / 100


class ExpectForm(WhoForm, SharedForm):
    """What somebody says will come on `issue`, and perhaps on others."""

    field_order = ("body", "who", "who_kind", "date", "probability", "on", "on_others")

    body = TextField(
        label="What is expected",
        rows=3,
        help_text="So that it can be told later whether it came.",
        error_messages={"required": "Say what is expected."},
    )
    date = FuzzyDateField(
        label="By when",
        help_text=_WINDOW_HELP,
        error_messages={"required": "Give the window in which it is said to come."},
    )
    probability = ProbabilityField()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["date"].initial = None  # no window is likelier than another
        self.fields["who"].label = "Who expects it"


class StepForm(KnownOnForm, CitingForm):
    """One step of the expectation `entry`: what was said, and by which source."""

    field_order: Iterable[str] = ("change_reason",)

    change_reason = TextField(
        rows=2,
        max_length=2000,
        label="Why",
        help_text="Readers see it beside the change.",
        error_messages={"required": "Say why; readers see the reason beside the change."},
    )

    def __init__(self, *args, entry: Entry, **options):
        super().__init__(*args, **options)
        self.entry = entry


class MoveForm(StepForm):
    begins_with = "date"

    date = FuzzyDateField(
        label="New window",
        help_text=_WINDOW_HELP,
        error_messages={"required": "Give the window in which it is now said to come."},
    )
    probability = ProbabilityField(help_text="As given for the new window. Empty for none.")
    field_order = ("date", "probability", "change_reason")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["probability"].initial = percent(self.entry.probability)


class ReviseForm(StepForm):
    begins_with = "probability"

    probability = ProbabilityField(label="New probability in %")
    field_order = ("probability", "change_reason")


class ResolveForm(EventChoice, StepForm):
    """How an expectation ended. What it was met by may be recorded with it, as an event from the
    same source; a cleaned form has its text in `happened` and its date in `happened_on`."""

    begins_with = "resolution"

    resolution = forms.ChoiceField(
        label="How it ended",
        widget=forms.RadioSelect,
        choices=[
            (Resolution.MET, "met: it came"),
            (Resolution.MISSED, "missed: it did not come in time, or not at all"),
            (Resolution.VOID, "void: called off, or its condition fell away"),
        ],
        error_messages={"required": "Say how it ended: met, missed or void."},
    )
    happened = TextField(required=False, rows=2, max_length=5000, label="What happened")
    happened_on = FuzzyDateField(required=False, label="When")
    field_order = (
        *("resolution", "met_by", "find_event", "happened", "happened_on", "change_reason"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["find_event"].help_text = (
            "Words of what happened, or its date. What is not recorded yet is recorded below, with"
            " the end."
        )

    def clean_resolution(self) -> Resolution:
        return Resolution(self.cleaned_data["resolution"])

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if data.get("happened") and data.get("resolution") not in (None, Resolution.MET):
            self.add_error("happened", "Only what was met has an event: record this one by itself.")
        if data.get("happened") and data.get("met_by"):
            self.add_error("met_by", "Choose an event or record a new one, not both.")
        if bool(data.get("happened")) != bool(data.get("happened_on")):
            missing = "happened_on" if data.get("happened") else "happened"
            if missing not in self.errors:
                self.add_error(missing, "A new event needs both what happened and when.")
        return data

    @property
    def recording_is_open(self) -> bool:
        return self.is_bound and any(self.data.get(name) for name in ("happened", "happened_on"))


class CorrectExpectationForm(WhoForm, EventChoice, CorrectForm):
    """A new version of an expectation that was not recorded right, its end included."""

    probability = ProbabilityField()
    resolution = forms.ChoiceField(
        required=False,
        label="How it ended",
        choices=Resolution.choices(),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["date"].label = "By when"
        self.fields["date"].help_text = _WINDOW_HELP
        self.fields["who"].label = "Who expects it"
        self.fields["find_event"].help_text = (
            "Words of what happened, or its date. What is not recorded yet is recorded first, on"
            " the issue’s page."
        )

    def clean_resolution(self) -> Resolution:
        return Resolution(self.cleaned_data["resolution"])
