"""Every address that the tracker answers, as its resolver knows them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver


class Route(NamedTuple):
    """`path` is as it stands in the address, with `<name>` for each part to fill in."""

    path: str
    names: tuple[str, ...]

    def fill(self, **parts: object) -> str:
        return "/" + re.sub(r"<(\w+)>", lambda found: str(parts[found[1]]), self.path)


def every_route() -> list[Route]:
    paths = sorted({_plain(path) for path in _walk(get_resolver())})
    return [Route(path, tuple(re.findall(r"<(\w+)>", path))) for path in paths]


def _walk(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path


def _plain(path: str) -> str:
    """Converters and regular expressions reduced to the names that they fill."""
    path = re.sub(r"<\w+:(\w+)>", r"<\1>", path)
    path = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", path)
    return path.replace("^", "").replace("$", "")
