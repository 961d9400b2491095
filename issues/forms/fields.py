"""Fields that several forms share, and the manner in which all of them are drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict

from issues import dates
from issues.dates import FuzzyDate, Precision
from issues.lifecycle.texts import says_something, tidied


class FuzzyDateField(forms.CharField):
    """A date as exactly as it is known, in words. The words are kept where they are fuzzy."""

    def __init__(self, **options):
        options.setdefault("label", "Date")
        options.setdefault("max_length", 200)
        options.setdefault(
            "help_text", "As exactly as it is known: 12 May 2026, May 2026, Q2 2026."
        )
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: str) -> FuzzyDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = dates.parse(text)
        except dates.UnreadableDate as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        return replace(found, words="") if found.precision is Precision.DAY else found


class DayField(forms.DateField):
    """One day of the calendar, picked or typed as year-month-day."""

    def __init__(self, **options):
        options.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    default_error_messages = {"invalid": "Give a day as year-month-day, such as 2026-05-12."}


class LinesField(forms.CharField):
    """Several short texts, one a line; empty lines and repetitions are left out."""

    def __init__(self, *, longest: int = 200, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(max_length=5000, **options)
        self.longest = longest

    def clean(self, value: str) -> list[str]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        if too_long := next((line for line in lines if len(line) > self.longest), None):
            raise forms.ValidationError(
                f"“{too_long[:40]}…” is longer than {self.longest} characters; shorten it."
            )
        return list(dict.fromkeys(filter(None, lines)))


class TextField(forms.CharField):
    """Running text in Markdown."""

    def __init__(self, *, rows: int = 5, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        options.setdefault("max_length", 20_000)
        super().__init__(**options)


Choices = Sequence[tuple[str, str]] | Callable[[], Sequence[tuple[str, str]]]


class Merged(NamedTuple):
    """The names of fields that only others changed, and of those that they left as they were."""

    taken: list[str]
    own: list[str]


class RecordForm(forms.Form):
    """What every form of the record has: the tracker's day, and ids that are its own on a page.

    What is typed is tidied before it is read: line ends are unified, control characters that came
    along with it are left out, and what no reader would see counts as empty. `ids` sets the ids of
    one form apart from those of another on the same page.
    """

    use_required_attribute = False  # the refusal beside the field says more than the browser's
    begins_with = ""  # the field that has the focus when the form is opened
    field_order: Iterable[str] = ()  # as its template shows them; then sources, then when known
    data: MultiValueDict[str, str]  # what was sent; empty before

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *args,
        today: date,
        ids: str = "new",
        **options,
    ):
        typed = None if data is None else _tidied(data)
        super().__init__(typed, *args, **{**options, "auto_id": f"{ids}-%s"})
        self.today = today
        self.ids = ids
        if self.begins_with and not self.is_bound:
            self.fields[self.begins_with].widget.attrs["autofocus"] = True

    def let_choose(self, name: str, choices: Choices) -> None:
        """Say what a field offers, where that is known only when the form is made."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"In {name} nothing is chosen.")
        field.choices = choices

    def remember(self) -> None:
        """Let the form carry what it began with, so that what only others changed can be told."""
        for name in self.initial.keys() & self.fields.keys():
            self.fields[name].show_hidden_initial = True

    @property
    def remembered(self) -> list[str]:
        """The hidden inputs in which a form carries what it began with."""
        began = (field for field in self if field.field.show_hidden_initial)
        return [field.as_hidden(only_initial=True) for field in began]

    def merge(self, theirs: Mapping[str, object]) -> Merged:
        """Take over what others changed and nobody touched here.

        `theirs` are the values of now, in the form's own terms. Shown again, the form begins with
        them. A form that did not say what it began with keeps all that it was sent.
        """
        began = {name: self._began_with(name) for name in theirs if self._remembers(name)}
        sent = {name: self.data.getlist(self[name].html_name) for name in began}
        came = {name: _as_sent(theirs[name]) for name in began}
        data, merged = self.data.copy(), Merged([], [])
        for name in began:
            data.setlist(self[name].html_initial_name, came[name])
            if _alike(began[name], came[name]):
                merged.own.append(name)
            elif _alike(began[name], sent[name]):
                merged.taken.append(name)
                data.setlist(self[name].html_name, came[name])
        self.data = data
        return merged

    def _remembers(self, name: str) -> bool:
        said = any(self[one].html_initial_name in self.data for one in self.fields)
        return said and name in self.fields and self.fields[name].show_hidden_initial

    def _began_with(self, name: str) -> list[str]:
        return self.data.getlist(self[name].html_initial_name)

    def add_refusal(self, field: str | None, sentence: str) -> None:
        """Put an action's refusal beside the field that it names, or above all of them."""
        self.add_error(field if field in self.fields else None, sentence)

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """For the summary of errors: the id, the label and the sentence of each, in the order in
        which the form shows its fields."""
        order = list(self.fields)
        found = sorted(self.errors, key=lambda name: order.index(name) if name in order else -1)
        return [
            (*self._place(name), str(sentence)) for name in found for sentence in self.errors[name]
        ]

    def _place(self, name: str) -> tuple[str, str]:
        if name not in self.fields:
            return "", ""
        field = self[name]
        return field.id_for_label or field.auto_id, str(field.label)


class KnownOnForm(RecordForm):
    """When the team could have known it: today, unless it is back-filled."""

    known_on = DayField(
        required=False,
        label="Known on",
        help_text="The day on which we could have known it. Empty: today.",
    )
    known_on_reason = forms.CharField(
        required=False,
        max_length=300,
        label="Why known then",
        help_text="Needed only if that is before the earliest source was published.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["known_on"].initial = self.today

    def clean_known_on(self) -> date:
        return self.cleaned_data.get("known_on") or self.today

    @property
    def more_is_open(self) -> bool:
        """Whether the block "more" holds something that must be seen."""
        return bool(self.is_bound and {"known_on", "known_on_reason"} & set(self.errors))


def _tidied(data: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    tidy = data.copy()
    for name, texts in data.lists():
        kept = (tidied(text) for text in texts)
        tidy.setlist(name, [text if says_something(text) else "" for text in kept])
    return tidy


def _as_sent(value: object) -> list[str]:
    """A value as a browser sends it: a text, or several."""
    if isinstance(value, FuzzyDate):
        return [dates.words(value)]
    return [str(one) for one in value] if isinstance(value, list) else [str(value or "")]


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a browser sent the same, whose line ends are its own; an empty field may be none."""
    left, right = (sorted(filter(None, (" ".join(v.split()) for v in vs))) for vs in (one, other))
    return left == right
