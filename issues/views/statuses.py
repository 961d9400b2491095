"""Changing the status of an issue, from its page or from its row in a list."""

from datetime import date

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from issues import actions, dates
from issues.forms import StatusForm, Versions
from issues.forms.versions import NONE, MissingVersion
from issues.models import Entry, Issue
from issues.reads.editing import decision_of, moves_from, newest_uid, offered, sources_at_hand
from issues.views.access import team_page
from issues.views.answering import today
from issues.views.citing import told
from issues.views.editor import Editor, issue_address, seen_issue, typed
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.undoing import undo_entry


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_status(request: Request, reference: str) -> HttpResponse:
    editor = _editor(request, seen_issue(request, reference))
    return submit(editor, lambda sent: _change(editor, sent))


def _editor(request: Request, issue: Issue) -> Editor:
    day = today()
    form = StatusForm(
        typed(request), issue=issue, today=day, at_hand=lambda: sources_at_hand(issue, day),
        ids=f"status-{issue.reference}",
    )  # fmt: skip
    return Editor(
        request,
        form,
        template="forms/status.html",
        title="Change the status",
        save="Change the status",
        home=issue_address(issue),
        versions=lambda: Versions.fresh(made_from=str(newest_uid(issue) or NONE)),
        values=decision_values,
        needs=("made_from",),
        context={"issue": issue},
        offers=lambda: _offers(form, issue, day),
    )


def _offers(form: StatusForm, issue: Issue, day: date) -> dict:
    """The statuses to choose from: the allowed ones, and the one that was chosen before."""
    moves = moves_from(issue, day)
    chosen = form.statuses.get(form["status"].value() or "")
    offers = list(moves.targets)
    if chosen and chosen.slug not in {offer.slug for offer in offers}:
        offers.append(offered(chosen))
    return {"moves": moves, "offers": offers}


def _change(editor: Editor, sent: Versions) -> HttpResponse:
    request, form, issue = editor.request, editor.form, editor.context["issue"]
    data = form.cleaned_data
    with transaction.atomic():
        decision = actions.change_status(
            issue=issue,
            status=data["status"],
            reason=data["reason"],
            date=data["date"],
            made_from=decision_named(issue, sent),
            **told(editor, sent),
        )
    return saved(request, issue, editor.back, _done(issue, decision, data))


def _done(issue: Issue, decision: Entry, data: dict) -> Saved:
    sentence = (
        f"{issue.reference}: “{decision.status}” from {dates.phrase(decision.date)},"
        f" on the word of {data['cited'].publisher}."
    )
    return Saved(sentence, "status", undo_entry(decision, "status"))


def decision_named(issue: Issue, sent: Versions) -> Entry | None:
    """The decision that a form says it was made from. Raises MissingVersion if it is of none."""
    if sent.made_from_uid is None:
        return None
    named = decision_of(issue, sent.made_from_uid)
    if named is None:
        raise MissingVersion
    return named


def decision_values(decision: Entry) -> dict[str, object]:
    """A decision as the form that changes a status would hold it."""
    status = decision.status.slug if decision.status else ""
    text = decision.body or decision.change_reason
    return {"status": status, "date": decision.date, "reason": text}
