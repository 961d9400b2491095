"""PURE: turns the Markdown of users into HTML that is safe to show, and into plain text."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(
    ["image", "html_block", "html_inline"]
)

# The first heading of a text stands under the heading of its entry.
_HEADINGS = {"h1": "h3", "h2": "h4", "h5": "h4", "h6": "h4"}

_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS | {"h3", "h4"},
    clean_content_tags={"script", "style"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
    strip_comments=True,
)


def render(text: str) -> SafeString:
    """HTML of a Markdown text: paragraphs, emphasis, lists, quotations, code, links, headings.

    HTML in the text is shown as text. No image, class, id, style, `data-` or `hx-` attribute and
    no address other than http, https, mailto or one on this site comes out, whatever goes in.
    """
    if _JUST_A_SENTENCE.fullmatch(text):
        return mark_safe(f"<p>{text.strip()}</p>")  # noqa: S308  (no "<" and no "&" in it)
    return _rendered(text)


# Most entries are a line without any mark-up; for these Markdown would only add the paragraph.
_JUST_A_SENTENCE = re.compile(r" {0,3}[^\W\d][^\x00-\x1f\xa0\\`*_\[\]<>&~]*", re.ASCII)


@lru_cache(maxsize=2048)
def _rendered(text: str) -> SafeString:
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    raw = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(_CLEANER.clean(raw).strip())  # noqa: S308  (what nh3 lets through is safe)


def plain(text: str) -> str:
    """The text in one line without any markup; escape it as any other text."""
    bare = nh3.clean(
        re.sub(r"(</(p|li|h\d|pre|blockquote)>|<br>)", r"\1 ", render(text)), tags=set()
    )
    return " ".join(html.unescape(bare).split())


# A full stop ends a sentence when a new one begins after it; "U.S. imports" and "No. 5" go on.
_SENTENCE = re.compile(r"^(.+?(?<!\b[A-Z])(?<!\bNo)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)"
                       r"[.!?][”’\")]*)\s+(?=[“‘\"(]?[A-Z0-9])")  # fmt: skip


def summary(text: str) -> str:
    """The first sentence of the text, plain; the whole of it if it is one sentence."""
    line = plain(text)
    found = _SENTENCE.match(line)
    return found[1] if found else line
