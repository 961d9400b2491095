"""The page of what is expected over all issues, and of how often each was right."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.lifecycle.knowledge import AsOf
from issues.reads import expectations as reads
from issues.reads.filters import tidy
from issues.views.access import public_page
from issues.views.answering import answer
from issues.views.kept import kept_for_visitors
from issues.views.moments import at_moment, moment, shown
from issues.views.request import Request


@public_page
@require_safe
@kept_for_visitors
def expectations(request: Request) -> HttpResponse:
    asked = {name: tidy(request.GET.get(name, "")) for name in ("by", "issue")}
    marks = {name: request.GET.get(name, "") for name in reads.PARTS}
    at = moment(request)
    page = reads.expectations(request.user, at, **asked, marks=marks)
    context = {
        "page": page,
        "view": "expectations",
        "first": _address(asked, at),
        "parts": [(part, _following(part, asked, at)) for part in page.parts],
        "moment": shown(request, at),
    }
    return answer(request, "expectations/all.html", context, part="results")


def _following(part: reads.Part, asked: dict[str, str], at: AsOf) -> str:
    """Where a part goes on, "" where nothing follows."""
    return _address({**asked, part.name: part.after}, at) if part.after else ""


def _address(asked: dict[str, str], at: AsOf) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return at_moment(reverse("expectations") + (f"?{query}" if query else ""), at)
