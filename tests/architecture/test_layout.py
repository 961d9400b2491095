"""What lies at the top of the house, and what no template may hold."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP = {
    "tracker", "issues", "templates", "tests", "docs",
    "manage.py", "requirements.txt", "requirements.in", "requirements-dev.txt",
    "requirements-dev.in", "README.md", "CHANGELOG.md", "Makefile", "pyproject.toml",
}  # fmt: skip
MADE_BY_RUNNING = {"var", "__pycache__", "test-results"}

# Every attribute of htmx 2 but those that evaluate code (hx-on, hx-vars) or take over whole pages
# (hx-boost). htmx silently ignores a misspelt one.
HTMX = {
    f"hx-{name}"
    for name in (
        "get post put patch delete select select-oob swap swap-oob target trigger vals headers"
        " include params indicator sync confirm prompt disable disabled-elt disinherit inherit"
        " encoding ext history history-elt preserve push-url replace-url request validate"
    ).split()
}
WRITES = {"hx-post", "hx-put", "hx-patch", "hx-delete"}

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)


class Tags(HTMLParser):
    """The start tags of a template, without what the template language puts into them."""

    def __init__(self, template: str):
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str]]] = []
        self.feed(_CODE.sub(_same_lines, template))

    def handle_starttag(self, tag, attrs):
        self.found.append((self.getpos()[0], tag, {name: value or "" for name, value in attrs}))


def _same_lines(code: re.Match) -> str:
    return "\n" * code.group().count("\n")


def faults(template: str) -> list[str]:
    """What is wrong with the tags of a template, each with its line."""
    tags = Tags(template).found
    return [
        f"{line}: {fault}" for line, tag, given in tags for fault in _faults_of_tag(tag, given)
    ] + [
        f"{template[: form.start()].count('\n') + 1}: a form that posts needs {{% csrf_token %}}"
        for form in _FORM.finditer(template)
        if re.search(r"""method=["']?post""", form[1], re.IGNORECASE)
        and not re.search(r"\{%\s*csrf_token\s*%\}", form[2])
    ]


def _faults_of_tag(tag: str, given: dict[str, str]):
    for name, value in given.items():
        bare = name.removeprefix("data-")
        if bare.startswith("hx-") and bare not in HTMX:
            yield f"{name} is no attribute of htmx that we use"
        if bare in ("hx-vals", "hx-headers") and value.lstrip().startswith(("js:", "javascript:")):
            yield f"{name} evaluates code"
        if name == "style" or name.startswith("on"):
            yield f"{name} is inline code or style, which the browser is told to refuse"
        if value.strip().lower().startswith("javascript:"):
            yield f"{name} is inline code"
        if name in ("src", "srcset") and re.match(r"(https?:)?//", value):
            yield f"{name} asks another server"
    if tag == "style" or (tag == "script" and "src" not in given):
        yield f"an inline <{tag}> is refused by the browser"
    if tag == "link" and re.match(r"(https?:)?//", given.get("href", "")):
        yield "a <link> asks another server"
    if WRITES & set(given) and tag != "form":
        yield f"a <{tag}> writes, but only a form has a token and works without JavaScript"
    if WRITES & set(given) and tag == "form" and given.get("method", "").lower() != "post":
        yield "a form that writes by htmx needs method=post to work without JavaScript"


def test_the_top_level_holds_what_it_should():
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there - MADE_BY_RUNNING <= TOP


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_clean(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ('<p hx-gett="/x">', "1: hx-gett is no attribute of htmx that we use"),
        ('<p data-hx-on:click="x()">', "1: data-hx-on:click is no attribute of htmx that we use"),
        ('<p hx-vals="js:{a: 1}">', "1: hx-vals evaluates code"),
        ('\n<p style="color: red">', "2: style is inline code or style"),
        ('<p onclick="x()">', "1: onclick is inline code or style"),
        ('<a href="javascript:x()">', "1: href is inline code"),
        ("<script>x()</script>", "1: an inline <script> is refused"),
        ("<style>p {}</style>", "1: an inline <style> is refused"),
        ('<script src="https://cdn.example/x.js"></script>', "1: src asks another server"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "1: a <link> asks another server"),
        ('<button hx-post="/x">', "1: a <button> writes"),
        ('<form hx-post="/x">', "1: a form that writes by htmx needs method=post"),
        ('{% if x %}\n{% endif %}<form method="post"></form>', "2: a form that posts needs"),
    ],
)
def test_a_fault_is_found(template, fault):
    """The test above can fail."""
    assert [found for found in faults(template) if found.startswith(fault)]


def test_template_code_in_a_tag_is_no_fault():
    template = (
        '<form method="post" action="{% url "x" %}" hx-post="{% url "x" %}"'
        '{% if y %} hx-target="#z"{% endif %}>{% csrf_token %}<button>Go</button></form>'
    )
    assert faults(template) == []
