"""What allauth asks us: who may sign up (nobody), how many guesses there are, where to go next."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.sign_in import throttle
from tracker.sign_in.address import client_address
from tracker.sign_in.known_browsers import remember

TOO_MANY = (
    "Too many wrong passwords. Wait ten minutes, or sign in from a browser in which you have signed"
    " in before: guesses of others never shut that one out."
)


class SignInAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": "Too many wrong codes. Wait five minutes and try again.",
        "username_password_mismatch": "This name and password do not belong together.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators alone."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of the host that was asked, so that nobody is led to another site."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses, before the password is looked at, when too many were wrong."""
        taken = throttle.take_guess(request, credentials.get("username", ""))
        if taken is None:
            raise self.validation_error("too_many_login_attempts")
        self._taken = taken

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth calls this when the password was right."""
        throttle.give_back(self._taken)

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **details: Any
    ) -> HttpResponse:
        """Called once every factor was right."""
        response = super().post_login(request, user, **details)
        remember(request, response, user.get_username())
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong or too old. Type the one that is shown now.",
    }
