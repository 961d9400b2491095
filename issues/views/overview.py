"""The two pages that list issues."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.permissions import edit_record
from issues.reads import overview as reads
from issues.reads.filters import SORTS, Filters
from issues.views.access import public_page
from issues.views.answering import answer, stale_after, today
from issues.views.kept import kept_for_visitors


@public_page
@require_safe
@kept_for_visitors
def dashboard(request: HttpRequest) -> HttpResponse:
    filters = Filters.read(request.GET)
    shown = reads.dashboard(request.user, filters, today(), stale_after())
    context = {"view": "dashboard", "page": shown, "listing": shown.listing, "sorts": SORTS}
    context["can_record"] = edit_record(request.user)
    response = answer(request, "issues/dashboard.html", context, part="results")
    return _keep_address(response, request, reverse("dashboard") + filters.query())


@public_page
@require_safe
@kept_for_visitors
def issue_list(request: HttpRequest) -> HttpResponse:
    filters, after = Filters.read(request.GET), request.GET.get("after", "")
    shown = reads.listing(request.user, filters, today(), stale_after(), after)
    context = {"view": "issues", "listing": shown, "sorts": SORTS, "after": after}
    context["can_record"] = edit_record(request.user)
    response = answer(request, "issues/list.html", context, part="results")
    return _keep_address(response, request, reverse("issue_list") + filters.query())


@public_page
@require_safe
def issue_counts(request: HttpRequest) -> HttpResponse:
    """The counts of a list alone, for a list in which a row has just changed."""
    here = urlsplit(request.htmx.current_url or "").path
    context = {
        "listing": reads.counted(request.user, Filters.read(request.GET), today()),
        "action": here if here == reverse("dashboard") else reverse("issue_list"),
        "can_record": edit_record(request.user),
    }
    return answer(request, "issues/counts.html", context)


def _keep_address(response: HttpResponse, request: HttpRequest, address: str) -> HttpResponse:
    """After a swap the address bar shows the filters that are set, and only those."""
    if request.htmx:
        response["HX-Push-Url"] = address
    return response
