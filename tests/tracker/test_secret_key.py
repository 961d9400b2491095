"""The secret key is given or made once, and only its owner can read it."""

import stat

import pytest

from tracker.env import Env, SettingError
from tracker.secret_key import secret_key


def test_a_key_is_made_once_and_kept_private(tmp_path):
    home = tmp_path / "home"
    first = secret_key(Env({}), home)
    assert len(first) >= 50
    assert secret_key(Env({}), home) == first
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_a_given_key_is_used_and_nothing_is_written(tmp_path):
    assert secret_key(Env({"TRACKER_SECRET_KEY": "k" * 50}), tmp_path / "home") == "k" * 50
    assert not (tmp_path / "home").exists()


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(SettingError, match="has 9 characters"):
        secret_key(Env({"TRACKER_SECRET_KEY": "too short"}), tmp_path)
