"""Recording an event, a note or an assessment on an issue."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from issues import actions
from issues.forms import AssessmentForm, EntryForm, EventForm, NoteForm, Versions
from issues.models import Entry, Issue
from issues.reads.editing import issues_near, sources_at_hand
from issues.views.access import team_page
from issues.views.answering import today
from issues.views.citing import told
from issues.views.editor import Editor, issue_address, seen_issue, typed
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.undoing import undo_entry

Record = Callable[..., Entry]


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def record_event(request: Request, reference: str) -> HttpResponse:
    issue = seen_issue(request, reference)
    form = _form(EventForm, request, issue, **_shared(request, issue))
    editor = _editor(request, issue, form, "Record an event", "Record the event")
    return submit(
        editor, lambda sent: _record(editor, form, sent, actions.record_event, _on_all(form))
    )


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_note(request: Request, reference: str) -> HttpResponse:
    issue = seen_issue(request, reference)
    form = _form(NoteForm, request, issue, **_shared(request, issue))
    editor = _editor(request, issue, form, "Add a note", "Add the note")
    return submit(editor, lambda sent: _record(editor, form, sent, actions.add_note, _on_all(form)))


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: Request, reference: str) -> HttpResponse:
    issue = seen_issue(request, reference)
    form = _form(AssessmentForm, request, issue)
    editor = _editor(request, issue, form, "Write an assessment", "Record the assessment")
    on_one = {"issue": issue}
    return submit(editor, lambda sent: _record(editor, form, sent, actions.assess, lambda: on_one))


def _form[F: EntryForm](kind: type[F], request: Request, issue: Issue, **shared) -> F:
    day = today()
    ids = f"{kind.__name__.lower()}-{issue.reference}"
    return kind(
        typed(request),
        issue=issue,
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        ids=ids,
        **shared,
    )


def _shared(request: Request, issue: Issue) -> dict:
    near = issues_near(issue, request.user)
    return {"near": near, "seen": Issue.objects.visible_to(request.user)}


def _on_all(form: EntryForm) -> Callable[[], dict]:
    return lambda: {"issues": form.issues}


def _editor(request: Request, issue: Issue, form: EntryForm, title: str, save: str) -> Editor:
    return Editor(
        request,
        form,
        template="forms/entry.html",
        title=title,
        save=save,
        home=issue_address(issue),
        versions=Versions.fresh,
        values=lambda entry: {"body": entry.body, "date": entry.date},
        context={"issue": issue},
    )


def _record(
    editor: Editor, form: EntryForm, sent: Versions, action: Record, on: Callable[[], dict]
) -> HttpResponse:
    request, data = editor.request, form.cleaned_data
    with transaction.atomic():
        entry = action(
            body=data["body"],
            date=data["date"],
            **on(),
            **told(editor, sent),
        )
    done = Saved(_sentence(entry, form), str(entry.uid), undo_entry(entry))
    return saved(request, form.issue, editor.back, done)


def _sentence(entry: Entry, form: EntryForm) -> str:
    references = [issue.reference for issue in form.issues]
    return f"The {entry.kind} is recorded on {', '.join(references)}."
