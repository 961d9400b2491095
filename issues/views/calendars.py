"""What comes next: the page by months, and the same for calendars that follow an address."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from issues.lifecycle.knowledge import AsOf
from issues.reads import calendar as reads
from issues.reads.days import day_words
from issues.reads.filters import Filters
from issues.views.access import public_page
from issues.views.answering import answer
from issues.views.icalendar import CONTENT_TYPE, as_icalendar
from issues.views.kept import kept_for_visitors
from issues.views.moments import at_moment, moment, shown
from issues.views.request import Request, visitor


@public_page
@require_safe
@kept_for_visitors
def calendar(request: Request) -> HttpResponse:
    filters, at = Filters.read(request.GET).by_subject, moment(request)
    after, overdue = request.GET.get("after", ""), request.GET.get("overdue", "")
    page = reads.calendar(request.user, filters, at, after, overdue)
    links = _links(page, at)
    context = {"page": page, "view": "calendar", **links, "moment": shown(request, at)}
    response = answer(request, "calendar/calendar.html", context, "results")
    if request.htmx:
        response["HX-Push-Url"] = links["first"]
    return response


def _links(page: reads.Calendar, at: AsOf) -> dict[str, str]:
    """The first page, the pages that go on ("" where none does), and the same as a feed."""
    query = page.filters.query()
    here, more = reverse("calendar") + query, "&" if query else "?"
    return {
        "first": at_moment(here, at),
        "later": page.after and at_moment(f"{here}{more}{urlencode({'after': page.after})}", at),
        "longer": page.more_overdue
        and at_moment(f"{here}{more}{urlencode({'overdue': page.more_overdue})}", at),
        "feed": at_moment(reverse("calendar_feed") + query, at),
    }


@public_page
@require_safe
@kept_for_visitors
def calendar_feed(request: Request) -> HttpResponse:
    """Public: whoever asks is shown what a visitor may see; addresses are passed on."""
    filters, at = Filters.read(request.GET).by_subject, moment(request)
    lines = reads.calendar_feed(visitor(), filters, at)
    name = "Policy issue tracker: what comes next"
    if at.chosen:
        name = f"{name}, as known on {day_words(at.day)}"
    text = as_icalendar(lines, name, lambda path: request.build_absolute_uri(at_moment(path, at)))
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    patch_vary_headers(response, ["Cookie"])  # what is overdue where the reader is
    return response
