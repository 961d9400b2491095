"""Refusals as pages, and as fragments that htmx shows beside the thing that was refused."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from issues.views.answering import answer
from issues.views.moments import UnreadableMoment
from issues.views.request import Request

NOT_FOUND = "There is nothing at this address, or nothing that you may see. Check the address."
NOT_ALLOWED = "You may not do this. Sign in with an account that may, or ask an editor."
MALFORMED = "The request could not be read. Go back, reload the page and try again."


def refuse(request: Request, status: int, title: str, sentence: str) -> HttpResponse:
    """A page, or for htmx a fragment, that says in one sentence what is wrong and what to do."""
    context = {"title": title, "sentence": sentence, "status": status}
    return answer(request, "errors/page.html", context, part="fragment", status=status)


def bad_request(request: Request, exception: Exception) -> HttpResponse:
    if not hasattr(request, "htmx"):  # refused at the door, such as for a host that is not ours
        return HttpResponse(MALFORMED + "\n", status=400, content_type="text/plain")
    sentence = str(exception) if isinstance(exception, UnreadableMoment) else MALFORMED
    return refuse(request, 400, "That cannot be read", sentence)


def forbidden(request: Request, exception: Exception) -> HttpResponse:
    return refuse(request, 403, "Not allowed", str(exception) or NOT_ALLOWED)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    return refuse(request, 404, "Nothing here", NOT_FOUND)


def broken(request: Request) -> HttpResponse:
    """No context and no database: whatever broke may be either."""
    part = "#fragment" if request.headers.get("HX-Request") else ""
    return HttpResponse(render_to_string(f"errors/500.html{part}"), status=500)
