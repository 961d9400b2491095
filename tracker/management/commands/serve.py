"""Prepares, then becomes the web server."""

import os
import signal
import socket
import sys
from collections.abc import Mapping

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tracker.preparing import prepare
from tracker.serving import address


class Command(BaseCommand):
    help = (
        "Serves the tracker as in production: prepares database and static files, loads the demo"
        " into an empty database (not with TRACKER_DEMO=0), then becomes the web server."
    )

    requires_system_checks: list[str] = []  # they would already use the database

    def handle(self, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave in order, as on Ctrl-C
        host, port = address()
        _refuse_taken(host, port)
        prepare(self.stdout.write, static=True, demo=settings.ENV.flag("TRACKER_DEMO", True))
        self.stdout.write("Starting the web server")
        self.stdout.flush()
        connection.close()
        _become_web_server()


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used: {error.strerror}. Stop the program that"
                " uses it (perhaps this tracker, started before), or choose another port, for"
                f" example PORT={port + 1}."
            ) from error


def _become_web_server() -> None:
    """Replace this process, so that signals reach the web server itself."""
    command, variables = web_server(os.environ)
    os.chdir(settings.BASE_DIR)
    os.execve(command[0], command, variables)  # noqa: S606


def web_server(environment: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The command that serves, and its environment.

    It serves in the serving role and is not even told the owner's address.
    """
    variables = {k: v for k, v in environment.items() if k != "DATABASE_OWNER_URL"}
    variables["TRACKER_DB_ROLE"] = "app"
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:tracker.serving"]
    return [*gunicorn, "tracker.wsgi"], variables
