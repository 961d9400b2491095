"""Requests that nobody sends by hand: refused with a status of theirs, never answered 500."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.safety.routes import every_route

ODD = [
    "\0",
    "a\0b",
    "9" * 400,
    "-1",
    "99999999999999999999",
    "1e400",
    "NaN",
    "0000-00-00",
    "2026-02-30",
    "2026-11-24T25:61",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "%",
    "'; DROP TABLE issues_issue; --",
    "\\",
    "\ud7ff\ufffe",
    "é" * 5000,
    "(((((((((((",
    "a:b & !c | <-> *",
    '"' * 99,
    "../../etc/passwd",
    "<script>",
    "{{ 7 }}",
]
_FILTERS = ["q", "party", "topic", "kind", "phase", "outcome", "visibility", "sort"]
_MOMENTS = ["as_of", "recorded_by", "after"]
# What each page reads of its query.
READ = {
    "/": [*_FILTERS, *_MOMENTS],
    "/issues/": [*_FILTERS, *_MOMENTS],
    "/issues/counts/": [*_FILTERS, *_MOMENTS],
    "/calendar/": ["party", "topic", "kind", "overdue", *_MOMENTS],
    "/calendar.ics": ["party", "topic", "kind"],
    "/expectations/": ["by", "issue", "overdue", "coming", "ended", *_MOMENTS],
    "/changes/": _MOMENTS,
    "/sources/": ["q", *_MOMENTS],
    "/sources/find/": ["find"],
    "/issues/OPEN/": _MOMENTS,
    "/issues/OPEN/status/": ["axis", "back"],
    "/admin/issues/issue/": [
        "q", "after", "p", "o", "e", "all", "_to_field", "term", "id__exact", "next",
    ],
}  # fmt: skip
PARAMETERS = sorted({name for names in READ.values() for name in names})
FIELDS = [
    "body", "date", "first_on", "status", "reason", "known_on", "known_on_reason", "made_from",
    "uid", "version", "cited", "source", "quotation", "locator", "url", "title", "reference",
    "kind", "parties", "topics", "aliases", "lead", "issues", "change_reason", "login", "password",
    "opened_on", "published_on", "publisher", "success_test", "find", "next", "code",
]  # fmt: skip
FIXED = [route.fill() for route in every_route() if not route.names]


def ask(client, *args, **kwargs):
    client.raise_request_exception = False
    return client.get(*args, **kwargs)


@pytest.mark.parametrize("odd", ODD)
def test_in_a_query(world, administrator, signed_in, odd):
    client = signed_in(administrator)
    for page, names in READ.items():
        for query in ({name: odd} for name in names):
            got = ask(client, page, query).status_code
            assert got < 500, f"{page}?{query} answers {got}"
        for many in (PARAMETERS, _FILTERS):
            got = ask(client, page, dict.fromkeys(many, odd)).status_code
            assert got < 500, f"{page} answers {got} to {odd[:20]!r} in {many}"


@pytest.mark.parametrize("odd", ODD)
def test_in_an_address(world, administrator, signed_in, odd):
    client = signed_in(administrator)
    for start in ("/issues/", "/entries/", "/sources/", "/how-we-judge/", "/admin/issues/issue/"):
        for rest in ("/", "/edit/", "/change/"):
            got = ask(client, f"{start}{quote(odd, safe='')[:2000]}{rest}").status_code
            assert got < 500, f"{start}{odd[:20]!r}{rest} answers {got}"


FORMS = [
    "/issues/new/",
    "/issues/OPEN/edit/",
    "/issues/OPEN/status/",
    "/issues/OPEN/event/",
    "/issues/OPEN/note/",
    "/issues/OPEN/assessment/",
    "/issues/OPEN/publish/",
    "/accounts/sign-in/",
    "/admin/issues/issue/add/",
    "/admin/issues/source/add/",
    "/admin/issues/user/add/",
]


@pytest.mark.parametrize("odd", ODD)
def test_in_a_form(world, administrator, signed_in, odd):
    client = signed_in(administrator)
    client.raise_request_exception = False
    for form in FORMS:
        got = client.post(form, dict.fromkeys(FIELDS, odd)).status_code
        assert got < 500, f"{form} filled with {odd[:20]!r} answers {got}"


def test_u_0000_is_refused_wherever_it_stands(analyst, signed_in):
    client = signed_in(analyst)
    assert client.get("/issues/?q=a%00b").status_code == 400
    assert client.get("/issues/?a%00b=q").status_code == 400
    assert client.get("/issues/a%00b/").status_code == 400
    assert client.post("/issues/new/", {"title": "a\0b"}).status_code == 400
    cookie = 'sessionid="abcdefghij\\000"'
    assert Client().get("/", headers={"Cookie": cookie}).status_code == 400


def test_a_form_that_is_no_form_is_refused(analyst, signed_in):
    client = signed_in(analyst)
    kind = "multipart/form-data; boundary="
    assert client.post("/issues/new/", b"x", content_type=kind).status_code == 400
    many = "&".join(f"a{n}=1" for n in range(2000))
    kind = "application/x-www-form-urlencoded"
    assert client.post("/issues/new/", many, content_type=kind).status_code == 400


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    page=st.sampled_from([*READ, *FIXED]),
    query=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=300), max_size=4),
)
def test_whatever_is_asked(db, page, query):
    got = ask(Client(), page, query).status_code
    assert got < 500, f"{page} {query} answers {got}"
