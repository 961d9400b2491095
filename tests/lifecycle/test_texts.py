"""What counts as text, by the same classes of characters in Python and in PostgreSQL."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from issues.lifecycle.texts import NEVER_KEPT, UNSEEN, is_kept, says_something, tidied


@pytest.mark.parametrize("text", ["a", "・", "。", "\u200ba", "0", "🇯🇵", "\n\n.", "é", "中"])
def test_what_is_seen_says_something(text):
    assert says_something(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\t\n", "\u00a0", "\u3000", "\u200b", "\u2060\u180e\u2800", "\ufeff", "\u3164"],
)
def test_what_is_not_seen_says_nothing(text):
    assert not says_something(text)


@given(st.text())
def test_tidied_text_is_kept_and_stays_as_it_is(text):
    tidy = tidied(text)
    assert is_kept(tidy)
    assert tidied(tidy) == tidy


def test_pages_and_lines_end_alike():
    assert tidied("a\r\nb\rc\x0bd\x0ce\x02f") == "a\nb\nc\nd\nef"


@pytest.mark.django_db
def test_the_database_sees_the_same():
    letters = [chr(n) for n in range(1, 0x1_0000) if not 0xD800 <= n <= 0xDFFF]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, one ~ %s, one !~ %s FROM unnest(%s::text[]) AS one",
            [f"[^{UNSEEN}]", f"[{NEVER_KEPT}]", letters],
        )
        found = cursor.fetchall()
    assert [row for row in found if row[1:] != (says_something(row[0]), is_kept(row[0]))] == []
