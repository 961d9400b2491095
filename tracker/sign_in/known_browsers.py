"""A browser in which somebody signed in once is known for that account.

It carries a signed cookie that names the account. The cookie opens nothing: it only gives the
browser a count of wrong passwords of its own, which no stranger can use up.
"""

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "known_browser"
_SALT = "tracker.sign_in.known_browsers"
_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
_PEOPLE = 5  # who share a browser; the one who has not signed in for longest is forgotten


def mark_of(request: HttpRequest, account: str) -> str | None:
    """The mark that this browser got when `account` signed in with it; None if it never did."""
    return _marks(request).get(account.casefold())


def remember(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Know this browser for `account` from now on, by the mark that it has or a new one."""
    account = account.casefold()
    marks = dict(_marks(request))
    marks[account] = marks.pop(account, "") or secrets.token_urlsafe(12)
    newest = dict(list(marks.items())[-_PEOPLE:])
    response.set_cookie(
        COOKIE,
        signing.dumps(newest, salt=_SALT, compress=True),
        max_age=_LASTS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> Mapping[str, str]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LASTS)
    except signing.BadSignature:
        return {}
