"""Correcting and retracting an entry. The edit button of a page makes a correction."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from issues import actions
from issues.actions import Cite, newest_decision, newest_version
from issues.actions.entering import Details
from issues.forms import (
    CorrectExpectationForm,
    CorrectFigureForm,
    CorrectForm,
    RetractForm,
    Versions,
)
from issues.forms.correcting import values_of
from issues.forms.fields import RecordForm
from issues.forms.versions import NONE
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue, User
from issues.reads.editing import (
    at_stake,
    events_of,
    measures_at_hand,
    names_at_hand,
    sources_at_hand,
)
from issues.views.access import team_page
from issues.views.answering import today
from issues.views.citing import cites
from issues.views.editor import Editor, issue_address, issues_of, typed, version_meant
from issues.views.figures import details_typed
from issues.views.naming import party_of
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.statuses import decision_named
from issues.views.undoing import undo_entry


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct_entry(request: Request, uid: UUID) -> HttpResponse:
    entry = version_meant(request, uid)
    issues = issues_of(request, entry)
    day = today()
    kind, more = _form_of(request, entry, issues)
    form = kind(
        typed(request),
        entry=entry,
        today=day,
        at_hand=lambda: (sources_at_hand(issues[0], day)[0], ""),
        near=issues,
        seen=Issue.objects.visible_to(request.user),
        ids=f"correct-{uid}",
        **more,
    )
    editor = _editor(request, entry, form, "Correct this entry", "Save the correction")
    return submit(editor, lambda sent: _correct(editor, form, sent))


def _form_of(request: Request, entry: Entry, issues: list[Issue]) -> tuple[type[CorrectForm], dict]:
    """The form that corrects an entry of this kind, and what that needs beside others."""
    if entry.kind == EntryKind.EXPECTATION:
        events = events_of(entry, request.user)
        offered = {"offered": lambda: names_at_hand(issues[0]), "events": events}
        return CorrectExpectationForm, offered
    if entry.kind == EntryKind.FIGURE:
        offered = {
            "offered": lambda: names_at_hand(issues[0]),
            "measures": lambda: measures_at_hand(issues[0]),
        }
        return CorrectFigureForm, offered
    return CorrectForm, {}


def _correct(editor: Editor, form: CorrectForm, sent: Versions) -> HttpResponse:
    data, entry = form.cleaned_data, editor.context["entry"]
    with transaction.atomic():
        newer = actions.correct_entry(
            **_common(editor, sent),
            body=data["body"],
            date=data["date"],
            citations=_citations(editor.request.user, form, data),
            known_on_reason=data["known_on_reason"],
            wording_only=data["wording_only"],
            status=data.get("status"),
            issues=form.issues,
            details=_details(editor.request.user, form),
        )
    what = "reworded" if data["wording_only"] else "corrected"
    return _answer(editor, newer, f"The {entry.kind} is {what}; the history keeps both versions.")


def _details(by: User, form: RecordForm) -> Details | None:
    """What the new version says beside its text; None: as before."""
    data = form.cleaned_data
    if isinstance(form, CorrectFigureForm):
        return details_typed(by, data)
    if not isinstance(form, CorrectExpectationForm):
        return None
    given = Details(expected_by=party_of(by, data["named"]))
    for name in ("probability", "resolution", "met_by"):
        if data[name] not in (None, ""):
            given[name] = data[name]
    return given


def _citations(by: User, form: CorrectForm, data: dict) -> list[Cite]:
    kept = [Cite(one.source, one.quotation, one.locator, one.known_on) for one in data["keep"]]
    return [*kept, *cites(by, form.today, data)]


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def retract_entry(request: Request, uid: UUID) -> HttpResponse:
    entry = version_meant(request, uid)
    form = RetractForm(typed(request), entry=entry, today=today(), ids=f"retract-{uid}")
    editor = _editor(request, entry, form, "Retract this entry", "Retract it")
    editor.template = "forms/retract.html"
    editor.offers = lambda: {"stands": at_stake(entry)}
    return submit(editor, lambda sent: _retract(editor, sent))


def _retract(editor: Editor, sent: Versions) -> HttpResponse:
    entry = editor.context["entry"]
    newer = actions.retract_entry(**_common(editor, sent))
    return _answer(editor, newer, f"The {entry.kind} is retracted; the history keeps it.")


def _common(editor: Editor, sent: Versions) -> dict:
    """What a correction and a retraction both are made with."""
    entry, data = editor.context["entry"], editor.form.cleaned_data
    decided = entry.decided_issue
    return {
        "by": editor.request.user,
        "entry": entry,
        "reason": data["change_reason"],
        "known_on": data["known_on"],
        "today": editor.form.today,
        "made_from": decision_named(decided, sent) if decided else None,
        "uid": sent.uid,
    }


def _answer(editor: Editor, newer: Entry, sentence: str) -> HttpResponse:
    issue, request = editor.context["issue"], editor.request
    # Undone where the status was changed, it is told there too, and not down in the record.
    at = "status" if newer.decided_issue_id and request.POST.get("at") == "status" else ""
    done = Saved(sentence, at or str(newer.uid), undo_entry(newer, at))
    return saved(request, issue, editor.back, done)


def _editor(request: Request, entry: Entry, form, title: str, save: str) -> Editor:
    issue = issues_of(request, entry)[0]
    return Editor(
        request,
        form,
        template="forms/correct.html",
        title=title,
        save=save,
        home=issue_address(issue),
        versions=lambda: _versions(entry),
        needs=("supersedes", "made_from") if entry.decided_issue else ("supersedes",),
        values=values_of_version,
        context={"entry": entry, "issue": issue},
    )


def _versions(entry: Entry) -> Versions:
    needed: dict[str, object] = {"supersedes": newest_version(entry).uid}
    if entry.decided_issue:
        decision = newest_decision(entry.decided_issue)
        needed["made_from"] = str(decision.uid) if decision else NONE
    return Versions.fresh(**needed)


def values_of_version(entry: Entry) -> dict[str, object]:
    """A version in the terms of the form, its date as a date and not as typed."""
    return {**values_of(entry), "date": entry.date, "body": entry.body or entry.change_reason}
