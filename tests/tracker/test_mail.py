"""Mail goes to the named server, or into the log."""

import pytest

from tracker.env import Env, SettingError
from tracker.mail import mailers


def test_without_a_server_mail_is_logged():
    assert mailers(Env({}))["default"]["BACKEND"].endswith("console.EmailBackend")


def test_a_server_is_taken_from_its_address():
    options = mailers(Env({"TRACKER_SMTP_URL": "smtp://me:p%40ss@mail.example"}))["default"]
    assert options["OPTIONS"] == {
        "host": "mail.example",
        "port": 587,
        "username": "me",
        "password": "p@ss",
        "use_ssl": False,
        "use_tls": True,
    }


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://h:x"])
def test_a_wrong_address_is_refused(url):
    with pytest.raises(SettingError, match="TRACKER_SMTP_URL cannot be read"):
        mailers(Env({"TRACKER_SMTP_URL": url}))
