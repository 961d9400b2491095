"""Imports point one way: the rooms of the house know those below them and none above."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Each room of `issues` and the rooms that it may know. A new room is entered here, with thought.
ROOMS: dict[str, set[str]] = {
    "dates": set(),
    "lifecycle": set(),
    "markdown": set(),
    "record_format": {"dates", "lifecycle"},
    "models": {"dates", "lifecycle"},
    "migrations": {"models", "dates", "lifecycle"},
    "permissions": {"models"},
    "wording": {"lifecycle", "models"},
    "actions": {"dates", "lifecycle", "models", "permissions", "record_format", "wording"},
    "reads": {
        "dates", "lifecycle", "markdown", "models", "permissions", "record_format", "wording",
    },
    "templatetags": set(),
    "forms": {"dates", "lifecycle", "models", "wording"},
    "views": {"actions", "dates", "forms", "lifecycle", "models", "permissions", "reads"},
    "admin": {"actions", "dates", "forms", "lifecycle", "models", "permissions", "reads"},
    "management": {
        "actions", "dates", "lifecycle", "models", "permissions", "reads", "record_format",
    },
    "urls": {"views"},
    "apps": set(),
}  # fmt: skip

# Rooms that speak HTTP; below them nobody knows a request or an answer.
HTTP = {"admin", "urls", "views"}

# Words of the domain that the project around it has no business to know.
DOMAIN = ("lifecycle", "citation", "timeline", "assessment", "statusperiod", "fuzzy", "supersede")


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that the file imports, at its top or inside."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; name the module"
            yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)


def files_of(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "issues").with_suffix("").parts[0]


def wrong_imports(path: Path) -> list[str]:
    room = room_of(path)
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for line, name in imported(path)
        if name.startswith("issues.")
        and (known := name.split(".")[1]) != room
        and known not in ROOMS.get(room, set())
    ]


DOMAIN_FILES = [path for path in files_of("issues") if room_of(path) != "__init__"]


def test_every_room_is_known():
    assert {room_of(path) for path in DOMAIN_FILES} == set(ROOMS)


def test_a_room_may_know_only_what_it_needs():
    known: dict[str, set[str]] = {room: set() for room in ROOMS}
    for path in DOMAIN_FILES:
        names = [name for _, name in imported(path) if name.startswith("issues.")]
        known[room_of(path)] |= {name.split(".")[1] for name in names} - {room_of(path)}
    assert known == ROOMS


def test_the_rooms_form_no_circle():
    left = dict(ROOMS)
    while left:
        free = {room for room, known in left.items() if not known & set(left)}
        assert free, f"these rooms know each other in a circle: {sorted(left)}"
        left = {room: known for room, known in left.items() if room not in free}


@pytest.mark.parametrize("path", DOMAIN_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_knows_only_those_below_it(path):
    assert wrong_imports(path) == []


def test_an_import_upwards_is_found(tmp_path, monkeypatch):
    """The test above can fail."""
    monkeypatch.setattr("tests.architecture.test_imports.ROOT", tmp_path)
    wrong = tmp_path / "issues" / "models" / "wrong.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("from issues.views import issue\nfrom issues.dates import FuzzyDate\n")
    assert wrong_imports(wrong) == ["issues/models/wrong.py:1 imports issues.views.issue"]


@pytest.mark.parametrize("room", ["dates", "lifecycle"])
def test_the_rules_know_no_framework(room):
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in DOMAIN_FILES
        if room_of(path) == room
        for line, name in imported(path)
        if name.split(".")[0] in {"django", "psycopg", "tracker", "pghistory", "pgtrigger"}
    ]
    assert found == []


def test_only_http_rooms_know_a_request():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in DOMAIN_FILES
        if room_of(path) not in HTTP
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.arg) and node.arg == "request")
        or (isinstance(node, ast.Attribute) and node.attr == "request")
    ]
    assert found == []


def test_only_http_rooms_import_http():
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in DOMAIN_FILES
        if room_of(path) not in HTTP
        for line, name in imported(path)
        if name.startswith(("django.http.", "django.shortcuts.", "django.views."))
    ]
    assert found == []


def test_no_signals_carry_the_domain():
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in DOMAIN_FILES
        for line, name in imported(path)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert found == []


def test_the_project_knows_nothing_of_the_domain():
    imports = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files_of("tracker")
        for line, name in imported(path)
        if name.split(".")[0] == "issues"
    ]
    words = [
        f"{path.relative_to(ROOT)} says {word}"
        for path in files_of("tracker")
        for word in DOMAIN
        if word in path.read_text().lower()
    ]
    assert imports + words == []
