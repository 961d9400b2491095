"""The pages of visitors, kept for exactly as long as nothing is written."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from issues.reads.memo import state
from issues.views.answering import today
from issues.views.moments import TIME_ZONE, day_of_reader
from issues.views.request import Request

View = Callable[..., HttpResponse]

# All that a visitor's page depends on, beside the record, the days and the address.
_THEME = "theme"
_COOKIES = {_THEME, TIME_ZONE}


def kept_for_visitors(view: View) -> View:
    """Make the page of a visitor once, and give it again until anything is written.

    A visitor is who brings no cookie but those of light and dark pages and of the time zone, and so
    has no account, no message waiting and no token. A page that sets a cookie or has a token is not
    kept, nor are the parts that htmx asks for, nor anything inside a transaction, whose own writes
    do not yet show. Costs one query.
    """

    @wraps(view)
    def keeping(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        now = state() if _asks_as_visitor(request) else ""
        if not now:
            return view(request, *args, **kwargs)
        key = _key(request, now)
        kept = caches["pages"].get(key)
        if kept is not None:
            return _again(*kept)
        response = view(request, *args, **kwargs)
        if _is_for_all(request, response):
            caches["pages"].set(key, (response.content, dict(response.headers)))
        return response

    return keeping


def _asks_as_visitor(request: Request) -> bool:
    plain = request.method == "GET" and not request.htmx
    return plain and request.COOKIES.keys() <= _COOKIES


def _key(request: Request, now: str) -> str:
    days = str(day_of_reader(request, today()))
    theme = request.COOKIES.get(_THEME, "")
    asked = "\n".join((now, str(today()), days, theme, request.build_absolute_uri()))
    return sha256(asked.encode()).hexdigest()


def _is_for_all(request: Request, response: HttpResponse) -> bool:
    has_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return response.status_code == 200 and not response.cookies and not has_token


def _again(content: bytes, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(content, headers=headers)
    patch_vary_headers(response, ["Cookie"])
    return response
