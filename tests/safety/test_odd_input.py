"""Requests that nobody sends by hand: refused with a status of theirs, never answered 500."""

from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues.models import Issue
from tests import making
from tests.bench.forms import form_with
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
FIXED = [route.fill() for route in every_route() if not route.names]


def ask(client, *args, **kwargs):
    client.raise_request_exception = False
    return client.get(*args, **kwargs)


# Each of these tests walks through all of its odd texts in one world, which costs more than a walk.


def test_in_a_query(world, administrator, signed_in):
    """Each text stands in all that a page reads at once, and alone in a third of it."""
    client, broken = signed_in(administrator), []
    for turn, odd in enumerate(ODD):
        for page, names in READ.items():
            for asked in (names, *([name] for name in names[turn % 3 :: 3])):
                got = ask(client, page, dict.fromkeys(asked, odd)).status_code
                if got >= 500:
                    broken.append(f"{page} answers {got} to {odd[:20]!r} in {asked}")
    assert not broken, "\n".join(broken)


def test_in_an_address(world, administrator, signed_in):
    client, broken = signed_in(administrator), []
    for odd in ODD:
        for start in (
            "/issues/",
            "/entries/",
            "/sources/",
            "/how-we-judge/",
            "/admin/issues/issue/",
        ):
            for rest in ("/", "/edit/", "/change/"):
                got = ask(client, f"{start}{quote(odd, safe='')[:2000]}{rest}").status_code
                if got >= 500:
                    broken.append(f"{start}{odd[:20]!r}{rest} answers {got}")
    assert not broken, "\n".join(broken)


# Each form of the record, by its address, and what is typed into it to be taken.
SAID = {
    "find": "{source}",
    "date": "30 October 2025",
    "body": "So it was.",
    "change_reason": "Why.",
}
STEP = {"find": "{source}", "change_reason": "Why."}
CORRECTED = {"change_reason": "Why.", "body": "So it was.", "wording_only": ""}
FORMS = {
    "/issues/new/": {"reference": "MATTER", "title": "A new matter", "kind": "pledge"},
    "/issues/OPEN/edit/": {"title": "Another title"},
    "/issues/OPEN/publish/": {},
    "/issues/OPEN/status/": SAID | {"reason": "So it is."},
    "/issues/OPEN/event/": SAID,
    "/issues/OPEN/note/": SAID,
    "/issues/OPEN/assessment/": SAID,
    "/issues/OPEN/expectation/": SAID | {"who": "Party of OPEN", "probability": "60"},
    "/issues/OPEN/figure/": SAID
    | {"who": "Party of OPEN", "measure": "Sum", "value": "5", "currency": "USD"},
    "/issues/OPEN/link/": SAID | {"other": "HIDDEN", "kind": "in_answer_to"},
    "/links/{link}/end/": {"body": "So it is."},
    "/entries/{event}/correct/": CORRECTED,
    "/entries/{event}/retract/": {"change_reason": "Why."},
    "/entries/{event}/cite/": {"find": "{other}"},
    "/entries/{decision}/correct/": CORRECTED,
    "/entries/{figure}/correct/": CORRECTED,
    "/entries/{expectation}/correct/": CORRECTED,
    "/entries/{expectation}/move/": SAID | {"date": "2028"},
    "/entries/{expectation}/revise/": STEP | {"probability": "10"},
    "/entries/{expectation}/resolve/": STEP | {"resolution": "missed", "met_by": ""},
    "/admin/issues/topic/add/": {"name": "A topic", "slug": "a-topic"},
    "/admin/issues/source/add/": {
        "title": "A source", "publisher": "The ministry", "slug": "a-source",
    },
    "/admin/issues/party/add/": {"name": "A party", "slug": "a-party", "kind": "country"},
}  # fmt: skip
# What is odd where something is typed: no number, no day, too long for an index, unseen, pasted.
TYPED = [
    "9" * 400,
    "-1",
    "NaN",
    "2026-02-30",
    "0202-05-12",
    "'; DROP TABLE issues_issue; --",
    "\ud7ff\ufffe",
    "é" * 5000,
    "<script>",
    "\u200b\u2060",
    "They\x02 met\x0b",
    " ".join(f"{n:x}" for n in range(2**12, 2**12 + 970)),
    "https://news.example/" + "".join(chr(0x4E00 + 7 * n) for n in range(900)),
]
_IN_TURN = 7  # one in seven of these goes into a field, the others into the next ones


@pytest.fixture
def places(world, analyst) -> dict[str, object]:
    """What the addresses and the texts above name."""
    issue = Issue.objects.get(reference="OPEN")
    expected = making.expect(analyst, issue, "It comes.", "2027", probability="0.5")
    named = {name: world.entries[f"{name} of open"] for name in ("event", "decision", "figure")}
    other = making.make_source(analyst).slug
    return {
        **named, "expectation": expected.uid, "link": world.links["open"], "other": other,
        "source": world.sources["open"],
    }  # fmt: skip


@pytest.mark.long
def test_in_a_form(places, administrator, signed_in):
    """A form that is taken as it stands is spoilt in one field at a time, and sent as by htmx, to
    which the form alone is the answer."""
    client, broken = signed_in(administrator), []
    client.raise_request_exception = False
    for address, said in FORMS.items():
        form = address.format(**places)
        typed = {name: text.format(**places) for name, text in said.items()}
        sound = _as_it_stands(client.get(form).text, next(iter(typed), "uid")) | typed
        if (got := _send(client, form, sound)) != 302:
            broken.append(f"{address} does not take what it should: {got}")
        for turn, name in enumerate(sound):
            for odd in TYPED[turn % _IN_TURN :: _IN_TURN]:
                got = _send(client, form, sound | {name: odd}, **HTMX)
                if got >= 500:
                    broken.append(f"{address} with {odd[:20]!r} in {name} answers {got}")
    assert not broken, "\n".join(broken)


def _as_it_stands(html: str, name: str) -> dict[str, str]:
    """What the form would send untouched, and the first of each choice where none is made."""
    form = form_with(html, name)
    form.fields.pop("csrfmiddlewaretoken", None)
    first = {name: next(filter(None, some), "") for name, some in form.choices.items()}
    return {**first, **form.fields}


HTMX = {"HX-Request": "true"}


def _send(client: Client, address: str, fields: dict[str, str], **headers: str) -> int:
    """The answer to a form whose effect is taken back, once all that holds at commit is held."""
    with transaction.atomic():
        status = client.post(address, fields, headers=headers).status_code
        connection.check_constraints()
        transaction.set_rollback(True)
    return status


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
