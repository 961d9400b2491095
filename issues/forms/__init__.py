"""Parse and tidy what is typed on the pages; nothing here saves.

What was typed is never thrown away: a form that is refused is shown again as it was.
"""

from issues.forms.citing import CiteForm, NewSource
from issues.forms.correcting import CorrectForm, RetractForm
from issues.forms.entries import AssessmentForm, EntryForm, EventForm, NoteForm
from issues.forms.expectations import (
    CorrectExpectationForm,
    ExpectForm,
    MoveForm,
    ResolveForm,
    ReviseForm,
    StepForm,
)
from issues.forms.figures import CorrectFigureForm, FigureForm
from issues.forms.issues import EditIssueForm, OpenIssueForm
from issues.forms.statuses import StatusForm
from issues.forms.versions import MissingVersion, Versions

__all__ = [
    "AssessmentForm",
    "CiteForm",
    "CorrectExpectationForm",
    "CorrectFigureForm",
    "CorrectForm",
    "EditIssueForm",
    "EntryForm",
    "EventForm",
    "ExpectForm",
    "FigureForm",
    "MissingVersion",
    "MoveForm",
    "NewSource",
    "NoteForm",
    "OpenIssueForm",
    "ResolveForm",
    "RetractForm",
    "ReviseForm",
    "StatusForm",
    "StepForm",
    "Versions",
]
