"""The lifecycles as a page of Markdown: docs/lifecycles.md is made by it and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from issues.lifecycle.phases import NOT_RATED_DEFINITION
from issues.record_format.rows import LifecycleRow, StatusRow

_HEAD = f"""\
# Lifecycles

<!-- Made by `manage.py write_lifecycles` from issues/demo/lifecycles.json: change that file. -->

Every issue is of one kind, and its kind has a lifecycle: the statuses that it can have and the
moves between them. Each status belongs to a phase that all lifecycles share, and a settled one has
an outcome. An issue without a decision is *not rated*:

> {NOT_RATED_DEFINITION}

These are the lifecycles that the demo begins with. An administrator changes them in the tracker,
whose own page of definitions shows them as they then are.
"""

_MATRIX_NOTE = (
    "Each row is a status, numbered as above, and each dot a status that may follow it."
    " The first row has the statuses in which an issue may start."
)


def lifecycles_page(lifecycles: Iterable[LifecycleRow]) -> str:
    """The page: for each lifecycle a table of statuses, their definitions, and who follows whom."""
    lifecycles = list(lifecycles)
    contents = [f"- [{each.name}](#{_anchor(each.name)})" for each in lifecycles]
    sections = ["\n".join(_section(each)) for each in lifecycles]
    return "\n".join([_HEAD, *contents, "", *sections])


def _anchor(name: str) -> str:
    kept = "".join(sign for sign in name.casefold() if sign.isalnum() or sign in " -")
    return kept.replace(" ", "-")


def _section(lifecycle: LifecycleRow) -> Iterator[str]:
    yield f"## {lifecycle.name}\n"
    if lifecycle.description:
        yield f"{lifecycle.description}\n"
    yield "| | status | phase | outcome |\n|---|---|---|---|"
    for number, status in enumerate(lifecycle.statuses, 1):
        outcome = status.outcome.label if status.outcome else ""
        yield f"| {number} | {_cell(status.name)} | {status.phase.label} | {outcome} |"
    yield ""
    for status in lifecycle.statuses:
        yield from _definition(lifecycle, status)
    yield from _matrix(lifecycle)


def _definition(lifecycle: LifecycleRow, status: StatusRow) -> Iterator[str]:
    names = {each.slug: each.name for each in lifecycle.statuses}
    follow = [names[move.target] for move in lifecycle.moves if move.source == status.slug]
    yield f"**{status.name}.** {status.definition}\n"
    if status.entered_when:
        yield f"- Entered when: {status.entered_when}"
    if status.left_when:
        yield f"- Left when: {status.left_when}"
    yield f"- Can be followed by: {', '.join(follow) or 'nothing'}\n"


def _matrix(lifecycle: LifecycleRow) -> Iterator[str]:
    """Who may follow whom, at a glance; a drawing of that many arrows would show nothing."""
    statuses = lifecycle.statuses
    moves = {(move.source, move.target) for move in lifecycle.moves}
    yield f"{_MATRIX_NOTE}\n"
    yield "| | " + " | ".join(str(number) for number in range(1, len(statuses) + 1)) + " |"
    yield "|---|" + ":-:|" * len(statuses)
    rows = [(None, "start"), *((s.slug, f"{n} {s.name}") for n, s in enumerate(statuses, 1))]
    for slug, name in rows:
        dots = ["●" if (slug, status.slug) in moves else "" for status in statuses]
        yield f"| {_cell(name)} | " + " | ".join(dots) + " |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
