"""What browsers and caches are told, on every answer: page, fragment, error, file, the admin."""

import pytest
from django.test import Client, override_settings

PAGES = [
    "/",
    "/issues/",
    "/issues/OPEN/",
    "/issues/NO-SUCH/",
    "/changes/feed/",
    "/no-such-page/",
    "/accounts/sign-in/",
    "/admin/",
    "/healthz",
    "/?q=%00",
    "/static/issues/css/tokens.css",
]
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def check_headers(answer, where):
    headers = answer.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY, where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_says_what_a_browser_may_do_with_it(world, page):
    check_headers(Client().get(page), page)
    check_headers(Client().get(page, headers={"HX-Request": "true"}), f"{page} by htmx")
    check_headers(Client(enforce_csrf_checks=True).post(page), f"{page} sent")


@pytest.mark.parametrize(
    "page",
    ["/", "/admin/", "/admin/issues/issue/", "/issues/new/", "/accounts/password/"],
)
def test_the_pages_of_the_team_say_so_too(administrator, signed_in, page):
    answer = signed_in(administrator).get(page)
    assert answer.status_code == 200
    check_headers(answer, page)


def test_a_broken_page_says_so_too(world, monkeypatch):
    from issues.reads import overview

    def break_(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(overview, "dashboard", break_)
    for headers in ({}, {"HX-Request": "true"}):
        answer = Client(raise_request_exception=False).get("/", headers=headers)
        assert answer.status_code == 500
        check_headers(answer, "500")


def test_a_host_that_is_not_ours_is_refused(db):
    answer = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    check_headers(answer, "400")


@pytest.mark.parametrize("page", ["/", "/issues/OPEN/", "/issues/new/", "/admin/", "/no-such/"])
def test_what_is_made_for_somebody_is_kept_by_no_cache(world, administrator, signed_in, page):
    answer = signed_in(administrator).get(page)
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]


def test_secrets_about_signing_in_are_not_stored_at_all(analyst, signed_in):
    assert "no-store" in Client().get("/accounts/sign-in/").headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(analyst, password):
    client = Client()
    client.get("/accounts/sign-in/")
    client.post("/accounts/sign-in/", {"login": analyst.username, "password": password})
    assert {"sessionid", "csrftoken", "known_browser"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken", "known_browser"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name


# As settings.py has them with TRACKER_HTTPS=1; that it does is tried in tests/tracker.
HTTPS = override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=31536000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)


@HTTPS
def test_over_https_nothing_goes_in_clear(analyst, password):
    assert Client().get("/", secure=False).headers["Location"].startswith("https://")
    client = Client()
    answer = client.get("/accounts/sign-in/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    sent = {"login": analyst.username, "password": password}
    client.post("/accounts/sign-in/", sent, secure=True)
    assert all(client.cookies[name]["secure"] for name in ("sessionid", "csrftoken"))
    assert client.cookies["known_browser"]["secure"]


def test_tracker_https_sets_all_of_it():
    """In a process of its own, since settings are read once."""
    import os
    import subprocess
    import sys

    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    program = f"import tracker.settings as s; print({' and '.join('s.' + n for n in names)})"
    program += "; print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    for flag, said in (("1", "True\n31536000 True\n"), ("0", "False\n0 False\n")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TRACKER_HTTPS": flag},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == said
