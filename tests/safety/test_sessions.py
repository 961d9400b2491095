"""Sessions that end while somebody types, and people whose rights change while signed in."""

import re
from html import unescape

from django.test import Client

from issues.models import Entry, Role

LONG = "Both sides met in the end, and here is what they said:\n<b>“much”</b> & more."
FORM = {
    "uid": "5f1b0f2e-8f5d-4a52-a8f6-0d8a0c2f1e11",
    "body": LONG,
    "date": "30 October 2025",
    "known_on": "2025-11-02",
}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/issues/OPEN/?after=x"}
OURS = {"Origin": "http://testserver"}


def typed_back(text):
    """What the form in an answer would send, but for its token."""
    short = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text)
    long = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    sent = {name: unescape(value) for name, value in short + long}
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_a_form_sent_after_the_session_ended_comes_back_with_what_was_typed(world):
    answer = Client().post("/issues/OPEN/note/", FORM)
    assert answer.status_code == 401
    assert typed_back(answer.text) == FORM
    assert "<html" in answer.text
    assert 'action="/issues/OPEN/note/"' in answer.text


def test_htmx_gets_a_fragment_that_leads_back_to_the_page(world):
    answer = Client().post("/issues/OPEN/note/", FORM, headers=HTMX)
    assert answer.status_code == 401
    assert "<html" not in answer.text
    assert typed_back(answer.text) == FORM
    link = re.search(r'href="(/accounts/sign-in/[^"]*)"', answer.text)[1]
    assert link == "/accounts/sign-in/?next=%2Fissues%2FOPEN%2F%3Fafter%3Dx"


def test_htmx_that_asks_for_a_form_gets_a_way_to_sign_in(world):
    answer = Client().get("/issues/OPEN/note/", headers=HTMX)
    assert answer.status_code == 401
    assert "<form" not in answer.text
    assert "/accounts/sign-in/?next=%2Fissues%2FOPEN%2F" in answer.text


def test_the_way_back_never_leads_elsewhere(world):
    for elsewhere in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        headers = {"HX-Request": "true", "HX-Current-URL": elsewhere}
        answer = Client().post("/issues/OPEN/note/", FORM, headers=headers)
        assert 'href="/accounts/sign-in/?next=%2F"' in answer.text
        answer = Client().post("/issues/OPEN/note/", FORM, headers={"Referer": elsewhere})
        assert 'href="/accounts/sign-in/?next=%2F"' in answer.text


def test_no_password_is_given_back(world):
    answer = Client().post("/issues/OPEN/note/", {**FORM, "password": "hunter2"})
    assert "hunter2" not in answer.text


def test_after_signing_in_again_what_was_typed_is_sent_and_saved_once(world, analyst, password):
    """The whole way: form, session gone, signed in in another tab, sent again, sent twice."""
    browser = Client(enforce_csrf_checks=True)
    old = browser.get("/accounts/sign-in/").cookies["csrftoken"].value
    lost = browser.post("/issues/OPEN/note/", {**FORM, "csrfmiddlewaretoken": old}, headers=OURS)
    assert lost.status_code == 401
    sent = {"login": analyst.username, "password": password, "csrfmiddlewaretoken": old}
    browser.post("/accounts/sign-in/", sent)
    stale = browser.post(
        "/issues/OPEN/note/", {**typed_back(lost.text), "csrfmiddlewaretoken": old}, headers=OURS
    )
    assert stale.status_code == 403
    assert typed_back(stale.text) == FORM
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', stale.text)[1]
    again = {**typed_back(stale.text), "csrfmiddlewaretoken": token}
    for _ in range(2):
        assert browser.post("/issues/OPEN/note/", again, headers=OURS).status_code == 302
    assert Entry.objects.get(uid=FORM["uid"]).body == LONG


def test_a_form_of_another_site_gets_nothing_back(world, analyst):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(analyst)
    for origin in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        answer = browser.post("/issues/OPEN/note/", FORM, headers=origin)
        assert answer.status_code == 403
        assert "Both sides met" not in answer.text
        fragment = browser.post("/issues/OPEN/note/", FORM, headers={**origin, "HX-Request": "1"})
        assert "<html" not in fragment.text or "HX-Request" not in origin


def test_a_token_too_old_is_said_in_a_fragment_to_htmx(world, analyst):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(analyst)
    answer = browser.post("/issues/OPEN/note/", FORM, headers={**HTMX, **OURS})
    assert answer.status_code == 403
    assert "<html" not in answer.text
    assert typed_back(answer.text) == FORM


def test_who_is_deactivated_is_out_at_the_next_request(world, editor, signed_in):
    client = signed_in(editor)
    assert client.get("/issues/HIDDEN/").status_code == 200
    editor.is_active = False
    editor.save()
    assert client.get("/issues/HIDDEN/").status_code == 404
    assert client.get("/issues/OPEN/publish/").status_code == 302
    assert client.post("/issues/OPEN/note/", FORM).status_code == 401


def test_a_role_counts_from_the_next_request(world, editor, signed_in):
    client = signed_in(editor)
    assert client.get("/issues/OPEN/publish/").status_code == 200
    for role, publish, draft in (
        (Role.ANALYST, 403, 200),
        (Role.READER, 403, 404),
        (Role.ADMINISTRATOR, 200, 200),
    ):
        editor.role = role
        editor.save()
        assert client.get("/issues/OPEN/publish/").status_code == publish
        assert client.get("/issues/HIDDEN/").status_code == draft
    assert client.get("/admin/").status_code == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(world, editor, signed_in):
    client = signed_in(editor)
    editor.set_password("another-staple-battery")
    editor.save()
    assert client.get("/issues/HIDDEN/").status_code == 404
