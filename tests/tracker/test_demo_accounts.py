"""Accounts to try the tracker with are made once, and only where nobody can sign in."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from issues.models import User


@pytest.fixture
def make_accounts(db, tmp_path):
    """Runs the command in a home of its own; returns what it said."""

    def run() -> str:
        said = StringIO()
        with override_settings(TRACKER_HOME=tmp_path):
            call_command("demo_accounts", stdout=said)
        return said.getvalue()

    return run


def written(home: Path) -> dict[str, str]:
    lines = (home / "demo-accounts.txt").read_text().splitlines()
    return dict(line.split() for line in lines)


def test_three_accounts_get_passwords_that_work(make_accounts, tmp_path, client):
    said = make_accounts()
    passwords = written(tmp_path)
    assert set(passwords) == {"admin", "editor", "analyst"}
    assert len(set(passwords.values())) == 3
    for name, password in passwords.items():
        assert User.objects.get(username=name).check_password(password)
        assert password in said
    roles = dict(User.objects.values_list("username", "role"))
    assert roles == {"admin": "administrator", "editor": "editor", "analyst": "analyst"}


def test_the_file_is_private_even_if_one_was_there(make_accounts, tmp_path):
    (tmp_path / "demo-accounts.txt").touch(mode=0o644)
    make_accounts()
    assert stat.S_IMODE((tmp_path / "demo-accounts.txt").stat().st_mode) == 0o600


def test_passwords_are_shown_once(make_accounts, tmp_path):
    make_accounts()
    passwords = written(tmp_path)
    assert make_accounts() == ""
    assert written(tmp_path) == passwords


def test_nothing_is_made_where_somebody_can_sign_in(make_accounts, analyst, tmp_path):
    assert make_accounts() == ""
    assert not (tmp_path / "demo-accounts.txt").exists()
    assert User.objects.count() == 1


def test_people_of_the_record_who_cannot_sign_in_do_not_count(make_accounts, tmp_path):
    User.objects.create_user("author", role="analyst", name="An Author")
    make_accounts()
    assert len(written(tmp_path)) == 3
