"""The form that changes a status."""

from django import forms

from issues import dates
from issues.forms.citing import CitingForm
from issues.forms.fields import FuzzyDateField, KnownOnForm, TextField
from issues.models import Issue, Status
from issues.wording import columns, made, worded_once


class StatusForm(KnownOnForm, CitingForm):
    """A decision: new status, the day from which it holds, the reason and its source.

    Takes any status of the lifecycle: which of them may follow is offered by the page and
    decided by the action, which says so in a sentence.
    """

    field_order = ("status", "reason", "date")

    status = forms.ChoiceField(
        label="New status",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the new status.",
            "invalid_choice": "“%(value)s” is no status of this kind of issue. Choose another.",
        },
    )
    date = FuzzyDateField(
        label="In effect from",
        help_text="Today, or as exactly as it is known: 10 November 2025, May 2026, Q2 2026.",
        error_messages={"required": "Give the day from which the status holds."},
    )
    reason = TextField(
        label="Reason",
        rows=3,
        help_text="Readers see it beside the status.",
        error_messages={"required": "Say why the status changes; readers see the reason."},
    )

    def __init__(self, *args, issue: Issue, **options):
        super().__init__(*args, **options)
        self.statuses = {status.slug: status for status in statuses_of(issue)}
        self.let_choose("status", [(slug, s.name) for slug, s in self.statuses.items()])
        self.fields["date"].initial = dates.words(dates.day(self.today))

    def clean_status(self) -> Status:
        return self.statuses[self.cleaned_data["status"]]


def statuses_of(issue: Issue) -> list[Status]:
    """The statuses of the issue's lifecycle in their order."""
    return made(Status, _COLUMNS, _statuses(issue.lifecycle_id))


@worded_once
def _statuses(lifecycle: int):
    statuses = Status.objects.filter(lifecycle=lifecycle).order_by("position", "id")
    return statuses.values_list(*_COLUMNS)


_COLUMNS = columns(Status)
