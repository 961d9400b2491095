"""Two texts word by word."""

import time

from hypothesis import given
from hypothesis import strategies as st

from issues.reads.differences import compare

TEXTS = st.text(alphabet="ab \n\té", max_size=60)


def differing(pieces) -> list[str]:
    return [piece.text.strip() for piece in pieces if piece.differs]


def test_marks_the_words_that_differ_and_no_others():
    mine, theirs = compare("It was signed on Friday.", "It was announced on Friday.")
    assert (differing(mine), differing(theirs)) == (["signed"], ["announced"])


def test_a_text_against_nothing_differs_as_a_whole():
    mine, theirs = compare("All new.", "")
    assert (differing(mine), theirs) == (["All new."], [])


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_texts(one, other):
    mine, theirs = compare(one, other)
    assert "".join(piece.text for piece in mine) == one
    assert "".join(piece.text for piece in theirs) == other


@given(TEXTS)
def test_equal_texts_have_no_difference(text):
    assert differing(compare(text, text)[0]) == []


def test_long_texts_do_not_keep_anybody_waiting():
    lines = "\n".join(f"Line {n} of many that are much the same." for n in range(1000))
    begun = time.perf_counter()
    mine, _ = compare(lines, lines.replace("Line 500 ", "Row 500 "))
    assert differing(mine) == ["Line 500 of many that are much the same."]
    assert time.perf_counter() - begun < 5
