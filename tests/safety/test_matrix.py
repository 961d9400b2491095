"""Every address × everybody × GET and POST × htmx and plain, held against what is laid down here.

A new address fails this test until it is declared in POLICIES; each policy is a function that
says which answers are right.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.safety.conftest import World
from tests.safety.routes import Route, every_route

OUTSIDE = ("anonymous", "deactivated")  # who counts as not signed in
READING = (*OUTSIDE, "reader")  # who sees what is published
EDITING = ("editor", "administrator")
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}

FILLED_WRONG = {400, 409, 422, 428}  # an empty form, from whoever may send one
SIGN_IN = "/accounts/sign-in/"


class Ask(NamedTuple):
    """One request: by whom, how, and for which thing (`open`, `draft`, `note of open` …)."""

    who: str
    method: str
    htmx: bool
    thing: str

    @property
    def hidden(self) -> bool:
        """Whether there is nothing here that this asker may know of."""
        secret = "draft" in self.thing or "note" in self.thing
        return self.thing == "nothing" or (secret and self.who in READING)


class Right(NamedTuple):
    """The answers that are right: their status, and where a redirect may lead."""

    status: set[int]
    leads_to: str = ""


Policy = Callable[[Ask], Right]


def public(ask: Ask) -> Right:
    """Anyone may read; nothing can be sent. What is hidden is not there."""
    if ask.method == "POST":
        return Right({405})
    return Right({404} if ask.hidden else {200})


def team(ask: Ask) -> Right:
    """Who works on the record; the same for others whatever they ask for."""
    if ask.who in OUTSIDE:
        return _sign_in(ask)
    if ask.who == "reader":
        return Right({403})
    if ask.hidden:
        return Right({404})
    return Right({200} if ask.method == "GET" else FILLED_WRONG)


def team_on_expectations(ask: Ask) -> Right:
    """As `team`, of an expectation; nothing else can be moved, revised or resolved."""
    right = team(ask)
    is_one = "expectation" in ask.thing
    return right if is_one or right.status in ({401}, {403}) or ask.who in READING else Right({404})


def team_asks_of_expectations(ask: Ask) -> Right:
    """As `team_on_expectations`, but nothing can be sent."""
    return _only_asked(ask, team_on_expectations(ask))


def team_asks(ask: Ask) -> Right:
    """As `team`, but nothing can be sent."""
    return _only_asked(ask, team(ask))


def _only_asked(ask: Ask, right: Right) -> Right:
    on_team = ask.who in ("analyst", *EDITING)
    return Right({405}) if on_team and ask.method == "POST" else right


def team_sends(ask: Ask) -> Right:
    """As `team`, but a button without a form: there is nothing to show or to fill in wrong."""
    right = team(ask)
    if ask.method == "GET" and ask.who not in READING:
        return Right({405})
    return Right({200, 302}) if right.status == FILLED_WRONG else right


def editors(ask: Ask) -> Right:
    return Right({403}) if ask.who == "analyst" else team(ask)


def administration(ask: Ask) -> Right:
    """Django's admin: everybody else is sent to its door, which leads on or refuses."""
    if ask.who != "administrator":
        return Right({302}, "/admin/login/")
    return Right({200, 302, 403, 404, 405} | (FILLED_WRONG if ask.method == "POST" else set()))


def administration_door(ask: Ask) -> Right:
    if ask.who in OUTSIDE:
        return Right({302}, SIGN_IN)
    return Right({302} if ask.who == "administrator" else {403})


def administration_exit(ask: Ask) -> Right:
    if ask.who != "administrator":
        return Right({302}, "/admin/")
    return Right({405} if ask.method == "GET" else {200, 302})


def signing_in(ask: Ask) -> Right:
    return Right({200} if ask.who in OUTSIDE else {302}, "" if ask.who in OUTSIDE else "/")


def signing_out(ask: Ask) -> Right:
    if ask.method == "POST" or ask.who in OUTSIDE:
        return Right({302}, "/")
    return Right({200})


def half_signed_in(ask: Ask) -> Right:
    """Only between password and code; nobody here is."""
    return Right({302}, SIGN_IN if ask.who in OUTSIDE else "/")


def own_account(ask: Ask) -> Right:
    """Everybody who is signed in, about themselves; allauth asks again for the password first."""
    return Right({302}, SIGN_IN) if ask.who in OUTSIDE else Right({200, 302, 403, 404, 405})


def closed(ask: Ask) -> Right:
    return Right({404})


def _sign_in(ask: Ask) -> Right:
    if ask.method == "GET" and not ask.htmx:
        return Right({302}, SIGN_IN)
    return Right({401})


POLICIES: dict[str, Policy] = {
    # reading
    "": public,
    "issues/": public,
    "issues/counts/": public,
    "issues/<reference>/": public,
    "entries/<uid>/": public,
    "calendar/": public,
    "calendar.ics": public,
    "expectations/": public,
    "changes/": public,
    "changes/feed/": public,
    "sources/": public,
    "sources/<slug>/": public,
    "how-we-judge/": public,
    "how-we-judge/<slug>/": public,
    # editing
    "issues/new/": team,
    "issues/<reference>/edit/": team,
    "issues/<reference>/publish/": editors,
    "issues/<reference>/unpublish/": editors,
    "issues/<reference>/checked/": team_sends,
    "issues/<reference>/status/": team,
    "issues/<reference>/event/": team,
    "issues/<reference>/note/": team,
    "issues/<reference>/assessment/": team,
    "issues/<reference>/link/": team,
    "issues/<reference>/looked/<uid>/": team,
    "links/<uid>/end/": team,
    "issues/<reference>/figure/": team,
    "issues/<reference>/expectation/": team,
    "entries/<uid>/correct/": team,
    "entries/<uid>/retract/": team,
    "entries/<uid>/cite/": team,
    "entries/<uid>/move/": team_on_expectations,
    "entries/<uid>/revise/": team_on_expectations,
    "entries/<uid>/resolve/": team_on_expectations,
    "entries/<uid>/events/": team_asks_of_expectations,
    "sources/find/": team_asks,
    # one's own account
    "accounts/sign-in/": signing_in,
    "accounts/sign-in/code/": half_signed_in,
    "accounts/sign-out/": signing_out,
    "accounts/deactivated/": public,
    "accounts/confirm/": own_account,
    "accounts/confirm/code/": own_account,
    "accounts/password/": own_account,
    "accounts/password/first/": closed,
    "accounts/second-factor/": own_account,
    "accounts/second-factor/on/": own_account,
    "accounts/second-factor/off/": own_account,
    "accounts/recovery-codes/": own_account,
    "accounts/recovery-codes/new/": own_account,
    # Django's admin, and who watches the server
    "admin/login/": administration_door,
    "admin/logout/": administration_exit,
    "admin/r/<row>/": closed,
    "admin/r/<content_type_id>/<object_id>/": closed,
    "admin/": administration,
    "healthz": public,
}

# Below these every address has the policy of the first part, since one door leads to them all.
BRANCHES = ("admin/",)


def policy_of(route: Route) -> Policy | None:
    branch = next((branch for branch in BRANCHES if route.path.startswith(branch)), None)
    return POLICIES.get(route.path) or POLICIES.get(branch or "-")


def things_for(route: Route, world: World) -> dict[str, dict[str, object]]:
    """What can stand in the parts of an address, by name; one thing without parts is `open`."""
    if route.path.startswith("admin/"):
        return {"open": dict.fromkeys(route.names, 1) | {"url": "x/", "app_label": "issues"}}
    kinds = {
        ("issues/", "reference"): world.issues,
        ("entries/", "uid"): world.entries,
        ("sources/", "slug"): world.sources,
        ("how-we-judge/", "slug"): world.lifecycles,
        ("links/", "uid"): world.links,
    }
    for (start, name), things in kinds.items():
        if route.path.startswith(start) and route.names == (name,):
            return {thing: {name: value} for thing, value in things.items()}
    if route.names == ("reference", "uid"):
        at = world.entries["decision of other, open"]
        return {thing: {"reference": ref, "uid": at} for thing, ref in world.issues.items()}
    assert not route.names, f"Tell things_for what can stand in {route.path}."
    return {"open": {}}


def test_every_address_has_a_policy():
    undeclared = [route.path for route in every_route() if policy_of(route) is None]
    assert not undeclared, f"Declare in POLICIES who may do what at: {', '.join(undeclared)}."


def test_every_policy_has_an_address():
    known = {route.path for route in every_route()}
    gone = [path for path in POLICIES if path not in known]
    assert not gone, f"Take out of POLICIES what there is no longer: {', '.join(gone)}."


@pytest.fixture
def as_(world, signed_in) -> Callable[[str], Client]:
    """`as_(who)` is a fresh client each time, so that one request cannot sign the next one out."""
    sessions: dict[str, str] = {}
    handler = Client().handler  # it loads all middleware, once

    def client_of(who: str) -> Client:
        client = Client(raise_request_exception=False)
        client.handler = handler
        if who != "anonymous":
            if who not in sessions:
                sessions[who] = signed_in(world.people[who]).cookies["sessionid"].value
            client.cookies["sessionid"] = sessions[who]
        return client

    return client_of


@pytest.mark.long
@pytest.mark.parametrize("who", [*READING, "analyst", *EDITING])
def test_everybody_gets_what_is_laid_down(world, who, as_):
    wrong = []
    for route, ask, address in _everything(world, who):
        got, where = _send(as_(who), ask, address)
        right = (policy_of(route) or closed)(ask)
        if got not in right.status or not where.startswith(right.leads_to):
            wrong.append(f"{_words(ask, route)} answers {got} {where}, not {right}")
    assert not wrong, "\n".join(wrong)


def _everything(world: World, who: str) -> Iterator[tuple[Route, Ask, str]]:
    for route in every_route():
        for thing, parts in things_for(route, world).items():
            for ask in _ways_to_ask(who, thing):
                yield route, ask, route.fill(**parts)


def _ways_to_ask(who: str, thing: str) -> list[Ask]:
    return [Ask(who, method, htmx, thing) for method in ("GET", "POST") for htmx in (False, True)]


def _words(ask: Ask, route: Route) -> str:
    return f"{ask.method}{' by htmx' if ask.htmx else ''} of /{route.path} ({ask.thing})"


def _answer(client: Client, ask: Ask, address: str) -> HttpResponse:
    """The answer; what it did is undone."""
    with transaction.atomic():
        send = client.get if ask.method == "GET" else client.post
        answer = send(address, headers=HTMX if ask.htmx else {})
        transaction.set_rollback(True)
    return answer


def _send(client: Client, ask: Ask, address: str) -> tuple[int, str]:
    answer = _answer(client, ask, address)
    return answer.status_code, answer.headers.get("Location", "")


def test_no_form_is_taken_without_its_token(world, as_):
    taken = []
    for route, ask, address in _everything(world, "administrator"):
        if ask.method == "GET" or policy_of(route) in (public, team_asks):
            continue
        client = as_(ask.who)
        client.handler.enforce_csrf_checks = True
        got, _ = _send(client, ask, address)
        if got != 403:
            taken.append(f"{_words(ask, route)} answers {got}")
    assert not taken, "\n".join(taken)


@pytest.mark.parametrize("who", READING)
def test_what_is_hidden_cannot_be_told_from_nothing(world, who, as_):
    """Whatever is asked, a draft answers as an issue that was never opened, in each byte."""
    told = []
    for route in every_route():
        things = {} if route.path.startswith("admin/") else things_for(route, world)
        hidden = [thing for thing in things if Ask(who, "GET", False, thing).hidden]
        answers = {
            ask: _whole(as_(who), ask, route, things[thing])
            for thing in hidden
            for ask in _ways_to_ask(who, thing)
        }
        for ask, answer in answers.items():
            if answer != answers[ask._replace(thing="nothing")]:
                told.append(_words(ask, route))
    assert not told, "\n".join(told)


def _whole(client: Client, ask: Ask, route: Route, parts: dict[str, object]) -> tuple[int, str]:
    answer = _answer(client, ask, route.fill(**parts))
    text = answer.text + answer.headers.get("Location", "")
    for part in parts.values():
        text = text.replace(str(part), "NAME")
    return answer.status_code, _TOKEN.sub("", text)


_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
