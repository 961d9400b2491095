"""The figures as a table in Markdown, beside the aims."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.cold import ColdPage
from tests.bench.measuring import Figures

# Milliseconds at the median, one request at a time, on the large record.
AIMS = {"dashboard": 15, "list": 15, "issue page": 12, "status change": 20}
AIM_COLD = ColdPage(requests=6, size=40_000)


@dataclass(frozen=True, slots=True)
class Results:
    """All of a run: small and large record in this order, figures by subject."""

    sizes: tuple[int, int]
    loaded_in: tuple[float, ...]
    figures: Sequence[Mapping[str, Figures]]
    yardstick: Mapping[str, Figures]
    cold: Mapping[str, ColdPage]


def lines(results: Results) -> Iterator[str]:
    """The report, a line at a time."""
    yield f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    for size, seconds in zip(results.sizes, results.loaded_in, strict=True):
        yield f"{size:,} issues loaded in {seconds:.0f} s"
    yield ""
    yield from _pages(results)
    yield ""
    yield from _cold(results)


def _pages(results: Results) -> Iterator[str]:
    small, large = results.figures
    yield (
        f"| {results.sizes[1]:,} issues | p50 ms | p95 ms | aim | : {results.sizes[0]:,}"
        " | 8 at once: p50 | p95 | a second | web CPU ms | database CPU ms | kB gzipped |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, figures in large.items():
        yield _row(name, figures, f"{figures.p50 / small[name].p50:.2f}")
    for name, figures in results.yardstick.items():
        yield _row(name, figures, "")
    costs = [figures.client_cost for figures in large.values()]
    yield ""
    yield f"The client itself takes {min(costs):.2f} to {max(costs):.2f} ms of processor a request."


def _row(name: str, f: Figures, growth: str) -> str:
    return (
        f"| {name} | {f.p50:.1f} | {f.p95:.1f} | {AIMS.get(name, '')} | {growth} | {f.p50_of_8:.1f}"
        f" | {f.p95_of_8:.1f} | {f.rate:.0f} | {f.worker_cost:.1f} | {f.database_cost:.1f}"
        f" | {f.size / 1000:.1f} |"
    )


def _cold(results: Results) -> Iterator[str]:
    yield "| cold page | requests | kB gzipped |"
    yield "|---|--:|--:|"
    for name, page in results.cold.items():
        yield f"| {name} | {page.requests} | {page.size / 1000:.1f} |"
    yield f"| aim | {AIM_COLD.requests} | {AIM_COLD.size / 1000:.0f} |"
