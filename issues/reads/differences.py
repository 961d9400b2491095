"""Two texts compared word by word, for those who have to choose between them."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+\s*|\s+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one text; `differs` if the other text has not the same there."""

    text: str
    differs: bool


def compare(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: joined again they are the texts; what both have is not marked.

    Very long texts are compared by lines, so that the answer does not keep anybody waiting.
    """
    short = max(len(one.split()), len(other.split())) <= _MOST_WORDS
    cut = _WORD if short else _LINE
    left, right = cut.findall(one), cut.findall(other)
    matcher = SequenceMatcher(None, _bare(left), _bare(right), autojunk=False)
    steps = matcher.get_opcodes()
    return (
        [Piece("".join(left[a:b]), tag != "equal") for tag, a, b, _, _ in steps if b > a],
        [Piece("".join(right[c:d]), tag != "equal") for tag, _, _, c, d in steps if d > c],
    )


def _bare(words: list[str]) -> list[str]:
    """A word at the end of a line is the same word."""
    return [word.strip() for word in words]
