"""The forms that correct an entry and retract one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import blake2b
from typing import cast

from django import forms
from django.db.models import Q

from issues import dates
from issues.dates import FuzzyDate, Precision
from issues.forms.citing import CitingForm, cited_words
from issues.forms.fields import FuzzyDateField, KnownOnForm, Merged, TextField
from issues.forms.several import SeveralIssues
from issues.lifecycle.figures import say_value
from issues.lifecycle.kinds import PUBLIC_KINDS, EntryKind
from issues.models import Citation, Entry, Issue, Status

AMOUNT = ("measure", "rung", "value", "currency", "unit")


class CorrectForm(SeveralIssues, KnownOnForm, CitingForm):
    """A new version of `entry`, whose present content is what the form begins with.

    `near` and `seen` are as in SeveralIssues.
    """

    needs_source = False
    rests_on = "keep"
    begins_with = "body"
    field_order = (
        *("body", "status", "date", "probability", *AMOUNT, "who", "who_kind"),
        *("resolution", "met_by", "find_event", "change_reason", "wording_only", "keep"),
        *(*CitingForm.base_fields, "on", "on_others", "date_words"),
    )

    status = forms.ChoiceField(label="Status", error_messages={"required": "Choose the status."})
    body = TextField(label="Text", rows=6, error_messages={"required": "The text is empty."})
    date = FuzzyDateField(error_messages={"required": "Give its date, as exactly as it is known."})
    date_words = forms.CharField(
        required=False,
        max_length=200,
        label="The source's own words for the date",
        help_text="Such as “next year”, where they say less than a date does.",
    )
    keep = forms.MultipleChoiceField(
        required=False,
        label="Sources it rests on",
        help_text="Untick what it does not rest on. To mend a quotation, untick its source and name"
        " that once more, with the right words.",
        widget=forms.CheckboxSelectMultiple,
    )
    wording_only = forms.BooleanField(
        required=False,
        label="Wording only",
        help_text="Nothing but the text changes; readers see it without fuss.",
    )
    change_reason = TextField(
        rows=2,
        max_length=2000,
        label="Why it changes",
        error_messages={"required": "Say why; readers see the reason beside the change."},
    )

    def __init__(self, *args, entry: Entry, **options):
        super().__init__(*args, **options)
        self.entry = entry
        self.citations = {mark(c): c for c in _citations_of_versions(entry)}
        self.initial = {**values_of(entry), **self.initial}
        self._offer_citations()
        self.fields["on"].label = "On these issues"
        self._fit_kind()
        self.remember()

    def _offer_citations(self, theirs: Iterable[str] = ()) -> None:
        """Those of this version, of the one that stands against it, and those that were sent."""
        shown = {*self.initial["keep"], *theirs, *(self["keep"].value() or [])}
        offered = [(key, _cited(one)) for key, one in self.citations.items() if key in shown]
        self.let_choose("keep", offered)

    def _fit_kind(self) -> None:
        """A decision has a status and one issue; other kinds may be on several."""
        if self.entry.decided_issue:
            self.statuses = {s.slug: s for s in self.entry.decided_issue.lifecycle.statuses.all()}
            self.let_choose("status", [(slug, s.name) for slug, s in self.statuses.items()])
            self.fields["body"].label = "Reason"
        else:
            del self.fields["status"]
        if self.entry.kind not in PUBLIC_KINDS:
            required = "Say why; the team sees the reason beside the change."
            self.fields["change_reason"].error_messages["required"] = required
        if self.entry.kind in (EntryKind.DECISION, EntryKind.ASSESSMENT):
            del self.fields["on"], self.fields["on_others"]

    def merge(self, theirs: Mapping[str, object]) -> Merged:
        merged = super().merge(theirs)
        self._offer_citations(cast("list[str]", theirs["keep"]))
        return merged

    @property
    def cited_words(self) -> list[str]:
        kept = [self.citations[key] for key in self["keep"].value() or () if key in self.citations]
        return [*map(_cited, kept), *super().cited_words]

    def clean_status(self) -> Status:
        return self.statuses[self.cleaned_data["status"]]

    def clean_keep(self) -> list[Citation]:
        return [self.citations[key] for key in self.cleaned_data["keep"]]

    @property
    def issues(self) -> list[Issue] | None:
        """The issues that the new version is on; None: as before."""
        return self.cleaned_data["on"] if "on" in self.fields else None

    def clean(self) -> dict:
        data = super().clean()
        if "on" in self.fields and not data["on"] and "on_others" not in self.errors:
            self.add_error("on", "Keep it on at least one issue, or retract it.")
        if data.get("date"):
            data["date"] = _in_words(data["date"], data.get("date_words", ""))
        return data


class RetractForm(KnownOnForm):
    begins_with = "change_reason"
    field_order = ("change_reason",)

    change_reason = TextField(
        rows=3,
        max_length=2000,
        label="Why it no longer stands",
        help_text="Readers see the reason; the entry itself stays in the history.",
        error_messages={"required": "Say why; readers see the reason beside the change."},
    )

    def __init__(self, *args, entry: Entry, **options):
        super().__init__(*args, **options)
        self.entry = entry
        if entry.kind not in PUBLIC_KINDS:
            reason = self.fields["change_reason"]
            reason.help_text = "The team sees the reason; the note itself stays in the history."
            reason.error_messages["required"] = "Say why; the team sees it beside the change."


def values_of(entry: Entry) -> dict[str, object]:
    """An entry as its form holds it: sent back like this, nothing about it changes."""
    return {
        "status": entry.status.slug if entry.status else "",
        "body": entry.body,
        "date": dates.words(entry.date),
        "date_words": _own_words(entry.date),
        "on": [issue.reference for issue in entry.issues.all()],
        "keep": [mark(citation) for citation in entry.citations.with_sources()],
        **(_expectation(entry) if entry.kind == EntryKind.EXPECTATION else {}),
        **(_figure(entry) if entry.kind == EntryKind.FIGURE else {}),
    }


def _expectation(entry: Entry) -> dict[str, object]:
    return {
        "who": entry.expected_by.name if entry.expected_by else "",
        "probability": percent(entry.probability),
        "resolution": str(entry.resolution),
        "met_by": str(entry.met_by.uid) if entry.met_by else "",
    }


def _figure(entry: Entry) -> dict[str, object]:
    return {
        "measure": entry.measure,
        "rung": str(entry.rung),
        "value": "" if entry.value is None else say_value(entry.value),
        "currency": entry.currency,
        "unit": entry.unit,
        "who": entry.reporter.name if entry.reporter else "",
    }


def percent(probability: Decimal | None) -> str:
    """A probability as it is typed in percent: "62.5", "" for none."""
    return "" if probability is None else f"{(probability * 100).normalize():f}"


def _own_words(date: FuzzyDate) -> str:
    return "" if date.words == dates.words(date) else date.words


def _in_words(date: FuzzyDate, own: str) -> FuzzyDate:
    if own:
        return replace(date, words=own)
    return replace(date, words="") if date.precision is Precision.DAY else date


def mark(citation: Citation) -> str:
    """What a citation is, the same in every version of an entry."""
    parts = (citation.source.slug, citation.quotation, citation.locator)
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _citations_of_versions(entry: Entry) -> list[Citation]:
    origin = entry.first_version
    of_versions = Q(entry=origin) | Q(entry__origin=origin)
    return list(Citation.objects.filter(of_versions).with_sources().order_by("id"))


def _cited(citation: Citation) -> str:
    return cited_words(citation.source, citation.quotation, citation.locator)
