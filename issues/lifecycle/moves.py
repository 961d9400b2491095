"""Which status may follow which, and the sentences that refuse the others."""

from collections.abc import Iterable
from dataclasses import dataclass


class MoveRefused(ValueError):
    """The lifecycle has no such move. The message names the moves that it has."""


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step between two statuses, by slug; `source` None is the start."""

    source: str | None
    target: str


def allowed_targets(moves: Iterable[Move], source: str | None) -> list[str]:
    """The statuses that may follow `source`, in the order in which the moves are given."""
    return [move.target for move in moves if move.source == source]


def check_move(
    moves: Iterable[Move],
    source: str | None,
    target: str,
    names: dict[str, str],
    kind: str,
    *,
    source_is: str = "",
    target_is: str = "",
) -> None:
    """Refuse a step that is not among `moves`.

    `names` gives the public name of each status slug and `kind` that of the lifecycle, for the
    sentence; `source_is` and `target_is` say there which decisions the two are of, where that is
    not plain. Raises MoveRefused; returns nothing when the step is allowed.
    """
    targets = allowed_targets(moves, source)
    if target in targets:
        return
    here = f"“{names[source]}”" if source else "“not rated”"
    here += f", {source_is}," if source_is else ""
    wanted = f"“{names.get(target, target)}”{f', {target_is}' if target_is else ''}"
    raise MoveRefused(_refusal(here, wanted, targets, names, kind))


def _refusal(here: str, wanted: str, targets: list[str], names: dict[str, str], kind: str) -> str:
    if not targets:
        return f"In the lifecycle “{kind}” nothing can follow {here}, so {wanted} is refused."
    allowed = _listed([f"“{names[slug]}”" for slug in targets])
    return f"In the lifecycle “{kind}” {here} can be followed by {allowed}, not by {wanted}."


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + " or " + words[-1]
