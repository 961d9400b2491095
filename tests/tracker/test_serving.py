"""The server starts, says where it answers, stops in order and survives being killed.

Each test runs the real command in a home of its own. The slow ones are drills.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tracker import serving
from tracker.database import embedded

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


def test_no_server_is_trusted_that_another_may_have_laid_out(tmp_path, monkeypatch):
    """The sockets of a home with a long path lie in a folder that anybody can make beforehand."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    home = tmp_path / "h" / ("long" * 30)
    foreign = embedded.socket_folder(home)
    foreign.mkdir()
    foreign.chmod(0o777)
    with pytest.raises(embedded.EmbeddedServerError, match="is not ours alone"):
        embedded.ensure_running(home)
    assert not home.exists()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


class Tracker:
    """A tracker in a folder of its own, started by the command that `make run` runs."""

    def __init__(self, home: Path):
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> float:
        """Start, wait for the first answer, and return the seconds that it took."""
        begun = time.monotonic()
        with (self.home / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self.answers() or self.process.poll() is not None, "the first answer")
        assert self.process.poll() is None, self.log()
        return time.monotonic() - begun

    def environment(self) -> dict[str, str]:
        dropped = ("DATABASE_URL", "DATABASE_OWNER_URL", "TRACKER_DB_ROLE", "TRACKER_POOL_SIZE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        kept.update(TRACKER_HOME=str(self.home), PORT=str(self.port), TRACKER_DEMO="0")
        kept["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
        return kept

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as got:
                return got.read() == b"ok\n"
        except (OSError, urllib.error.HTTPError):
            return False

    def stop(self, by: int) -> float:
        begun = time.monotonic()
        self.process.send_signal(by)
        self.process.wait(PATIENCE)
        return time.monotonic() - begun

    def log(self) -> str:
        return (self.home / "serve.log").read_text()

    def postmaster(self) -> int | None:
        """The number of the running embedded server; None when none answers."""
        try:
            with embedded.connect(self.home, embedded.SUPERUSER, "postgres"):
                pid_file = embedded.data_folder(self.home) / "postmaster.pid"
                return int(pid_file.read_text().split()[0])
        except psycopg.OperationalError:
            return None

    def processes(self) -> list[str]:
        """What still runs on this home: the web server's port, the embedded server."""
        left = [] if self.postmaster() is None else ["PostgreSQL"]
        with socket.socket() as trial:
            return left + (["web"] if trial.connect_ex(("127.0.0.1", self.port)) == 0 else [])


def until(true, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s in vain for {what}"
        signal.sigtimedwait([], 0.05)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One for all, as a real one is: started, killed and started again."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        yield Path(folder)


@pytest.fixture
def tracker(home) -> Iterator[Tracker]:
    made = Tracker(home)
    yield made
    if made.process and made.process.poll() is None:
        made.stop(signal.SIGTERM)


def test_garbage_is_searched_for_in_nothing_that_the_workers_share():
    try:
        serving.when_ready(None)
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()


def test_a_taken_port_is_told_before_anything_starts(tracker):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", tracker.port))
        taken.listen()
        told = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=tracker.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert told.returncode != 0
    assert f"Port {tracker.port} on 127.0.0.1 cannot be used" in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


def test_a_wrong_setting_is_told_in_a_sentence(tracker):
    told = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={**tracker.environment(), "PORT": "ninety"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stderr == "PORT is 'ninety'. Set it to a whole number from 1 to 65535.\n"
    assert told.returncode == 1


@pytest.mark.drill
@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(tracker, by):
    first = tracker.start()
    until(lambda: f"answers on http://127.0.0.1:{tracker.port}/ " in tracker.log(), "its address")
    stopping = tracker.stop(by)
    assert tracker.processes() == []
    second = tracker.start()
    print(f"first start {first:.1f} s, stop {stopping:.1f} s, second start {second:.1f} s")
    tracker.stop(by)
    assert tracker.processes() == []
    assert "Traceback" not in tracker.log()


@pytest.mark.drill
def test_after_kill_9_of_the_database_the_next_start_recovers(tracker):
    tracker.start()
    os.kill(tracker.postmaster(), signal.SIGKILL)
    until(lambda: not tracker.answers(), "the database's end")
    tracker.stop(signal.SIGTERM)
    print(f"start after kill -9 of the database {tracker.start():.1f} s")
    assert tracker.answers()


@pytest.mark.drill
def test_after_kill_9_of_the_web_server_the_next_start_recovers(tracker):
    tracker.start()
    tracker.stop(signal.SIGKILL)
    until(lambda: "web" not in tracker.processes(), "the end of the orphaned workers")
    print(f"start after kill -9 of the web server {tracker.start():.1f} s")
    tracker.stop(signal.SIGTERM)
    assert tracker.processes() == []


@pytest.mark.drill
def test_after_kill_9_of_both_the_next_start_recovers(tracker):
    tracker.start()
    database = tracker.postmaster()
    tracker.process.kill()
    os.kill(database, signal.SIGKILL)
    tracker.process.wait()
    until(lambda: "web" not in tracker.processes(), "the end of the orphaned workers")
    print(f"start after kill -9 of both {tracker.start():.1f} s")
    assert tracker.answers()


@pytest.mark.drill
def test_a_server_that_another_program_uses_goes_on_until_that_ends(tracker):
    tracker.start()
    with subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", _USE_DATABASE],
        cwd=ROOT,
        env=tracker.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline() == b"connected\n"
        tracker.stop(signal.SIGTERM)
        assert tracker.processes() == ["PostgreSQL"]
        other.stdin.close()
        other.wait(PATIENCE)
    assert tracker.processes() == []


_USE_DATABASE = """
import sys
from django.db import connection
connection.ensure_connection()
print("connected", flush=True)
sys.stdin.read()
"""
