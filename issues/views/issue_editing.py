"""Opening an issue, editing what it is called and filed under, publishing and checking it."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from issues import actions
from issues.forms import EditIssueForm, OpenIssueForm, Versions
from issues.forms.fields import RecordForm
from issues.forms.issues import values_of
from issues.models import Issue, Visibility
from issues.reads.days import day_words
from issues.views.access import editors_page, team_page
from issues.views.answering import today
from issues.views.editor import Editor, came_from, issue_address, seen_issue, typed
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, Undo, saved


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_issue(request: Request) -> HttpResponse:
    editor = Editor(
        request,
        OpenIssueForm(typed(request), today=today(), ids="open"),
        template="forms/issue.html",
        title="Open a new issue",
        save="Open it as a draft",
        home=reverse("issue_list"),
        versions=Versions.fresh,
    )
    return submit(editor, lambda sent: _open(editor))


def _open(editor: Editor) -> HttpResponse:
    request, form = editor.request, editor.form
    values = {name: form.cleaned_data[name] for name in ("reference", *_EDITED)}
    issue = actions.open_issue(by=request.user, opened_on=form.today, **values)
    done = Saved(f"{issue.reference} is open as a draft. Only the team sees it.", "issue")
    return saved(request, issue, issue_address(issue), done)


_EDITED = ("title", "kind", "parties", "topics", "aliases", "lead", "success_test")


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_issue(request: Request, reference: str) -> HttpResponse:
    issue = seen_issue(request, reference)
    form = EditIssueForm(typed(request), issue=issue, today=today(), ids=f"edit-{reference}")
    editor = _editor(request, issue, form, "Edit this issue", "Save")
    return submit(editor, lambda sent: _edit(editor, sent))


def _edit(editor: Editor, sent: Versions) -> HttpResponse:
    request, form, issue = editor.request, editor.form, editor.context["issue"]
    before = values_of(issue)
    values = {name: form.cleaned_data[name] for name in _EDITED}
    fresh = actions.edit_issue(by=request.user, issue=issue, version=sent.version, **values)
    undo = Undo.by("edit_issue", issue.reference, [("version", fresh.version), *_flat(before)])
    return saved(request, fresh, editor.back, Saved(f"{issue.reference} is edited.", "issue", undo))


def _flat(values: dict[str, object]) -> list[tuple[str, object]]:
    return [
        (name, one)
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _editor(request: Request, issue: Issue, form: RecordForm, title: str, save: str) -> Editor:
    return Editor(
        request,
        form,
        template="forms/issue.html",
        title=title,
        save=save,
        home=issue_address(issue),
        versions=lambda: Versions.fresh(version=_version_of(issue)),
        needs=("version",),
        values=values_of,
        context={"issue": issue},
    )


def _version_of(issue: Issue) -> int:
    return Issue.objects.values_list("version", flat=True).get(pk=issue.pk)


@editors_page
@require_http_methods(["GET", "HEAD", "POST"])
def publish_issue(request: Request, reference: str) -> HttpResponse:
    return _set_visibility(request, reference, Visibility.PUBLISHED)


@editors_page
@require_http_methods(["GET", "HEAD", "POST"])
def unpublish_issue(request: Request, reference: str) -> HttpResponse:
    return _set_visibility(request, reference, Visibility.DRAFT)


def _set_visibility(request: Request, reference: str, wanted: Visibility) -> HttpResponse:
    issue = seen_issue(request, reference)
    publish = wanted == Visibility.PUBLISHED
    title = "Publish this issue" if publish else "Take this issue back to draft"
    form = RecordForm(typed(request), today=today(), ids=f"publish-{reference}")
    editor = _editor(request, issue, form, title, "Publish it" if publish else "Take it back")
    editor.template = "forms/publish.html"
    editor.context |= {"publish": publish, "already": issue.visibility == wanted}
    return submit(editor, lambda sent: _publish(editor, sent, wanted))


def _publish(editor: Editor, sent: Versions, wanted: Visibility) -> HttpResponse:
    issue, by = editor.context["issue"], editor.request.user
    publish = wanted == Visibility.PUBLISHED
    action = actions.publish_issue if publish else actions.unpublish_issue
    fresh = action(by=by, issue=issue, version=sent.version)
    back = "unpublish_issue" if publish else "publish_issue"
    undo = Undo.by(back, issue.reference, [("version", fresh.version)])
    sentence = "Readers now see" if publish else "Readers no longer see"
    done = Saved(f"{sentence} {issue.reference}.", "issue", undo)
    return saved(editor.request, fresh, editor.back, done)


@team_page
@require_POST
def mark_checked(request: Request, reference: str) -> HttpResponse:
    issue = seen_issue(request, reference)
    day = today()
    actions.mark_checked(by=request.user, issue=issue, on=day, today=day)
    done = Saved(f"{reference}: nothing new, checked on {day_words(day)}.", "issue")
    return saved(request, issue, came_from(request) or issue_address(issue), done)
