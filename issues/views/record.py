"""The pages of the record: one issue, one entry, what changed, and the sources."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.models import Issue
from issues.reads.changes import newest_changes
from issues.reads.editing import known_issue
from issues.reads.entries import entry_history
from issues.reads.filters import tidy
from issues.reads.issue_page import issue_page
from issues.reads.sources import source_list, source_page
from issues.views.access import public_page
from issues.views.answering import answer, found_or_404, stale_after
from issues.views.kept import kept_for_visitors
from issues.views.moments import moment, shown
from issues.views.request import Request


@public_page
@require_safe
@kept_for_visitors
def issue(request: Request, reference: str) -> HttpResponse:
    after, at = request.GET.get("after", ""), moment(request)
    try:
        page = issue_page(request.user, reference, at, stale_after(), after)
    except Issue.DoesNotExist:
        return _as_it_is_written(request, reference)
    context = {"page": page, "can": page.can, "moment": shown(request, at, reference)}
    return answer(request, "issues/issue.html", context)


def _as_it_is_written(request: Request, reference: str) -> HttpResponse:
    """The way to the issue whose reference differs in nothing but small letters; else 404."""
    written = found_or_404(lambda: known_issue(request.user, reference.upper())).reference
    if written == reference:
        raise Http404  # it is there, and not yet on the day that is asked for
    address = reverse("issue", args=[written])
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)


@public_page
@require_safe
def entry(request: Request, uid: UUID) -> HttpResponse:
    at = moment(request)
    history = found_or_404(lambda: entry_history(request.user, uid, at))
    context = {"history": history, "moment": shown(request, at)}
    return answer(request, "entries/history.html", context)


@public_page
@require_safe
@kept_for_visitors
def changes(request: Request) -> HttpResponse:
    at = moment(request)
    page = newest_changes(request.user, at, request.GET.get("after", ""))
    context = {"page": page, "view": "changes", "moment": shown(request, at)}
    return answer(request, "changes/list.html", context)


@public_page
@require_safe
@kept_for_visitors
def sources(request: Request) -> HttpResponse:
    q, after, at = tidy(request.GET.get("q", "")), request.GET.get("after", ""), moment(request)
    page = source_list(request.user, at, q, after)
    context = {"page": page, "view": "sources", "moment": shown(request, at)}
    return answer(request, "sources/list.html", context, part="results")


@public_page
@require_safe
def source(request: Request, slug: str) -> HttpResponse:
    after, at = request.GET.get("after", ""), moment(request)
    page = found_or_404(lambda: source_page(request.user, slug, at, after))
    context = {"page": page, "view": "sources", "moment": shown(request, at)}
    return answer(request, "sources/source.html", context)
