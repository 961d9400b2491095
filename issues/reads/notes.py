"""Sources as numbered notes: each once on a page, with what entries take from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from issues.reads.entries import Cited, SourceNote


@dataclass(frozen=True, slots=True)
class Note:
    """A source with its number on this page and the passages that entries take from it."""

    number: int
    source: SourceNote
    passages: list[Cited]


def numbered(
    cited: Mapping[int, list[Cited]], order: Sequence[int]
) -> tuple[list[Note], dict[int, list[Cited]]]:
    """Number the sources in the order in which the entries of `order` first cite them.

    Returns the notes, and the citations again with their numbers.
    """
    notes: dict[int, Note] = {}
    for entry in order:
        for use in cited.get(entry, []):
            note = notes.setdefault(use.source.pk, Note(len(notes) + 1, use.source, []))
            if (use.quotation or use.locator) and use not in note.passages:
                note.passages.append(use)

    def with_number(use: Cited) -> Cited:
        note = notes.get(use.source.pk)
        return replace(use, number=note.number) if note else use

    numbers = {entry: [with_number(use) for use in uses] for entry, uses in cited.items()}
    return list(notes.values()), numbers
