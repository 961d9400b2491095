"""What a visitor without a session gets from a page for the team."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """A redirect to the sign-in page that leads back here; never to another site."""
    here = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': here})}")
