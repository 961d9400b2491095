"""Takes the figures: times of answers one at a time and eight at a time, and what they cost."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from tests.bench.client import Client, timed
from tests.bench.server import Server

AT_ONCE = 8

# Given a fresh client: the requests to send, in their order, and the status of each answer.
Requests = Callable[[Client, int], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to measure: how its requests are made, and how they are to be answered.

    `before_each` is done before every request when they come one at a time, outside of the time.
    """

    name: str
    requests: Requests
    status: int = 200
    before_each: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in milliseconds; `rate` in answers a second; `size` in bytes as sent."""

    p50: float
    p95: float
    p50_of_8: float
    p95_of_8: float
    rate: float
    worker_cost: float
    database_cost: float
    client_cost: float
    size: float


def measure(server: Server, subject: Subject, count: int) -> Figures:
    """One round: `count` requests one after the other, then as many by eight clients at once."""
    alone, size, client_cost = _one_at_a_time(server, subject, count)
    used = (server.worker_seconds(), server.database_seconds())
    together, seconds = _eight_at_once(server, subject, count)
    costs = (server.worker_seconds() - used[0], server.database_seconds() - used[1])
    worker_cost, database_cost = (cost / len(together) * 1000 for cost in costs)
    return Figures(
        p50=_percentile(alone, 50),
        p95=_percentile(alone, 95),
        p50_of_8=_percentile(together, 50),
        p95_of_8=_percentile(together, 95),
        rate=len(together) / seconds,
        worker_cost=worker_cost,
        database_cost=database_cost,
        client_cost=client_cost,
        size=size,
    )


def medians(rounds: Sequence[Figures]) -> Figures:
    """The median of each figure over several rounds."""
    return Figures(
        **{f.name: statistics.median(getattr(r, f.name) for r in rounds) for f in fields(Figures)}
    )


def _one_at_a_time(
    server: Server, subject: Subject, count: int
) -> tuple[list[float], float, float]:
    client = Client(server.port)
    requests = subject.requests(client, count)
    used, seconds = time.thread_time(), []
    for request in requests:
        subject.before_each()
        seconds.append(timed(client, request, subject.status))
    client_cost = (time.thread_time() - used) / len(requests) * 1000
    client.close()
    return seconds, client.received / client.answers, client_cost


def _eight_at_once(server: Server, subject: Subject, count: int) -> tuple[list[float], float]:
    share = max(1, count // AT_ONCE)
    clients = [Client(server.port) for _ in range(AT_ONCE)]
    prepared = [subject.requests(client, share) for client in clients]
    seconds: list[float] = []
    start = threading.Barrier(AT_ONCE + 1)

    def work(client: Client, requests: Sequence[bytes]) -> None:
        start.wait()
        seconds.extend([timed(client, request, subject.status) for request in requests])

    threads = [
        threading.Thread(target=work, args=each, daemon=True)
        for each in zip(clients, prepared, strict=True)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    for client in clients:
        client.close()
    if len(seconds) != sum(map(len, prepared)):
        raise SystemExit(f"{subject.name}: a client stopped before it was done; see above.")
    return seconds, took


def _percentile(seconds: Sequence[float], percent: int) -> float:
    ordered = sorted(seconds)
    at = round(percent / 100 * (len(ordered) - 1))
    return ordered[at] * 1000
