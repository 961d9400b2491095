"""What a saved form answers: what was done, with the way to undo it, where the user is looking.

Without JavaScript that is a redirect and a message. For htmx the server looks at the page that
the user is on and sends the part of it that changed.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django_htmx.http import (
    HttpResponseClientRedirect,
    reselect,
    retarget,
    trigger_client_event,
)

from issues.lifecycle.knowledge import AsOf
from issues.models import Issue
from issues.reads.axis import IN_TABLE, LONGEST, Axis
from issues.reads.issue_page import IssuePage, issue_page
from issues.reads.rows import issue_rows, issues_after
from issues.views.answering import stale_after, today
from issues.views.request import Request

LISTS = ("dashboard", "issue_list")


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that takes a change back, filled in already and sent through the ordinary door."""

    action: str
    fields: list[tuple[str, str]]
    label: str = "Undo"

    @classmethod
    def by(cls, view: str, arg: object, fields: Iterable[tuple[str, object]]) -> "Undo":
        given = [(name, str(value)) for name, value in fields]
        return cls(reverse(view, args=[arg]), [("uid", str(uuid.uuid4())), *given])


@dataclass(frozen=True, slots=True)
class Saved:
    """One sentence that tells what was recorded, and where on the issue's page that is.

    `at` is "status", "issue", "links" or the uid of an entry.
    """

    sentence: str
    at: str
    undo: Undo | None = None


def saved(request: Request, issue: Issue, back: str, done: Saved) -> HttpResponse:
    """Answer a form on `issue` that was saved; `back` is where plain forms lead to."""
    if not request.htmx:
        return _redirect(request, back, done)
    page = _page_looked_at(request)
    if page == ("issue", issue.reference):
        response = _issue_page(request, issue, done)
    elif page[0] in LISTS:
        response = _row(request, issue, done)
    else:
        _remember(request, done)
        response = HttpResponseClientRedirect(back)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _redirect(request: Request, back: str, done: Saved) -> HttpResponse:
    _remember(request, done)
    return redirect(back)


def _remember(request: Request, done: Saved) -> None:
    undo = json.dumps(asdict(done.undo)) if done.undo else ""
    messages.success(request, done.sentence, extra_tags=undo)


def _page_looked_at(request: Request) -> tuple[str, str]:
    """The name of the page that the form was sent from, and the issue that it is the page of."""
    try:
        match = resolve(urlsplit(request.htmx.current_url or "").path)
    except (Resolver404, ValueError):
        return "", ""
    return match.url_name or "", match.kwargs.get("reference", "")


def _issue_page(request: Request, issue: Issue, done: Saved) -> HttpResponse:
    """The whole article: sentence, strip, facts and numbered sources change with any entry."""
    page = issue_page(request.user, issue.reference, AsOf(today()), stale_after())
    done = _where_it_shows(page, done)
    response = render(request, "issues/saved_page.html", {"page": page, "saved": done})
    return _swap(reselect(retarget(response, "#issue"), "#issue"), "outerHTML")


def _where_it_shows(page: IssuePage, done: Saved) -> Saved:
    """An entry that stands further down than the page shows is spoken of above the record."""
    entries = {str(line.uid) for year in page.years for line in year.lines}
    ledgers = {f"ledger-{one.ledger.uid}" for one in page.ledgers.drawn}
    shown = {"status", "issue", "links", *entries, *ledgers}
    return done if done.at in shown else replace(done, at="record")


def _row(request: Request, issue: Issue, done: Saved) -> HttpResponse:
    """The row, on the axis of the list that it stands in, and below it what was done."""
    found = Issue.objects.visible_to(request.user).filter(pk=issue.pk)
    at = AsOf(today())
    page = issues_after(found, "reference", at)
    rows = issue_rows(page, request.user, at, stale_after(), _axis(request.POST))
    compact = _page_looked_at(request)[0] == "issue_list"
    context = {"row": rows.rows[0], "saved": done, "compact": compact, "axis": rows.axis}
    response = render(request, "issues/saved_row.html", context)
    trigger_client_event(response, "recorded", after="settle")  # the counts ask for theirs anew
    return _swap(retarget(response, f"#edit-{issue.reference}"), "innerHTML")


def _swap(response: HttpResponse, how: str) -> HttpResponse:
    """Put the answer in its place without scrolling to it."""
    response["HX-Reswap"] = f"{how} show:none"
    return response


def _axis(sent: QueryDict) -> Axis | None:
    """The days that the list's strips show, as its form said them; None where it did not."""
    try:
        start, end = map(date.fromisoformat, sent.get("axis", "").split("_"))
    except ValueError:
        return None
    fits = timedelta() < end - start <= LONGEST
    return Axis(start, end, today(), buckets=IN_TABLE) if fits else None
