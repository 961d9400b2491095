"""Who may ask for a page. Every view carries exactly one mark; one without is refused at start.

The mark decides who may *knock*; what they then see is decided by `visible_to`, and what they
may change by the action's own check.
"""

from collections.abc import Callable
from functools import wraps

from django.core.checks import Error, register
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from issues import permissions
from issues.views.request import Request
from issues.views.sessions import not_allowed_now, sign_in_again

View = Callable[..., HttpResponse]

PUBLIC = "public"
TEAM = "team"
EDITORS = "editors"


def public_page(view: View) -> View:
    """Anyone may ask; reading only."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def team_page(view: View) -> View:
    """Analysts, editors and administrators; a visitor is asked to sign in, a reader refused."""
    return _guarded(view, permissions.check_edit_record, TEAM)


def editors_page(view: View) -> View:
    """Editors and administrators."""
    return _guarded(view, permissions.check_publish_issue, EDITORS)


def _guarded(view: View, check: Callable[[object], None], mark: str) -> View:
    @wraps(view)
    def guarded(request: Request, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return sign_in_again(request)
        try:
            check(request.user)
        except permissions.NotAllowed as refusal:
            if request.method != "POST":
                raise
            return not_allowed_now(request, str(refusal))
        return view(request, *args, **kwargs)

    guarded.access = mark  # type: ignore[attr-defined]
    return guarded


def unmarked_views() -> list[str]:
    """The routes of ours whose view carries no access mark."""
    return [route for route, view in _routes(get_resolver()) if not hasattr(view, "access")]


def _routes(resolver: URLResolver, prefix: str = ""):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        elif isinstance(pattern, URLPattern) and _is_ours(pattern):
            yield route, pattern.callback


def _is_ours(pattern: URLPattern) -> bool:
    return getattr(pattern.callback, "__module__", "").startswith("issues.views")


@register("urls")
def check_every_view_is_marked(app_configs, **kwargs) -> list[Error]:
    return [
        Error(
            f"The view of “{route}” has no access mark.",
            hint="Decorate it with one of those in issues.views.access.",
            id="issues.E001",
        )
        for route in unmarked_views()
    ]
