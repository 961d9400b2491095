"""What a browser fetches for a page that it has never seen: the page and the files it names."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from tests.bench.client import Client

_LINKED = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_IN_STYLE = re.compile(r"""(?:@import\s+|url\()["']?([^"')\s]+)""")
_IN_MODULE = re.compile(r"""^\s*import\s[^"']*["']([^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ColdPage:
    """How many requests a cold page takes, and the bytes of their bodies as sent, gzipped."""

    requests: int
    size: int


class _Files(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.has_icon = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        relations = set((given.get("rel") or "").split())
        self.has_icon |= "icon" in relations
        if tag == "link" and relations & _LINKED:
            self.found.append(given.get("href") or "")
        elif tag in ("script", "img", "source", "iframe"):
            self.found.append(given.get("src") or "")


def cold_page(client: Client, path: str) -> ColdPage:
    """Fetch a page and, once each, every file that it and its files name."""
    page = client.get(path)
    parser = _Files()
    parser.feed(page.text)
    waiting = [*parser.found, *([] if parser.has_icon else ["/favicon.ico"])]
    waiting = [urljoin(path, file) for file in waiting if file and not file.startswith("data:")]
    sizes: dict[str, int] = {path: len(page.body)}
    while waiting:
        file = waiting.pop()
        if file in sizes or "://" in file:
            continue
        answer = client.get(file)
        sizes[file] = len(answer.body)
        waiting += [urljoin(file, name) for name in _names(file, answer.text)]
    return ColdPage(len(sizes), sum(sizes.values()))


def _names(file: str, text: str) -> list[str]:
    if ".css" in file:
        return [name for name in _IN_STYLE.findall(text) if not name.startswith("data:")]
    return _IN_MODULE.findall(text) if ".js" in file else []
