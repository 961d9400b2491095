"""The pages about one's own account that we offer, under the names that allauth knows them by.

Accounts are made, and forgotten passwords replaced, by an administrator: allauth's pages for
signing up, for addresses of mail and for passwords by mail have no address here, and nothing sends
mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """404, for an address that a library brings and the tracker does not offer."""
    raise Http404


urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("deactivated/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    # allauth would send somebody here who is signed in without having a password.
    path("password/first/", closed, name="account_set_password"),
]
