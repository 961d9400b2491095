"""What every test stands on: the database as the serving role, a fixed cast, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as trials

from issues.models import User
from tests import roles
from tracker.database.roles import connect_as
from tracker.preparing import grant_to_serving_role

# A machine that is busy with something else is no fault of the code on trial. The suite tries the
# same values each time, so that what turns it red is the change; `make drills` tries others.
trials.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
trials.register_profile("other", trials.get_profile("same"), derandomize=False, max_examples=5_000)
trials.load_profile("same")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


# --- The database


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The embedded server's test database is kept, so that the next run starts quickly."""
    return roles.is_embedded()


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """It is made anew whenever something that it is made from has changed."""
    return not roles.is_current()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    roles.hurry()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Made and migrated by the owner; used by the serving role, so that its grants are tried."""
    with django_db_blocker.unblock():
        grant_to_serving_role()
        roles.empty()
        roles.forget_what_was()
        roles.mark_as_current()
        connect_as("app")
    yield
    with django_db_blocker.unblock():
        connect_as("owner")
        roles.end_sessions()


@pytest.fixture(autouse=True, scope="session")
def _empty_by_owner() -> Iterator[None]:
    """Tests that commit are cleaned up by the owner: the record refuses TRUNCATE, rightly."""
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: roles.empty()
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def as_owner(transactional_db) -> Iterator[psycopg.Connection]:
    """A raw connection of the owner, past Django and past the grants. Each statement commits."""
    with psycopg.connect(**roles.parameters("owner"), autocommit=True) as raw:
        yield raw


@pytest.fixture
def as_app(transactional_db) -> Iterator[psycopg.Connection]:
    """A raw connection of the serving role, past Django. Each statement commits."""
    with psycopg.connect(**roles.parameters("app"), autocommit=True) as raw:
        yield raw


@pytest.fixture
def two_roles() -> None:
    """The test is about a serving role that is not the owner; fails where there is but one."""
    if roles.parameters("owner")["user"] == roles.parameters("app")["user"]:
        pytest.fail("Give DATABASE_OWNER_URL a role of its own: the grants are tried with two.")


# --- The cast

PASSWORD = "correct-horse-battery-staple"


def _person(role: str, username: str = "", **fields) -> User:
    username = username or role
    return User.objects.create_user(
        username, PASSWORD, role=role, name=f"{username.capitalize()} Person", **fields
    )


@pytest.fixture
def reader(db) -> User:
    return _person("reader")


@pytest.fixture
def analyst(db) -> User:
    return _person("analyst")


@pytest.fixture
def other_analyst(db) -> User:
    return _person("analyst", "colleague")


@pytest.fixture
def editor(db) -> User:
    return _person("editor")


@pytest.fixture
def administrator(db) -> User:
    return _person("administrator")


@pytest.fixture
def deactivated(db) -> User:
    """An editor who has left."""
    return _person("editor", "deactivated", is_active=False)


@pytest.fixture
def password() -> str:
    """The password of everybody in the cast."""
    return PASSWORD


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """`signed_in(user)` is a client in which `user` has signed in."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


# --- The browser

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not program:
        pytest.fail("No Chromium is installed. `make browser` gets one, or tells how to.")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return {**browser_type_launch_args, "executable_path": program, "args": [*_QUIET, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server) -> dict:
    """Pages know the server: `page.goto("/")`."""
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB"}


@pytest.fixture
def sign_in_browser(context, live_server) -> Callable[[User], None]:
    """`sign_in_browser(user)` signs `user` in, in every page of the test's browser context."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])

    return sign_in


@pytest.fixture(autouse=True)
def _no_cached_counts() -> Iterator[None]:
    from django.core.cache import caches

    yield
    caches["counts"].clear()
    caches["pages"].clear()


@pytest.fixture
def current_role(db) -> str:
    """The role that the test's connection has in PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]
