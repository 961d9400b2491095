"""The tracker's settings, for tests: a database server of their own, quick passwords."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_HOME = Path(os.environ.get("TRACKER_HOME") or _ROOT / "var")

# Tests never share a server with the application: theirs does not wait for the disk. Nor do two
# processes of one run: what is committed in one database would end what is remembered of another.
os.environ["TRACKER_HOME"] = str(_HOME / "test" / os.environ.get("PYTEST_XDIST_WORKER", "alone"))
# The test database is made as the owner; tests/conftest.py then changes to the serving role.
os.environ["TRACKER_DB_ROLE"] = "owner"
os.environ["TRACKER_DEBUG"] = "0"
# Browser tests drive the browser from an event loop of the same thread that uses the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from tracker.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
