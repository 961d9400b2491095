"""The tracker served as in production, and what its processes cost."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.bench.scratch import ROOT
from tracker.management.commands.serve import web_server

WORKERS = 2
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, its processes, and the database that it reads."""

    port: int
    master: int
    database_url: str

    def worker_seconds(self) -> float:
        """The processor time that the web processes have used so far."""
        return sum(_seconds(process) for process in _children(self.master))

    def database_seconds(self) -> float:
        """The processor time of the database's processes that serve them; 0 on another machine."""
        with psycopg.connect(self.database_url, autocommit=True) as watch:
            rows = watch.execute(
                "SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
        return sum(_seconds(pid) for (pid,) in rows)


@contextmanager
def serving(
    variables: dict[str, str], application: str = "tracker.wsgi", log: Path | None = None
) -> Iterator[Server]:
    """Serve with two workers, by the command that `manage.py serve` becomes."""
    port = _free_port()
    settings = {"PORT": str(port), "TRACKER_WORKERS": str(WORKERS), "TRACKER_DEMO": "0"}
    command, environment = web_server({**os.environ, **variables, **settings})
    command[-1] = application
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=output
        )
    try:
        _wait_until_all_answer(process, port)
        yield Server(port, process.pid, environment["DATABASE_URL"])
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _wait_until_all_answer(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if len(_children(process.pid)) == WORKERS and _listens(port):
            return
        time.sleep(0.1)
    raise SystemExit("The web server did not start. Run `make run` to see why.")


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []


def _seconds(process: int) -> float:
    try:
        columns = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(columns[11]) + int(columns[12])) / _TICKS
