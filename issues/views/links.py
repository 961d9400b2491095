"""Linking an issue to another, ending a link, and saying that a second look was taken."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from issues import actions, dates
from issues.forms.links import EndLinkForm, LinkForm, LookForm
from issues.forms.versions import Versions
from issues.lifecycle.kinds import EntryKind
from issues.lifecycle.links import LinkKind
from issues.models import Entry, Issue, Link, LinkEnd
from issues.reads.editing import issues_near, sources_at_hand
from issues.views.access import team_page
from issues.views.answering import today
from issues.views.citing import cites, told
from issues.views.editor import Editor, issue_address, seen_entry, seen_issue, typed
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, Undo, saved
from issues.views.undoing import TAKEN_BACK, undo_entry


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def link_issues(request: Request, reference: str) -> HttpResponse:
    issue, day = seen_issue(request, reference), today()
    form = LinkForm(
        typed(request),
        issue=issue,
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        near=lambda: issues_near(issue, request.user),
        seen=Issue.objects.visible_to(request.user),
        ids=f"link-{issue.reference}",
    )
    editor = Editor(
        request,
        form,
        template="links/link.html",
        title="Link another issue",
        save="Link it",
        home=_links_of(issue),
        versions=Versions.fresh,
        values=lambda link: {"other": link.other, "kind": link.kind, "body": link.reason},
        context={"issue": issue},
    )
    return submit(editor, lambda sent: _link(editor, form, sent))


def _link(editor: Editor, form: LinkForm, sent: Versions) -> HttpResponse:
    request, data = editor.request, form.cleaned_data
    with transaction.atomic():
        (cited,) = cites(request.user, form.today, data)
        link = actions.link_issues(
            by=request.user,
            issue=form.issue,
            other=data["other"],
            kind=LinkKind(data["kind"]),
            reason=data["body"],
            cite=cited,
            known_on=data["known_on"],
            known_on_reason=data["known_on_reason"],
            today=form.today,
            uid=sent.uid,
        )
    given = [("body", TAKEN_BACK), ("known_on", link.known_on)]
    done = Saved(f"It is recorded that {link}.", "links", Undo.by("end_link", link.uid, given))
    return saved(request, form.issue, editor.back, done)


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def end_link(request: Request, uid: UUID) -> HttpResponse:
    link = _seen_link(request, uid)
    editor = Editor(
        request,
        EndLinkForm(typed(request), today=today(), ids=f"end-{uid}"),
        template="links/end.html",
        title="End this link",
        save="End it",
        home=_links_of(link.issue),
        versions=Versions.fresh,
        values=lambda end: {"body": end.reason, "known_on": end.known_on},
        context={"issue": link.issue, "link": link},
    )
    return submit(editor, lambda sent: _end(editor, link))


def _end(editor: Editor, link: Link) -> HttpResponse:
    data = editor.form.cleaned_data
    end = actions.end_link(
        by=editor.request.user,
        link=link,
        reason=data["body"],
        known_on=data["known_on"],
        today=editor.form.today,
    )
    undo = Undo.by("link_issues", link.issue.reference, _as_it_was(link, end))
    done = Saved(f"It no longer holds that {link}.", "links", undo)
    return saved(editor.request, link.issue, editor.back, done)


def _as_it_was(link: Link, end: LinkEnd) -> Iterator[tuple[str, object]]:
    """The same link anew, known from the day on which the old one was ended."""
    yield "other", link.other.reference
    yield "kind", link.kind
    yield "body", link.reason
    yield "source", link.source.slug
    yield "quotation", link.quotation
    yield "locator", link.locator
    yield "known_on", end.known_on
    yield "known_on_reason", link.known_on_reason


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def looked(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """The second look at a decision on another issue, from the side of the issue `reference`."""
    issue, decision, day = seen_issue(request, reference), seen_entry(request, uid), today()
    other = decision.decided_issue
    if decision.kind != EntryKind.DECISION or other is None or other == issue:
        raise Http404
    form = LookForm(
        typed(request),
        today=day,
        at_hand=lambda: (sources_at_hand(other, day)[0], ""),
        ids=f"looked-{uid}",
        initial={"body": f"Looked at {other.reference}: nothing changes for {reference}."},
    )
    editor = Editor(
        request,
        form,
        template="links/looked.html",
        title="Take a second look",
        save="Say that you looked",
        home=_links_of(issue),
        versions=Versions.fresh,
        values=lambda entry: {"body": entry.body},
        context={"issue": issue, "decision": decision, "since": dates.phrase(decision.date)},
    )
    return submit(editor, lambda sent: _look(editor, issue, decision, sent))


def _look(editor: Editor, issue: Issue, decision: Entry, sent: Versions) -> HttpResponse:
    request, data = editor.request, editor.form.cleaned_data
    with transaction.atomic():
        entry = actions.add_note(
            issues=[issue],
            body=data["body"],
            looks_at=decision,
            **told(editor, sent),
        )
    sentence = f"The second look is recorded, as a note on {issue.reference}."
    return saved(request, issue, editor.back, Saved(sentence, "links", undo_entry(entry)))


def _seen_link(request: Request, uid: UUID) -> Link:
    """The link, if the user may know of it; else 404."""
    links = Link.objects.visible_to(request.user).select_related("issue", "other", "source")
    if not (found := links.filter(uid=uid).first()):
        raise Http404
    return found


def _links_of(issue: Issue) -> str:
    return f"{issue_address(issue)}#links"
