"""What is wrong with a record, and exactly where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a record file, such as `entries[12].status`."""

    file: str = ""
    path: str = ""

    def at(self, key: str) -> Place:
        return Place(self.file, f"{self.path}.{key}" if self.path else key)

    def item(self, number: int) -> Place:
        return Place(self.file, f"{self.path}[{number}]")

    @property
    def field(self) -> str:
        return self.path.rpartition(".")[2]

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, what is wrong, the value that stands there, and what could stand."""

    place: Place
    sentence: str
    value: object = None
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        value = "" if self.value is None else f" It is {_shown(self.value)}."
        allowed = f" Allowed: {', '.join(self.allowed)}." if self.allowed else ""
        return f"{self.place}: {self.sentence}{value}{allowed}"


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


class RecordRefused(ValueError):
    """The record cannot be taken as it is; `problems` are all that were found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
