"""Makes everything ready that serving needs: tables, grants, static files, a demo if empty."""

import hashlib
from collections.abc import Callable, Iterator
from io import StringIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.storage import Storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tracker.database.roles import connect_as

# Filled only where there is nothing yet; each of these commands sees to that by itself.
_FIRST_CONTENT = ("demo_accounts", "load_demo")

_ONE_ROLE = (
    "Note: the role that serves owns the tables, so only our own code keeps it from switching off"
    " what guards them. Give DATABASE_OWNER_URL a role of its own (docs/deploy.md)."
)


def prepare(say: Callable[[str], object], *, static: bool, demo: bool) -> None:
    """Bring database and files up to date. What is so already is left alone.

    Tables, grants and cache are made by the owner, who also clears away sessions that have run
    out; content by the serving role, which Django's connection keeps afterwards.
    """
    connect_as("owner")
    _reach_database()
    say("Bringing the database up to date")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    if not grant_to_serving_role():
        say(_ONE_ROLE)
    if static and not _static_files_are_current():
        say("Compressing static files")
        _collect_static_files()
    connect_as("app")
    for command in _FIRST_CONTENT if demo else ():
        call_command(command)


def _reach_database() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            f"The database cannot be used as {connection.settings_dict['USER']}: {error}\nCheck"
            " DATABASE_URL and DATABASE_OWNER_URL, or unset both to use the embedded PostgreSQL."
        ) from error


def grant_to_serving_role() -> bool:
    """Give the serving role its rights; called as the owner. False where both are one role."""
    if connection.settings_dict["USER"] == settings.SERVING_ROLE:
        return False
    call_command("grant_serving_role", settings.SERVING_ROLE, stdout=StringIO())
    return True


def _collect_static_files() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    _stamp().unlink(missing_ok=True)
    call_command(_CollectAnew(), verbosity=0, interactive=False)
    _stamp().write_text(_fingerprint())


class _CollectAnew(collectstatic.Command):
    """Copies every file. Django's leaves one alone whose copy is as young, but a file that came
    with a new version of a package, or was changed within the same second, can look older.
    """

    def delete_file(self, path: str, prefixed_path: str, source_storage: Storage) -> bool:
        self.storage.delete(prefixed_path)
        return True


def _static_files_are_current() -> bool:
    return _stamp().exists() and _stamp().read_text() == _fingerprint()


def _stamp():
    return settings.TRACKER_HOME / "static.stamp"


def _fingerprint() -> str:
    return hashlib.sha256("\n".join(sorted(_static_sources())).encode()).hexdigest()


def _static_sources() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            yield f"{path} {storage.size(path)} {storage.get_modified_time(path)}"
