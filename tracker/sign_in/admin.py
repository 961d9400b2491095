"""One door: Django's admin has no form of its own for passwords.

Its own would ask for no second factor and count no wrong guesses.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def use_our_door(site: AdminSite) -> None:
    """Lead from the admin's pages about signing in to ours; call it before `site.urls`."""
    site.login = secure_admin_login(_go_in)  # type: ignore[method-assign]
    site.password_change = _change_password  # type: ignore[assignment]


def _go_in(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    return redirect("admin:index")


def _change_password(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    return redirect("account_change_password")
