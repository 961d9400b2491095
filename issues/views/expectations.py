"""Recording what is said to come, and what becomes of it."""

import uuid
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from issues import actions
from issues.actions import newest_version
from issues.forms import ExpectForm, MoveForm, ResolveForm, ReviseForm, StepForm, Versions
from issues.forms.correcting import values_of
from issues.forms.events import events_named, named
from issues.lifecycle.expectations import Resolution
from issues.lifecycle.kinds import EntryKind
from issues.models import Entry, Issue
from issues.reads.editing import at_stake, events_of, issues_near, names_at_hand, sources_at_hand
from issues.views.access import team_page
from issues.views.answering import answer, today
from issues.views.citing import told
from issues.views.editor import Editor, issue_address, issues_of, seen_issue, typed, version_meant
from issues.views.naming import party_of
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.undoing import undo_entry


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def expect(request: Request, reference: str) -> HttpResponse:
    issue, day = seen_issue(request, reference), today()
    form = ExpectForm(
        typed(request),
        issue=issue,
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        offered=lambda: names_at_hand(issue),
        near=issues_near(issue, request.user),
        seen=Issue.objects.visible_to(request.user),
        ids=f"expect-{issue.reference}",
    )
    editor = Editor(
        request,
        form,
        template="expectations/expect.html",
        title="Record what is expected",
        save="Record the expectation",
        home=issue_address(issue),
        versions=Versions.fresh,
        values=lambda entry: {**values_of(entry), "date": entry.date},
        context={"issue": issue},
    )
    return submit(editor, lambda sent: _expect(editor, form, sent))


def _expect(editor: Editor, form: ExpectForm, sent: Versions) -> HttpResponse:
    request, data = editor.request, form.cleaned_data
    with transaction.atomic():
        entry = actions.expect(
            issues=form.issues,
            body=data["body"],
            window=data["date"],
            expected_by=party_of(request.user, data["named"]),
            probability=data["probability"],
            **told(editor, sent),
        )
    sentence = f"It is recorded what {entry.expected_by} expects."
    return _answer(editor, form.issue, entry, sentence)


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, uid: UUID) -> HttpResponse:
    editor = _step(request, uid, MoveForm, "Move this expectation", "Record the new window")

    def act(entry: Entry, data: dict, told: dict) -> Entry:
        window, probability = data["date"], data["probability"]
        return actions.move_expectation(entry=entry, window=window, probability=probability, **told)

    return submit(editor, lambda sent: _go_on(editor, sent, act, "is moved"))


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: Request, uid: UUID) -> HttpResponse:
    editor = _step(request, uid, ReviseForm, "Revise the probability", "Record the probability")

    def act(entry: Entry, data: dict, told: dict) -> Entry:
        return actions.revise_probability(entry=entry, probability=data["probability"], **told)

    return submit(editor, lambda sent: _go_on(editor, sent, act, "has another probability"))


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: Request, uid: UUID) -> HttpResponse:
    editor = _step(request, uid, ResolveForm, "Say how this expectation ended", "Record the end")

    def act(entry: Entry, data: dict, told: dict) -> Entry:
        met_by = data["met_by"]
        if data["resolution"] == Resolution.MET and data["happened"]:
            met_by = _recorded_with_it(entry, data, told)
        return actions.resolve_expectation(
            entry=entry, resolution=data["resolution"], met_by=met_by, **told
        )

    return submit(editor, lambda sent: _go_on(editor, sent, act, "has ended"))


@team_page
@require_safe
def find_events(request: Request, uid: UUID) -> HttpResponse:
    """The events by which the expectation may be met that the text typed so far can mean."""
    entry = version_meant(request, uid)
    if entry.kind != EntryKind.EXPECTATION:
        raise Http404
    text = request.GET.get("find_event", "").replace("\x00", " ")
    found = events_named(events_of(entry, request.user), text) if text.strip() else []
    return answer(request, "forms/sources_found.html", {"found": map(named, found)})


def _recorded_with_it(entry: Entry, data: dict, told: dict) -> Entry:
    """The event that was typed with the end; its uid follows from the form's, so that it too is
    recorded once."""
    of_event = {name: value for name, value in told.items() if name != "reason"}
    return actions.record_event(
        issues=list(entry.issues.all()),
        body=data["happened"],
        date=data["happened_on"],
        **{**of_event, "uid": uuid.uuid5(told["uid"], "event")},
    )


def _step(request: Request, uid: UUID, kind: type[StepForm], title: str, save: str) -> Editor:
    """The editor of one step of an expectation; anything else has no such step."""
    entry, day = version_meant(request, uid), today()
    if entry.kind != EntryKind.EXPECTATION:
        raise Http404
    issue = issues_of(request, entry)[0]
    more = {"events": events_of(entry, request.user)} if kind is ResolveForm else {}
    form = kind(
        typed(request),
        entry=entry,
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        ids=f"{kind.__name__.lower()}-{uid}",
        **more,
    )
    return Editor(
        request,
        form,
        template="expectations/step.html",
        title=title,
        save=save,
        home=issue_address(issue),
        versions=lambda: Versions.fresh(supersedes=newest_version(entry).uid),
        needs=("supersedes",),
        values=_values,
        context={"entry": entry, "issue": issue},
        offers=lambda: {"stands": at_stake(entry)},
    )


def _values(entry: Entry) -> dict[str, object]:
    """A version in the terms of the forms of steps, its date as a date and not as typed."""
    return {**values_of(entry), "date": entry.date, "change_reason": entry.change_reason}


Act = Callable[[Entry, dict, dict], Entry]


def _go_on(editor: Editor, sent: Versions, act: Act, what: str) -> HttpResponse:
    data, entry = editor.form.cleaned_data, editor.context["entry"]
    with transaction.atomic():
        step = {**told(editor, sent), "reason": data["change_reason"]}
        newer = act(entry, data, step)
    return _answer(editor, editor.context["issue"], newer, f"The expectation {what}.")


def _answer(editor: Editor, issue: Issue, entry: Entry, sentence: str) -> HttpResponse:
    done = Saved(sentence, f"ledger-{entry.uid}", undo_entry(entry))
    return saved(editor.request, issue, editor.back, done)
