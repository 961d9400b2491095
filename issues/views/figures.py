"""Reporting a figure on an issue."""

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from issues import actions
from issues.actions.entering import Details
from issues.actions.figures import figure_details
from issues.forms import FigureForm, Versions
from issues.forms.correcting import values_of
from issues.models import Issue, User
from issues.reads.editing import issues_near, measures_at_hand, names_at_hand, sources_at_hand
from issues.views.access import team_page
from issues.views.answering import today
from issues.views.citing import told
from issues.views.editor import Editor, issue_address, seen_issue, typed
from issues.views.naming import party_of
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.undoing import undo_entry


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_figure(request: Request, reference: str) -> HttpResponse:
    issue, day = seen_issue(request, reference), today()
    form = FigureForm(
        typed(request),
        issue=issue,
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        offered=lambda: names_at_hand(issue),
        measures=lambda: measures_at_hand(issue),
        near=issues_near(issue, request.user),
        seen=Issue.objects.visible_to(request.user),
        ids=f"figure-{issue.reference}",
    )
    editor = Editor(
        request,
        form,
        template="figures/report.html",
        title="Report a figure",
        save="Record the figure",
        home=issue_address(issue),
        versions=Versions.fresh,
        values=lambda entry: {**values_of(entry), "date": entry.date},
        context={"issue": issue},
    )
    return submit(editor, lambda sent: _report(editor, form, sent))


def _report(editor: Editor, form: FigureForm, sent: Versions) -> HttpResponse:
    request, data = editor.request, form.cleaned_data
    with transaction.atomic():
        entry = actions.report_figure(
            issues=form.issues,
            body=data["body"],
            as_of=data["date"],
            reporter=party_of(request.user, data["named"]),
            **_number(data),
            **told(editor, sent),
        )
    sentence = f"The figure that {entry.reporter} gives is recorded."
    return saved(
        request, form.issue, editor.back, Saved(sentence, str(entry.uid), undo_entry(entry))
    )


def details_typed(by: User, data: dict) -> Details:
    """What a form says of a figure; a reporter who is new is added, in the caller's transaction."""
    return figure_details(reporter=party_of(by, data["named"]), **_number(data))


def _number(data: dict) -> dict:
    return {name: data[name] for name in ("measure", "rung", "value", "unit", "currency")}
