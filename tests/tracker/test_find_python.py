"""A Python is found by trying each: a name on PATH proves nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "find_python.sh"


@pytest.fixture
def path(tmp_path) -> Path:
    """A folder for PATH that has what the script itself needs, and no Python."""
    for name in ("sh", "cat", "id"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if name != "id" else "/usr/bin/id")
    return tmp_path


def program(path: Path, name: str, does: str) -> Path:
    file = path / name
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)
    return file


def find(path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", SCRIPT],
        env={"PATH": str(path), "HOME": str(path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_name_that_does_not_run_is_passed_over(path):
    program(path, "python3.12", "exit 127")
    program(path, "python3.13", f'exec {sys.executable} "$@"')
    found = find(path)
    assert found.stdout.strip() == sys.executable


def test_pyenvs_versions_are_tried(path):
    version = path / ".pyenv" / "versions" / "3.12.99" / "bin"
    version.mkdir(parents=True)
    program(version, "python", f'exec {sys.executable} "$@"')
    found = find(path)
    assert found.stdout.strip() == sys.executable


def test_a_named_python_that_is_too_old_is_refused(path):
    old = program(path, "old", "exit 1")
    found = find(path, PYTHON=str(old))
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith(f"PYTHON={old} is not a working Python 3.12 or later")
