"""Naming an event of an issue: one of the newest, or any other by its words or its date."""

from django import forms
from django.db.models import Q

from issues import dates
from issues.forms.fields import RecordForm
from issues.forms.versions import is_uid
from issues.models import Entry
from issues.models.entries import EntryQuerySet

MOST_EVENTS = 12
_MOST_WORDS = 20
_LONGEST = 90


class _AnyEvent(forms.ChoiceField):
    """Takes any event that the form's own query finds, not only those that it offers."""

    def valid_value(self, value: str) -> bool:
        return True


class EventChoice(RecordForm):
    """The part of a form that names an event of an issue; a cleaned form has it in `met_by`.

    `events` are those that may be named; the newest are offered, when the form is shown. What is
    typed under "find" goes before a choice, unless it can mean what was chosen.
    """

    met_by = _AnyEvent(required=False, label="Met by which event", widget=forms.RadioSelect)
    find_event = forms.CharField(
        required=False, max_length=1000, label="Find another event of the issue"
    )

    def __init__(self, *args, events: EntryQuerySet, **options):
        super().__init__(*args, **options)
        self.events = events
        self.events_alike: list[Entry] = []
        self.let_choose("met_by", self._events_offered)

    def _events_offered(self) -> list[tuple[str, str]]:
        """What is or was chosen stays a choice, even if many came in since."""
        given = self["met_by"].value()
        chosen = list(self.events.filter(uid=given)) if is_uid(given) else []
        newest = list(_newest_first(self.events)[:MOST_EVENTS])
        found = {one.uid: one for one in (*self.events_alike, *chosen, *newest)}
        return [("", "none"), *((str(uid), named(one)) for uid, one in found.items())]

    def clean_met_by(self) -> Entry | None:
        given = self.cleaned_data["met_by"]
        if not given:
            return None
        found = self.events.filter(uid=given).first() if is_uid(given) else None
        if found is None:
            raise forms.ValidationError("This event does not stand any more. Choose another.")
        return found

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if (text := data.get("find_event")) and "met_by" not in self.errors:
            data["met_by"] = self._event_found(text, data["met_by"])
        return data

    def _event_found(self, text: str, chosen: Entry | None) -> Entry | None:
        matches = events_named(self.events, text)
        if chosen in matches:
            return chosen
        if len(matches) == 1:
            return matches[0]
        if not matches:
            self.add_error("find_event", f"No event of the issue matches “{text}”.")
            return None
        self.events_alike = matches
        self.add_error("find_event", "More than one event matches. Tick the right one above.")
        return None


def events_named(events: EntryQuerySet, text: str) -> list[Entry]:
    """What a text can mean: the one event named exactly so, else the newest of those that say just
    this, or else of those that hold all its words or happened when it says."""
    said, _, words = text.partition(": ")
    labelled = _of(events, _holds(words) & _happened(said)) if words else []
    exact = [event for event in labelled if named(event) == text.strip()]
    if len(exact) == 1:
        return exact
    phrase = Q(body__icontains=text.strip())
    return labelled or _of(events, phrase) or _of(events, _holds(text) | _happened(text))


def _of(events: EntryQuerySet, wanted: Q) -> list[Entry]:
    return list(_newest_first(events.filter(wanted))[:MOST_EVENTS])


def _newest_first(events: EntryQuerySet) -> EntryQuerySet:
    return events.order_by("-first_on", "-last_on", "-id")


def _holds(text: str) -> Q:
    wanted = Q(pk__isnull=not text.split())
    for word in text.removesuffix("…").split()[:_MOST_WORDS]:
        wanted &= Q(body__icontains=word)
    return wanted


def _happened(text: str) -> Q:
    """On a day of the date that the text is; no event if it is none."""
    try:
        when = dates.parse(text)
    except dates.UnreadableDate:
        return Q(pk__isnull=True)
    if when.first is None or when.last is None:
        return Q(pk__isnull=True)
    return Q(first_on__lte=when.last, last_on__gte=when.first)


def named(event: Entry) -> str:
    """An event as a choice says it."""
    text = " ".join(event.body.replace("*", "").split())
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"{dates.words(event.date)}: {short}"
