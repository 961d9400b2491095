"""The two pages that list issues."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.lifecycle.knowledge import AsOf
from issues.permissions import edit_record
from issues.reads import overview as reads
from issues.reads.filters import SORTS, Filters
from issues.views.access import public_page
from issues.views.answering import answer, stale_after
from issues.views.kept import kept_for_visitors
from issues.views.moments import at_moment, moment, shown
from issues.views.request import Request


@public_page
@require_safe
@kept_for_visitors
def dashboard(request: Request) -> HttpResponse:
    filters, at = Filters.read(request.GET), moment(request)
    page = reads.dashboard(request.user, filters, at, stale_after())
    context = {"view": "dashboard", "page": page, "listing": page.listing, "sorts": SORTS}
    context |= {"can_record": _records(request, at), "moment": shown(request, at)}
    response = answer(request, "issues/dashboard.html", context, part="results")
    return _keep_address(response, request, reverse("dashboard") + filters.query(), at)


@public_page
@require_safe
@kept_for_visitors
def issue_list(request: Request) -> HttpResponse:
    filters, after, at = Filters.read(request.GET), request.GET.get("after", ""), moment(request)
    page = reads.listing(request.user, filters, at, stale_after(), after)
    context = {"view": "issues", "listing": page, "sorts": SORTS, "after": after}
    context |= {"can_record": _records(request, at), "moment": shown(request, at)}
    response = answer(request, "issues/list.html", context, part="results")
    return _keep_address(response, request, reverse("issue_list") + filters.query(), at)


@public_page
@require_safe
def issue_counts(request: Request) -> HttpResponse:
    """What a list says beside its rows, for a list in which a row has just changed."""
    here = urlsplit(request.htmx.current_url or "").path
    front, at = here == reverse("dashboard"), moment(request)
    context = {
        "listing": reads.counted(request.user, Filters.read(request.GET), at),
        "page": reads.newest(request.user, at) if front else None,
        "action": here if front else reverse("issue_list"),
        "can_record": _records(request, at),
        "moment": shown(request, at),
    }
    return answer(request, "issues/recounted.html", context)


def _records(request: Request, at: AsOf) -> bool:
    """May the asker record from here? Nothing is recorded from a page of an earlier day."""
    return edit_record(request.user) and not at.chosen


def _keep_address(response: HttpResponse, request: Request, address: str, at: AsOf) -> HttpResponse:
    """After a swap the address bar shows the filters that are set, and only those."""
    if request.htmx:
        response["HX-Push-Url"] = at_moment(address, at)
    return response
