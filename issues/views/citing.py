"""Resting an entry on one more source, and finding sources while a form is filled in."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from issues import actions
from issues.actions import Cite, newest_version
from issues.actions.expectations import Told
from issues.forms import CiteForm, NewSource, Versions
from issues.forms.citing import named
from issues.models import Entry, Issue, Source, User
from issues.reads.editing import sources_at_hand, sources_found
from issues.views.access import team_page
from issues.views.answering import answer, today
from issues.views.editor import Editor, issue_address, issues_of, typed, version_meant
from issues.views.refusals import submit
from issues.views.request import Request
from issues.views.saved import Saved, saved
from issues.views.undoing import undo_cite


def cites(by: User, today: date, data: dict) -> list[Cite]:
    """What a form cites; a new source is added first, in the caller's transaction."""
    if data["cited"] is None:
        return []
    return [Cite(_source(by, today, data["cited"]), data["quotation"], data["locator"])]


def told(editor: Editor, sent: Versions) -> Told:
    """Who says so and since when it is known: what every entry is recorded with."""
    by, data = editor.request.user, editor.form.cleaned_data
    return {
        "by": by,
        "citations": cites(by, editor.form.today, data),
        "known_on": data["known_on"],
        "known_on_reason": data["known_on_reason"],
        "today": editor.form.today,
        "uid": sent.uid,
    }


def _source(by: User, today: date, cited: Source | NewSource) -> Source:
    if isinstance(cited, Source):
        return cited
    return actions.add_source(by=by, today=today, **asdict(cited))


@team_page
@require_safe
def find_sources(request: Request) -> HttpResponse:
    text = request.GET.get("find", "").replace("\x00", " ")
    found = [named(source) for source in sources_found(text)] if text.strip() else []
    return answer(request, "forms/sources_found.html", {"found": found})


@team_page
@require_http_methods(["GET", "HEAD", "POST"])
def cite(request: Request, uid: UUID) -> HttpResponse:
    entry = version_meant(request, uid)
    issue = issues_of(request, entry)[0]
    day = today()
    form = CiteForm(
        typed(request),
        today=day,
        at_hand=lambda: (sources_at_hand(issue, day)[0], ""),
        ids=f"cite-{uid}",
    )
    editor = Editor(
        request,
        form,
        template="forms/cite.html",
        title="Cite one more source",
        save="Cite it",
        home=f"{issue_address(issue)}#entry-{entry.uid}",
        versions=lambda: Versions.fresh(supersedes=newest_version(entry).uid),
        needs=("supersedes",),
        context={"entry": entry, "issue": issue},
    )
    return submit(editor, lambda sent: _cite(editor, entry, issue))


def _cite(editor: Editor, entry: Entry, issue: Issue) -> HttpResponse:
    request, data = editor.request, editor.form.cleaned_data
    with transaction.atomic():
        (use,) = cites(request.user, editor.form.today, data)
        actions.cite(
            by=request.user,
            entry=entry,
            source=use.source,
            quotation=use.quotation,
            locator=use.locator,
            today=editor.form.today,
        )
    sentence = f"The entry now rests on {named(use.source)} as well."
    return saved(
        request, issue, editor.back, Saved(sentence, str(entry.uid), undo_cite(entry, use))
    )
