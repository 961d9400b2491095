"""The same done by several at once, each over a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once(work, times: int = 4) -> list:
    """What `work` returns or raises in each of several threads that begin together."""
    together = Barrier(times)

    def one() -> object:
        try:
            together.wait()
            return work()
        except Exception as raised:  # noqa: BLE001  (the test looks at it)
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [run.result() for run in [pool.submit(one) for _ in range(times)]]
