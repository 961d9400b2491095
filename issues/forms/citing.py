"""Naming a source: one that the issue knows, one found by its title or address, or a new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django import forms
from django.core.validators import URLValidator
from django.db.models import CharField, F, Q, Value

from issues.forms.fields import DayField, RecordForm
from issues.lifecycle.knowledge import NotPublishedYet, check_published
from issues.models import Source, SourceKind
from issues.models.sources import named as source_named
from issues.wording import columns, made, worded_once

_MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class NewSource:
    """A document that the record does not know yet."""

    title: str
    publisher: str
    url: str
    published_on: date | None
    kind: SourceKind


AtHand = Callable[[], tuple[Sequence[Source], str]]


class _AnySource(forms.ChoiceField):
    """Takes any source that there is, not only those that it offers; the form looks it up."""

    def valid_value(self, value: str) -> bool:
        return True


class LinkField(forms.URLField):
    """An address that readers can be sent to."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Give a whole address: it begins with http:// or https://."
    }


class CitingForm(RecordForm):
    """The part of a form that names one source; a cleaned form has it in `cited`.

    `at_hand` gives the sources to offer, and the slug of the one that is ticked to begin with; it
    is asked only when the form is shown. What is typed under "find" or "new" goes before a tick.
    """

    needs_source = True
    rests_on = "source"  # the field that stands for all sources where two versions are compared

    source = _AnySource(required=False, label="Source", widget=forms.RadioSelect)
    find = forms.CharField(
        required=False,
        max_length=1000,
        label="Find another source",
        help_text="Words of its title, its publisher, or its address.",
    )
    new_title = forms.CharField(required=False, max_length=500, label="Title")
    new_publisher = forms.CharField(required=False, max_length=200, label="Publisher")
    new_url = LinkField(required=False, max_length=1000, label="Address", assume_scheme="https")
    new_published_on = DayField(
        required=False, label="Published on", help_text="Empty where it shows no date."
    )
    new_kind = forms.ChoiceField(
        required=False,
        label="Kind of source",
        choices=SourceKind.choices(),
        initial=SourceKind.NEWS,
    )
    quotation = forms.CharField(
        required=False,
        strip=True,
        max_length=5000,
        label="Quotation",
        help_text="Word for word, as it stands in the source.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    locator = forms.CharField(
        required=False, max_length=200, label="Where in it", help_text="Page, paragraph, minute."
    )

    def __init__(self, *args, at_hand: AtHand = lambda: ((), ""), **options):
        super().__init__(*args, **options)
        self.at_hand = cache(at_hand)
        self.matches: list[Source] = []
        self.let_choose("source", self._offered)
        self.fields["source"].initial = lambda: self.at_hand()[1]

    def _offered(self) -> list[tuple[str, str]]:
        """What was ticked stays a choice, even if newer sources have come in since."""
        slug = self.data.get("source")
        ticked = Source.objects.filter(slug=slug).defer("stored_text") if slug else ()
        sources = {one.slug: one for one in (*self.matches, *self.at_hand()[0], *ticked)}
        none = [] if self.needs_source else [("", "none")]
        return [*none, *((slug, named(source)) for slug, source in sources.items())]

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        if self._adds_source():
            data["cited"] = self._new(data)
        elif data.get("find"):
            data["cited"] = self._found(data["find"], data.get("source", ""))
        else:
            data["cited"] = next(iter(_source(data.get("source") or "")), None)
        if not data["cited"] and self.needs_source and not self._source_refused():
            self.add_error("source", "Name at least one source: every public entry rests on one.")
        return data

    def _adds_source(self) -> bool:
        return any(self.data.get(f"new_{name}", "").strip() for name in ("title", "url"))

    def clean_new_published_on(self) -> date | None:
        published_on = self.cleaned_data["new_published_on"]
        try:
            check_published(published_on, self.today)
        except NotPublishedYet as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return published_on

    def add_refusal(self, field: str | None, sentence: str) -> None:
        """What an action refuses of a new source is refused of what was typed for it."""
        typed = f"new_{field}"
        super().add_refusal(typed if typed in self.fields else field, sentence)

    def _new(self, data: dict) -> Source | NewSource | None:
        url = data.get("new_url")
        known = Source.objects.filter(url=url).defer("stored_text").first() if url else None
        return self._known(known, data) if known else self._unknown(data)

    def _known(self, known: Source, data: dict) -> Source | None:
        """The source of this address, if it is ticked or told as the record tells it."""
        self.matches = [known]
        title, publisher = (data.get(f"new_{name}") or "" for name in ("title", "publisher"))
        told = known.is_told_as(title, publisher, data.get("new_published_on"))
        if told or known.slug == data.get("source"):
            return known
        self.add_error(
            "new_url", f"The record has this address already, as {known.named}. Tick that above."
        )
        return None

    def _unknown(self, data: dict) -> NewSource | None:
        for name, what in (("new_title", "title"), ("new_publisher", "publisher")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"Give the {what} of the new source.")
        if self._source_refused():
            return None
        kind = SourceKind(data.get("new_kind") or SourceKind.NEWS)
        published = data.get("new_published_on")
        return NewSource(data["new_title"], data["new_publisher"], data["new_url"], published, kind)

    def _found(self, text: str, ticked: str) -> Source | None:
        matches = sources_named(text)
        if chosen := next((source for source in matches if source.slug == ticked), None):
            return chosen
        if len(matches) == 1:
            return matches[0]
        if not matches:
            self.add_error("find", f"No source matches “{text}”. Add it as a new source.")
            return None
        self.matches = matches
        self.add_error("find", "More than one source matches. Tick the right one above.")
        return None

    @property
    def cited_words(self) -> list[str]:
        """What a cleaned form rests on, each citation as `cited_words` has it."""
        data = self.cleaned_data
        if not data["cited"]:
            return []
        return [cited_words(data["cited"], data["quotation"], data["locator"])]

    def _source_refused(self) -> bool:
        return any(name in self.errors for name in SOURCE_FIELDS)

    @property
    def adding_is_open(self) -> bool:
        return self.is_bound and self._adds_source()

    @property
    def quoting_is_open(self) -> bool:
        return (self.is_bound and bool({"quotation", "locator"} & set(self.errors))) or any(
            self[name].value() for name in ("quotation", "locator")
        )


def _source(slug: str) -> list[Source]:
    return made(Source, _COLUMNS, _sources(slug))


@worded_once
def _sources(slug: str):
    return Source.objects.filter(slug=slug).values_list(*_COLUMNS)


_COLUMNS = columns(Source, "stored_text")
SOURCE_FIELDS = ("source", "find", "new_title", "new_publisher", "new_url", "new_published_on")


class CiteForm(CitingForm):
    """One more source for an entry."""


def named(source: Source | NewSource) -> str:
    return source_named(source.title, source.publisher, source.published_on)


def cited_words(source: Source | NewSource, quotation: str, locator: str) -> str:
    """A citation as a choice says it: the source, the passage in its words, and where that is."""
    passage = f": “{quotation}”" if quotation else ""
    return f"{named(source)}{passage}{f', {locator}' if locator else ''}"


def sources_named(text: str) -> list[Source]:
    """What a text can mean: the source named exactly so, else those that hold all its words."""
    sources = Source.objects.defer("stored_text")
    exact = sources.filter(Q(slug=text) | Q(url=text)).first() or _in_full(text)
    if exact:
        return [exact]
    return list(sources.mentioning(text).newest_first()[:_MOST_FOUND])


def _in_full(text: str) -> Source | None:
    """The one source that is named as `named` names it, or by its whole title."""
    asked = Value(text, output_field=CharField())
    begun = (
        Source.objects.defer("stored_text").alias(asked=asked).filter(asked__startswith=F("title"))
    )
    same = [source for source in begun if text in (source.title, named(source))]
    return same[0] if len(same) == 1 else None
