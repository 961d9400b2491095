"""What every request and every answer goes through, beside Django's own."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_nul(get_response: Answer) -> Answer:
    """400 for the character U+0000 in an address, a form or a cookie: PostgreSQL has no place
    for it, and no reader or analyst types it. So is a form that cannot be read at all.

    Stands before all that looks at cookies, and so answers without a page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            sound = not any("\0" in word for word in _words(request))
        except (SuspiciousOperation, BadRequest, MultiPartParserError):
            sound = False
        return get_response(request) if sound else _cannot_be_read()

    return middleware


def _cannot_be_read() -> HttpResponse:
    sentence = "The request cannot be read. Go back, reload the page and try again.\n"
    return HttpResponse(sentence, status=400, content_type="text/plain")


def _words(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    yield from _words_of(request.GET)
    if request.method == "POST":
        yield from _words_of(request.POST)
        for _, files in request.FILES.lists():
            yield from (file.name or "" for file in files)


def _words_of(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from values


def keep_private(get_response: Answer) -> Answer:
    """What is made for somebody who may be signed in is stored in no shared cache, and asked for
    again each time; on signing out the browser forgets what it has stored.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES | response.cookies:
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["Cookie"])
        left = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if left is not None and not left.value:
            response["Clear-Site-Data"] = '"cache"'
        return response

    return middleware
