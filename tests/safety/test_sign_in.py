"""Signing in: guesses are slowed, owners are not, and nobody is led elsewhere."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, override_settings
from django.urls import reverse

from tracker.sign_in import known_browsers, throttle
from tracker.sign_in.address import client_address, neighbourhood

STRANGER = "203.0.113.9"
HOME = "198.51.100.7"


def attempt(client, user, password, address=HOME, **extra):
    return client.post(
        reverse("account_login"),
        {"login": getattr(user, "username", user), "password": password, **extra},
        REMOTE_ADDR=address,
    )


def is_signed_in(client):
    return "_auth_user_id" in client.session


def hammer(user, times=50, address=STRANGER):
    client = Client()
    answers = [attempt(client, user, f"guess-{n}", address) for n in range(times)]
    assert not is_signed_in(client)
    return answers


# --- The throttle


def test_wrong_guesses_of_a_stranger_are_no_longer_looked_at(analyst, password):
    assert "Too many wrong passwords" in hammer(analyst)[-1].text
    lucky = Client()
    assert "Too many wrong passwords" in attempt(lucky, analyst, password, STRANGER).text
    assert not is_signed_in(lucky)


def test_the_owner_signs_in_at_once_from_a_known_browser_even_beside_the_attacker(
    analyst, password
):
    browser = Client()
    attempt(browser, analyst, password)
    browser.post(reverse("account_logout"))
    hammer(analyst, address=HOME)
    attempt(browser, analyst, password)
    assert is_signed_in(browser)


def test_the_owner_signs_in_at_once_from_a_new_browser_elsewhere(analyst, password):
    hammer(analyst)
    browser = Client()
    attempt(browser, analyst, password)
    assert is_signed_in(browser)


def test_many_places_together_get_no_more_than_the_accounts_own_count(analyst, password):
    """Here a new browser is shut out, and a known one is not; see the decision in docs/adr."""
    known = Client()
    attempt(known, analyst, password)
    known.post(reverse("account_logout"))
    for host in range(21):
        hammer(analyst, times=5, address=f"192.0.2.{host}")
    new = Client()
    attempt(new, analyst, password)
    assert not is_signed_in(new)
    attempt(known, analyst, password)
    assert is_signed_in(known)


def test_with_a_second_factor_no_number_of_places_shuts_the_owner_out(analyst, password):
    TOTP.activate(analyst, "JBSWY3DPEHPK3PXP")
    for host in range(21):
        hammer(analyst, times=5, address=f"192.0.2.{host}")
    answer = attempt(Client(), analyst, password)
    assert answer.url == reverse("mfa_authenticate")


def test_a_place_that_tries_one_password_on_many_accounts_is_slowed(analyst, password):
    client = Client()
    for number in range(31):
        attempt(client, f"somebody-{number}", "Spring2026!", STRANGER)
    assert "Too many wrong passwords" in attempt(client, analyst, password, STRANGER).text


def test_right_passwords_use_nothing_up(analyst, password):
    for _ in range(12):
        client = Client()
        attempt(client, analyst, password)
        assert is_signed_in(client)


def test_guessing_in_a_known_browser_is_slowed_too(analyst, other_analyst, password):
    browser = Client()
    attempt(browser, analyst, password)
    browser.post(reverse("account_logout"))
    answers = [attempt(browser, analyst, f"guess-{n}") for n in range(11)]
    assert "Too many" not in answers[9].text
    assert "Too many" in answers[10].text


def test_a_browser_is_known_only_for_who_signed_in_with_it(analyst, other_analyst, password):
    browser = Client()
    attempt(browser, analyst, password)
    browser.post(reverse("account_logout"))
    hammer(other_analyst, address=HOME)
    attempt(browser, other_analyst, password)
    assert not is_signed_in(browser)


def test_the_mark_of_a_known_browser_opens_nothing_and_cannot_be_made(analyst, password):
    browser = Client()
    answer = attempt(browser, analyst, password)
    cookie = answer.cookies[known_browsers.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    thief = Client()
    thief.cookies[known_browsers.COOKIE] = cookie.value
    assert thief.get("/admin/").status_code == 302
    forger = Client()
    forger.cookies[known_browsers.COOKIE] = cookie.value[:-2] + "xx"
    hammer(analyst, address=STRANGER)
    attempt(forger, analyst, password, STRANGER)
    assert not is_signed_in(forger)


def test_wrong_codes_are_slowed(analyst, password):
    TOTP.activate(analyst, "JBSWY3DPEHPK3PXP")
    client = Client()
    attempt(client, analyst, password)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]
    assert "wrong or too old" in answers[0].text
    assert "Too many" in answers[5].text
    assert not is_signed_in(client)


# --- Where a request comes from


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        (0, "10.0.0.1", HOME),
        (1, "10.0.0.1, 192.0.2.5", "192.0.2.5"),
        (2, "10.0.0.1, 192.0.2.5, 192.0.2.6", "192.0.2.5"),
        (2, "10.0.0.1", HOME),
        (1, "nonsense", "unknown"),
        (1, "192.0.2.5:4711", "192.0.2.5"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "::ffff:192.0.2.5", "192.0.2.5"),
    ],
)
def test_forwarded_addresses_are_believed_as_far_as_our_own_proxies_wrote_them(
    rf, proxies, told, believed
):
    request = rf.get("/", headers={"X-Forwarded-For": told}, REMOTE_ADDR=HOME)
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == believed


def test_who_hops_about_in_one_ipv6_network_stays_in_one_place():
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("unknown") == "unknown"


def test_an_invented_header_buys_no_further_guesses(analyst, password):
    client = Client()
    for number in range(6):
        client.post(
            reverse("account_login"),
            {"login": analyst.username, "password": "wrong"},
            REMOTE_ADDR=STRANGER,
            headers={"X-Forwarded-For": f"10.1.1.{number}"},
        )
    assert "Too many" in attempt(client, analyst, password, STRANGER).text


# --- Two factors


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_second_factor_is_set_up_and_asked_for(analyst, password):
    client = Client()
    attempt(client, analyst, password)
    asked = client.get(reverse("mfa_activate_totp"), follow=True)
    assert "Is it you?" in asked.text
    page = client.post(
        reverse("account_reauthenticate"),
        {"password": password, "next": reverse("mfa_activate_totp")},
        follow=True,
    )
    secret = page.context["form"].secret
    assert secret in page.text
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)}, follow=True)
    codes = done.context["unused_codes"]
    assert len(codes) == 10
    assert all(code in done.text for code in codes)
    assert "10 of 10 recovery codes" in client.get(reverse("mfa_index")).text

    again = Client()
    attempt(again, analyst, password)
    assert not is_signed_in(again)
    assert "Your second factor" in again.get(reverse("mfa_authenticate")).text
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_signed_in(again)
    assert known_browsers.COOKIE in again.cookies


def test_half_a_sign_in_opens_nothing(editor, password):
    TOTP.activate(editor, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(editor)
    client = Client()
    attempt(client, editor, password)
    assert client.get("/admin/").status_code == 302
    assert known_browsers.COOKIE not in client.cookies
    assert client.get(reverse("account_change_password")).status_code == 302


def test_a_form_without_a_code_is_shown_again(analyst, password):
    TOTP.activate(analyst, "JBSWY3DPEHPK3PXP")
    client = Client()
    attempt(client, analyst, password)
    answer = client.post(reverse("mfa_authenticate"), {"code": ""})
    assert "This field is required" in answer.text
    assert client.post(reverse("mfa_authenticate"), {}).status_code == 200
    assert not is_signed_in(client)


def test_the_password_is_changed(analyst, password, signed_in):
    elsewhere = signed_in(analyst)
    client = Client()
    attempt(client, analyst, password)
    new = "another-staple-battery"
    page = client.post(
        reverse("account_change_password"),
        {"oldpassword": password, "password1": new, "password2": new},
        follow=True,
    )
    assert "Your password is changed" in page.text
    analyst.refresh_from_db()
    assert analyst.check_password(new)
    assert is_signed_in(client)
    assert elsewhere.get(reverse("account_change_password")).status_code == 302


# --- Doors that are closed, and where one is led


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "sign-up/",
        "email/",
        "password/reset/",
        "password/set/",
        "password/first/",
        "2fa/webauthn/",
        "login/code/confirm/",
        "",
    ],
)
def test_what_is_not_offered_is_not_there(analyst, signed_in, path):
    assert Client().get(f"/accounts/{path}").status_code == 404
    assert signed_in(analyst).post(f"/accounts/{path}").status_code == 404


def test_the_administration_has_the_same_door(analyst, administrator, signed_in, password):
    answer = Client().get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    sent = Client().post("/admin/login/", {"username": "administrator", "password": password})
    assert sent.status_code == 302
    assert signed_in(analyst).get("/admin/login/").status_code == 403
    assert signed_in(administrator).get("/admin/").status_code == 200


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example/",
    "https://testserver@evil.example/",
    "https://localhost/",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://evil.example"])
def test_nobody_is_led_to_another_site(analyst, password, elsewhere, signed_in):
    client = Client()
    assert client.get(reverse("account_login"), {"next": elsewhere}).status_code == 200
    assert attempt(client, analyst, password, next=elsewhere).url == "/"
    assert signed_in(analyst).get(reverse("account_login"), {"next": elsewhere}).url == "/"
    assert client.post(reverse("account_logout"), {"next": elsewhere}).url == "/"
    assert elsewhere not in Client().get("/admin/login/", {"next": elsewhere}).url


def test_one_is_led_back_to_where_one_was(analyst, password):
    answer = attempt(Client(), analyst, password, next="/issues/?phase=moving")
    assert answer.url == "/issues/?phase=moving"


# --- Leaving


def test_signing_out_ends_the_session_and_empties_the_browsers_cache(analyst, signed_in):
    client = signed_in(analyst)
    key = client.session.session_key
    assert client.get(reverse("account_logout")).status_code == 200
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    client.cookies["sessionid"] = key
    assert client.get(reverse("account_change_password")).status_code == 302


def test_who_is_deactivated_cannot_sign_in(deactivated, password):
    client = Client()
    answer = attempt(client, deactivated, password)
    assert answer.url == reverse("account_inactive")
    assert not is_signed_in(client)
    assert "This account is closed" in client.get(answer.url).text


def test_limits_are_written_as_the_library_reads_them():
    assert all(throttle.LIMITS[name].endswith("/key") for name in throttle.LIMITS)
