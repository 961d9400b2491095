"""The forms that record an event, a note or an assessment."""

from collections.abc import Iterable, Sequence

from issues import dates
from issues.forms.citing import CitingForm
from issues.forms.fields import FuzzyDateField, KnownOnForm, TextField
from issues.forms.several import SeveralIssues
from issues.models import Issue


class EntryForm(KnownOnForm, CitingForm):
    """One line of the record on `issue`."""

    begins_with = "body"
    field_order: Iterable[str] = ("body", "date", "on", "on_others")

    body = TextField(label="Text", error_messages={"required": "Say what is to be recorded."})
    date = FuzzyDateField(error_messages={"required": "Give its date, as exactly as it is known."})

    def __init__(self, *args, issue: Issue, **options):
        super().__init__(*args, **options)
        self.issue = issue
        self.fields["date"].initial = dates.words(dates.day(self.today))

    @property
    def issues(self) -> Sequence[Issue]:
        return [self.issue]


class AssessmentForm(EntryForm):
    """The analyst's paragraph on one issue; the newest one is the issue's summary."""

    body = TextField(
        label="Assessment",
        rows=8,
        help_text="One paragraph, in Markdown. The newest assessment is the issue's summary.",
        error_messages={"required": "Write the assessment."},
    )
    date = FuzzyDateField(label="As of", error_messages={"required": "Give the day it holds for."})


class SharedForm(SeveralIssues, EntryForm):
    """An entry that may be on several issues and is stored once."""

    @property
    def issues(self) -> Sequence[Issue]:
        return [self.issue, *(one for one in self.cleaned_data["on"] if one != self.issue)]


class EventForm(SharedForm):
    body = TextField(
        label="What happened", rows=4, error_messages={"required": "Say what happened."}
    )


class NoteForm(SharedForm):
    """A note is for the team alone, and needs no source."""

    needs_source = False
    body = TextField(
        label="Note",
        rows=4,
        help_text="Only the team sees notes.",
        error_messages={"required": "Write the note."},
    )
