"""/healthz tells who watches whether the database answers."""

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_health_is_a_plain_word_and_never_cached(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Content-Type"].startswith("text/plain")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_health_is_503_when_the_database_refuses(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "USER", "nobody_of_that_name")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer.\n"
    connection.close()


def test_health_needs_no_https(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200


def test_the_database_is_as_young_as_we_need(as_owner):
    assert isinstance(as_owner, psycopg.Connection)
    assert as_owner.info.server_version >= 150000
