"""Whatever users write, what reaches the page is a small, known set of HTML."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.markdown import _rendered, plain, render, summary

ALLOWED = {
    "a": {"href", "rel"},
    "ol": {"start"},
    **{tag: set() for tag in ("p", "em", "strong", "ul", "li", "blockquote", "code", "pre")},
    **{tag: set() for tag in ("br", "hr", "h3", "h4")},
}


class Inventory(HTMLParser):
    """Everything in a page that a browser would act on."""

    def __init__(self, page):
        super().__init__()
        self.found, self.others = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.others.append(data)

    def handle_decl(self, decl):
        self.others.append(decl)

    def handle_pi(self, data):
        self.others.append(data)


def assert_harmless(page):
    inventory = Inventory(page)
    assert not inventory.others
    for tag, attributes in inventory.found:
        assert tag in ALLOWED, page
        assert set(attributes) <= ALLOWED[tag], page
        if tag == "a":
            assert attributes["rel"] == "nofollow noopener"
            target = attributes.get("href", "")
            # As a browser reads it: blanks in front, tabs and line ends anywhere do not count.
            target = re.sub(r"[\t\r\n]", "", target).lstrip("".join(map(chr, range(33))))
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", target)
            assert not scheme or scheme[1].lower() in ("http", "https", "mailto"), page


def test_renders_what_analysts_write():
    page = render(
        "Tokyo *named* **two** projects:\n\n1. gas\n2. grid\n\n> So [MOF](https://mof.go.jp)."
    )
    assert page == (
        "<p>Tokyo <em>named</em> <strong>two</strong> projects:</p>\n<ol>\n<li>gas</li>\n"
        "<li>grid</li>\n</ol>\n<blockquote>\n"
        '<p>So <a href="https://mof.go.jp" rel="nofollow noopener">MOF</a>.</p>\n</blockquote>'
    )


def test_headings_stay_under_the_heading_of_the_entry():
    assert render("# One\n\n## Two\n\n###### Six") == "<h3>One</h3>\n<h4>Two</h4>\n<h4>Six</h4>"


def test_may_be_put_into_a_template_as_it_is():
    from django.utils.html import conditional_escape

    assert conditional_escape(render("a *b*")) == "<p>a <em>b</em></p>"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/pixel.png)",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org/"onmouseover="alert(1))',
    '<a href="https://example.org" hx-get="/issues/" data-confirm="x">x</a>',
    '<div hx-get="/sign-out" hx-trigger="load" id="main" class="a" style="position:fixed">x</div>',
    '<p data-hx-post="/x" onclick="x()">x</p>',
    "```hx-get=/x class=y\ncode\n```",
    '```"><script>alert(1)</script>\n```',
    "<!-- comment --><!DOCTYPE x><?php x ?>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=/sign-out><input name=csrfmiddlewaretoken></form>",
    "# <a name=x>heading</a> {#id .class}",
    "<base href=//evil.example>",
    "a\x00b <b\x00 onclick=x>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_acts_comes_through(text):
    assert_harmless(render(text))


pieces = st.lists(st.sampled_from([*HOSTILE, "<", ">", '"', "'", "&", "\n", "\n\n", "`", "> ", "- ",
                  "[", "](", ")", "*", "_", "# ", "x"]), max_size=8).map("".join)  # fmt: skip


@given(st.one_of(pieces, st.text()))
def test_nothing_that_acts_comes_through_in_any_mixture(text):
    assert_harmless(render(text))


@given(st.one_of(pieces, st.text()))
def test_plain_text_is_never_taken_for_safe(text):
    assert type(plain(text)) is str
    assert "\n" not in plain(text)


def test_html_is_shown_and_not_swallowed():
    assert render("a <b>bold</b> claim") == "<p>a &lt;b&gt;bold&lt;/b&gt; claim</p>"


@given(st.text(st.sampled_from("aZ Ü5.-+=#!:/(){}'\"\u00a0\u2003\u2028\t\x7f*<&\n")))
def test_the_short_way_for_plain_sentences_gives_what_the_long_one_gives(text):
    assert render(text) == _rendered(text)


def test_links_on_this_site_and_mail_addresses_stay():
    page = render("[HNS](/issues/HNS/) <desk@example.org>")
    assert 'href="/issues/HNS/"' in page
    assert 'href="mailto:desk@example.org"' in page


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Tokyo *named* [two](https://x.example) projects.", "Tokyo named two projects."),
        ("One\n\n- two\n- three", "One two three"),
        ("5 < 6 & <b>not</b> bold", "5 < 6 & <b>not</b> bold"),
        ("", ""),
    ],
)
def test_plain_is_one_line_of_text(text, line):
    assert plain(text) == line


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Signed on 12 May. Money follows.", "Signed on 12 May."),
        ("The U.S. Treasury agreed. Tokyo did not.", "The U.S. Treasury agreed."),
        ("It costs $1.5 billion a year. That is more.", "It costs $1.5 billion a year."),
        ("He said “no.” She said yes.", "He said “no.”"),
        ("Announcement No. 62 is suspended. It returns.", "Announcement No. 62 is suspended."),
        ("One sentence without an end", "One sentence without an end"),
        ("**First.** Second.", "First."),
    ],
)
def test_summary_is_the_first_sentence(text, first):
    assert summary(text) == first
