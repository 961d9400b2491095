"""What becomes of a form whose session, token or role has run out: nothing that was typed is lost.

The answer carries the typed text back in a form of its own, and keeps nothing on the server. With
htmx the form that was sent stays on the page besides, since the fragment goes to the notice.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from issues.views.answering import answer
from issues.views.request import Request

_OUR_OWN = "csrfmiddlewaretoken"
_LONG = 60  # characters; a longer value, or one of several lines, is shown

SIGNED_OUT = (
    "You are no longer signed in, so nothing was saved. What you typed is still here: sign in in"
    " another tab, then come back and send it again."
)
ASK = "This page is for those who work on the record. Sign in to see it."
TOO_OLD = (
    "This form is older than your last sign-in, so nothing was saved. What you typed is still here:"
    " send it again."
)
FOREIGN = (
    "This form did not come from this site, or cookies are switched off in your browser. Nothing"
    " was saved. Allow cookies, open the page again and fill in the form there."
)


class Typed(NamedTuple):
    """One field of the form that was sent."""

    name: str
    value: str
    long: bool


def sign_in_again(request: Request) -> HttpResponse:
    """A way to sign in that leads back here, never to another site.

    A page that was asked for is a redirect to the sign-in page; a form that was sent, or a
    request of htmx, is answered 401 with what was typed.
    """
    if request.method in ("GET", "HEAD") and not request.htmx:
        return redirect(_sign_in_address(request))
    sentence = SIGNED_OUT if request.method == "POST" else ASK
    return _answer(request, 401, "You are signed out", sentence, typed_in(request), sign_in=True)


def not_allowed_now(request: Request, sentence: str) -> HttpResponse:
    """403 for a form whose sender may not send it, perhaps no longer; with what was typed."""
    return _answer(request, 403, "Not allowed", sentence, typed_in(request))


@sensitive_post_parameters()
def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token.

    One of our own pages, sent after signing in anew, gets its text back with a fresh token; one of
    another site gets nothing back, as its text is not what the user typed.
    """
    if not _is_our_own(request):
        return _answer(request, 403, "The form was not taken", FOREIGN, [])
    return _answer(request, 403, "The form is too old", TOO_OLD, typed_in(request))


def typed_in(request: Request) -> list[Typed]:
    """The fields of the form that was sent, but for its token and for passwords."""
    return [
        Typed(name, value, len(value) > _LONG or "\n" in value)
        for name, value in _fields(request)
        if name != _OUR_OWN and "password" not in name
    ]


def _fields(request: Request) -> Iterator[tuple[str, str]]:
    if request.method == "POST":
        for name, values in request.POST.lists():
            for value in values:
                yield name, value


def _answer(
    request: Request,
    status: int,
    title: str,
    sentence: str,
    typed: list[Typed],
    sign_in: bool = False,
) -> HttpResponse:
    context = {
        "title": title,
        "sentence": sentence,
        "typed": typed,
        "send_to": request.get_full_path(),
        "sign_in_address": _sign_in_address(request) if sign_in else "",
    }
    return answer(request, "errors/typed.html", context, part="fragment", status=status)


def _is_our_own(request: Request) -> bool:
    """Whether the browser says that a page of ours sent this; a browser that says nothing does
    not count, as any that sends forms for others would be one.
    """
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}"


def _sign_in_address(request: Request) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _where_to(request)})}"


def _where_to(request: Request) -> str:
    """The page that the user is on: for htmx and forms the one that asked, if it is ours."""
    asked = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if request.method == "GET" and not request.htmx:
        return request.get_full_path()
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return "/"
    page = urlsplit(asked)
    return page.path + (f"?{page.query}" if page.query else "")
