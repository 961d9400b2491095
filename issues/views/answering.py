"""How a view answers: a whole page, or the named part of it for htmx."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from issues.views.request import Request


def today() -> date:
    """The tracker's day, in its time zone. Views ask once and pass it down."""
    return timezone.localdate()


def stale_after() -> timedelta:
    """After how long without a check the pages say that nobody has looked."""
    return timedelta(days=settings.STALE_AFTER_DAYS)


def answer(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its partial `part` when htmx asks for one; caches keep the two apart.

    A context may have the `moment` that the page shows the record of (views.moments.Shown).
    """
    wanted = f"{template}#{part}" if part and request.htmx else template
    response = render(request, wanted, {"moment": "", **context}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def found_or_404[T](read: Callable[[], T]) -> T:
    """What the read returns; a thing that is not there, or not for this user, is a 404."""
    try:
        return read()
    except ObjectDoesNotExist as nothing:
        raise Http404 from nothing
