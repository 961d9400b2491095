"""Preparing does what is needed and leaves alone what is done."""

import os

import pytest
from django.db import connection

from tests import roles
from tracker import preparing


@pytest.fixture
def static_folder(settings, tmp_path):
    settings.TRACKER_HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "ours"]
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "one.css").write_text("p {}")
    return tmp_path


def collect_if_needed() -> bool:
    needed = not preparing._static_files_are_current()
    if needed:
        preparing._collect_static_files()
    return needed


def test_static_files_are_collected_when_one_has_changed(static_folder):
    assert collect_if_needed() is True
    assert (static_folder / "static" / "one.css").read_text() == "p {}"
    assert collect_if_needed() is False
    (static_folder / "ours" / "one.css").write_text("p { color: red }")
    assert collect_if_needed() is True
    assert (static_folder / "static" / "one.css").read_text() == "p { color: red }"


def test_a_new_file_is_taken_though_its_date_is_older(static_folder):
    collect_if_needed()
    new = static_folder / "ours" / "one.css"
    new.write_text("p { margin: 0 }")
    os.utime(new, (0, 0))
    assert collect_if_needed() is True
    assert (static_folder / "static" / "one.css").read_text() == "p { margin: 0 }"


def test_a_collection_that_broke_off_is_made_again(static_folder, monkeypatch):
    def break_off(*_, **__):
        raise KeyboardInterrupt

    collect_if_needed()
    (static_folder / "ours" / "two.css").write_text("a {}")
    with monkeypatch.context() as broken:
        broken.setattr(preparing, "call_command", break_off)
        with pytest.raises(KeyboardInterrupt):
            collect_if_needed()
    assert collect_if_needed() is True
    assert (static_folder / "static" / "two.css").exists()


def test_one_role_gets_no_grants_from_itself(db, settings):
    settings.SERVING_ROLE = roles.parameters("app")["user"]
    assert connection.settings_dict["USER"] == settings.SERVING_ROLE
    assert preparing.grant_to_serving_role() is False
