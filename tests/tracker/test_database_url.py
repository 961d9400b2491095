"""Which database, as which role, from the environment."""

from pathlib import Path

import pytest

from tracker.database import database_settings, serving_role
from tracker.database.url import connection_from_url
from tracker.env import Env, SettingError

HOME = Path("/srv/tracker")
APP = "postgresql://app:p%40ss@db.example:5433/record"
OWNER = "postgresql://own:secret@db.example:5433/record"


def test_an_address_is_taken_apart():
    assert connection_from_url("DATABASE_URL", f"{APP}?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "record",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_several_hosts_go_to_libpq_as_they_stand():
    found = connection_from_url(
        "X", "postgres://a:b@one:5432,two:5433/record?target_session_attrs=read-write"
    )
    assert (found["HOST"], found["PORT"]) == ("one,two", "5432,5433")
    assert found["OPTIONS"] == {"target_session_attrs": "read-write"}


def test_a_socket_and_an_ipv6_address_are_hosts():
    socket = connection_from_url("X", "postgresql://a@/record?host=/run/postgresql")
    assert (socket["HOST"], socket["PORT"]) == ("/run/postgresql", "")
    assert connection_from_url("X", "postgresql://a@[::1]:5432/r")["HOST"] == "::1"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://a:hush@h/d", "X is no address of a PostgreSQL server"),
        ("sqlite:///db", "X is no address of a PostgreSQL server"),
        ("postgresql://h/d", "X names no role"),
        ("postgresql://a:hush@h", "X names no database"),
        ("postgresql://a:hush@h/d?sslmode", "X cannot be read"),
        ("postgresql://a:hush@[::1/d", "X cannot be read"),
    ],
)
def test_a_wrong_address_is_refused_without_repeating_the_password(url, sentence):
    with pytest.raises(SettingError, match=sentence) as refusal:
        connection_from_url("X", url)
    assert "hush" not in str(refusal.value)


def test_without_an_address_the_embedded_server_is_used_in_either_role():
    app = database_settings(Env({}), HOME)
    owner = database_settings(Env({"TRACKER_DB_ROLE": "owner"}), HOME)
    assert app["ENGINE"] == "tracker.database.backend"
    assert (app["USER"], owner["USER"]) == ("tracker_app", "tracker_owner")
    assert app["HOST"] == owner["HOST"] == "/srv/tracker/postgres"


def test_a_long_home_gets_a_short_socket():
    host = database_settings(Env({}), HOME / ("long" * 30))["HOST"]
    assert len(host) < 60


def test_the_owner_has_an_address_of_its_own():
    env = {"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER}
    assert database_settings(Env(env), HOME)["USER"] == "app"
    assert database_settings(Env({**env, "TRACKER_DB_ROLE": "owner"}), HOME)["USER"] == "own"
    assert serving_role(Env(env)) == "app"


def test_with_one_address_both_roles_are_one():
    env = {"DATABASE_URL": APP, "TRACKER_DB_ROLE": "owner"}
    assert database_settings(Env(env), HOME)["USER"] == "app"


def test_an_owners_address_alone_is_refused():
    with pytest.raises(SettingError, match="DATABASE_OWNER_URL is given without DATABASE_URL"):
        database_settings(Env({"DATABASE_OWNER_URL": OWNER}), HOME)


def test_only_the_serving_role_has_a_pool():
    env = {"DATABASE_URL": APP, "TRACKER_POOL_SIZE": "8"}
    assert database_settings(Env(env), HOME)["OPTIONS"]["pool"]["max_size"] == 8
    owner = database_settings(Env({**env, "TRACKER_DB_ROLE": "owner"}), HOME)
    assert "pool" not in owner["OPTIONS"]
