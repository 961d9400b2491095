"""The plain beginning of a Markdown text, for table cells, lines and sentences."""

from functools import lru_cache

from issues.markdown import plain


@lru_cache(maxsize=2048)
def first_paragraph(markdown: str) -> str:
    """The first paragraph in one line; remembered, a list asks for the same ones again."""
    return plain(markdown.strip().split("\n\n", 1)[0])


def excerpt(markdown: str, most: int) -> str:
    """At most `most` letters of the first paragraph, cut between words and marked as cut."""
    text = first_paragraph(markdown)
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:.–-')} …"
