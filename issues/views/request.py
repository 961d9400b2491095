"""A request as it reaches the views, with what the middleware has put on it."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from issues.models import User


class Request(HttpRequest):
    """Who asks, and whether htmx does.

    `user` may be a visitor, who has no account: what anyone sees and may do is asked of
    `visible_to` and of issues.permissions alone, and both know visitors.
    """

    htmx: HtmxDetails
    user: User


def visitor() -> User:
    """Who asks without an account, for pages that show all readers the same."""
    return cast(User, AnonymousUser())
