"""How gunicorn serves the tracker: its settings are the names of this module."""

import gc
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tracker.env import Env

_ENV = Env(os.environ)
_PATIENCE = 60.0  # seconds to the first answer


def address() -> tuple[str, int]:
    """Host and port to listen on: TRACKER_BIND (default 127.0.0.1) and PORT (default 8000)."""
    return (
        _ENV.text("TRACKER_BIND", "127.0.0.1"),
        _ENV.number("PORT", 8000, at_least=1, at_most=65535),
    )


def _url() -> str:
    host, port = address()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


wsgi_app = "tracker.wsgi"
bind = "[{}]:{}".format(*address()) if ":" in address()[0] else "{}:{}".format(*address())
workers = _ENV.number("TRACKER_WORKERS", 2, at_least=1, at_most=64)
worker_class = "gthread"
threads = _ENV.number("TRACKER_THREADS", 8, at_least=1, at_most=64)
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108

os.environ["TRACKER_POOL_SIZE"] = str(threads)


def on_starting(server):
    """Hold the embedded PostgreSQL for as long as the server runs, and not only its workers."""
    from django.conf import settings

    from tracker.database.embedded import ensure_running

    if settings.DATABASES["default"]["ENGINE"] == "tracker.database.backend":
        ensure_running(settings.TRACKER_HOME)


def when_ready(server):
    """Load the pages before the workers part, and search for garbage in none of it ever after."""
    from django.urls import get_resolver

    _ = get_resolver().reverse_dict
    gc.collect()
    gc.freeze()


def post_worker_init(worker):
    """Say the address once it answers; only the first worker does."""
    if worker.age == 1:
        threading.Thread(target=_say_when_it_answers, daemon=True).start()


def _say_when_it_answers():
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if _answers():
            sys.stdout.write(f"The tracker answers on {_url()} (Ctrl-C stops it)\n")
            sys.stdout.flush()
            return
        time.sleep(0.1)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{_url()}healthz", timeout=5):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
