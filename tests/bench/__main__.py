"""`make bench`: load two records, serve both, measure in turns, print the figures.

python -m tests.bench [--sizes 2000 20000] [--rounds 5] [--requests 120]
"""

import argparse
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from tests.bench.client import Client
from tests.bench.cold import ColdPage, cold_page
from tests.bench.loading import add_analyst, load
from tests.bench.measuring import Figures, Subject, measure, medians
from tests.bench.record import Matter, matter
from tests.bench.report import Results, lines
from tests.bench.scratch import ROOT, connect, scratch_database
from tests.bench.server import Server, serving
from tests.bench.subjects import Analyst, issue_pages, one_page


@dataclass(frozen=True, slots=True)
class Site:
    """A served record, how long it took to load, and what is measured on it."""

    server: Server
    loaded_in: float
    subjects: Sequence[Subject]


def main() -> None:
    options = _options()
    small, large = sorted(options.sizes)
    today = datetime.now(UTC).date()
    matters = [matter(number, today) for number in range(large)]
    with ExitStack() as stack:
        sites = [_site(stack, matters[:size]) for size in (small, large)]
        _, big = sites
        bare = Site(_yardstick(stack, big), 0, [one_page("bare view, 50 rows", "/")])
        figures = _in_turns([*sites, bare], options.rounds, options.requests)
        results = Results(
            sizes=(small, large),
            loaded_in=tuple(site.loaded_in for site in sites),
            figures=figures[:2],
            yardstick=figures[2],
            cold=_cold_pages(big.server, matters[0].reference),
        )
    print("\n".join(lines(results)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures pages on a large synthetic record.")
    parser.add_argument("--sizes", type=int, nargs=2, default=[2_000, 20_000], help="issues")
    parser.add_argument("--rounds", type=int, default=5, help="their medians are reported")
    parser.add_argument("--requests", type=int, default=120, help="a round of each subject")
    return parser.parse_args()


def _site(stack: ExitStack, matters: Sequence[Matter]) -> Site:
    """Load the issues into a database of their own and serve it, until the stack is closed."""
    variables = stack.enter_context(scratch_database(f"tracker_bench_{len(matters)}"))
    _say(f"Making the tables for {len(matters):,} issues")
    _manage(variables, "prepare", "--no-demo")
    owner = stack.enter_context(connect(variables["DATABASE_OWNER_URL"]))
    began = time.monotonic()
    load(owner, matters)
    add_analyst(owner)
    loaded_in = time.monotonic() - began
    _say(f"Loaded them in {loaded_in:.0f} s; checking what was derived")
    _manage(variables, "verify_record")
    server = stack.enter_context(serving(variables))
    return Site(server, loaded_in, _subjects(server, matters, owner))


def _subjects(
    server: Server, matters: Sequence[Matter], owner: psycopg.Connection
) -> list[Subject]:
    analyst = Analyst(server, matters)
    issue = issue_pages("issue page", matters)

    def write() -> None:
        owner.execute("SELECT txid_current()")

    frequent = "/issues/?q=quarterly+shipyards"  # two of three issues have both words
    rare = f"/issues/?q={matters[0].reference}"
    return [
        one_page("dashboard", "/"),
        one_page("dashboard, after a write", "/", before_each=write),
        one_page("list", "/issues/"),
        one_page("list, free text", frequent),
        analyst.signed_in(one_page("", frequent), "list, free text, signed in"),
        one_page("list, free text, after a write", frequent, before_each=write),
        one_page("list, a rare word, after a write", rare, before_each=write),
        issue,
        analyst.signed_in(issue, "issue page, signed in"),
        analyst.status_changes("status change"),
    ]


def _yardstick(stack: ExitStack, site: Site) -> Server:
    variables = {"DATABASE_URL": site.server.database_url}
    return stack.enter_context(serving(variables, "tests.bench.yardstick:application"))


def _in_turns(sites: Sequence[Site], rounds: int, count: int) -> list[dict[str, Figures]]:
    """Measure the sites in turns, so that what disturbs the machine disturbs them all."""
    found: list[dict[str, list[Figures]]] = [defaultdict(list) for _ in sites]
    for at in range(rounds + 1):
        _say(f"Round {at} of {rounds}" if at else "Warming up")
        for site, rows in zip(sites, found, strict=True):
            for subject in site.subjects:
                figures = measure(site.server, subject, count if at else 16)
                if at:
                    rows[subject.name].append(figures)
    return [{name: medians(each) for name, each in rows.items()} for rows in found]


def _cold_pages(server: Server, reference: str) -> dict[str, ColdPage]:
    paths = {"dashboard": "/", "list": "/issues/", "issue page": f"/issues/{reference}/"}
    return {name: cold_page(Client(server.port), path) for name, path in paths.items()}


def _manage(variables: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    environment = {**os.environ, **variables, "TRACKER_DB_ROLE": "owner"}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
