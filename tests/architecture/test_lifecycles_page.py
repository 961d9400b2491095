"""docs/lifecycles.md is what the lifecycles say."""

import json

import pytest
from django.core.management import CommandError, call_command

from issues.management.commands import write_lifecycles
from issues.management.commands.load_demo import DEMO
from issues.record_format import read_record
from issues.record_format.lifecycles_page import lifecycles_page
from tests.record.sample import sample, text_of

LIFECYCLES = json.loads((DEMO / "lifecycles.json").read_text())["lifecycles"]


def test_the_page_is_in_step_with_the_lifecycles():
    page = write_lifecycles.PAGE.read_text()
    assert page == write_lifecycles.made_page(), "Run `manage.py write_lifecycles`."


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda each: each["slug"])
def test_the_page_has_every_status_with_its_definition(lifecycle):
    page = write_lifecycles.PAGE.read_text()
    section = page.partition(f"\n## {lifecycle['name']}\n")[2].partition("\n## ")[0]
    for status in lifecycle["statuses"]:
        assert f"**{status['name']}.** {status['definition']}\n" in section
        assert f"- Entered when: {status['entered_when']}\n" in section
    assert section.count("●") == len(lifecycle["moves"])


def test_it_says_what_follows_what():
    page = lifecycles_page(read_record([("a.json", text_of(sample()))]).lifecycles)
    assert "| 2 | signed | settled | delivered |" in page
    assert "- Can be followed by: signed\n" in page
    assert "|  | 1 | 2 |" in page.replace("| | ", "|  | ")
    assert "| start | ● |  |\n| 1 open |  | ● |\n| 2 signed | ● |  |\n" in page


def test_the_check_fails_for_an_outdated_page(tmp_path, monkeypatch):
    outdated = tmp_path / "lifecycles.md"
    monkeypatch.setattr(write_lifecycles, "PAGE", outdated)
    with pytest.raises(CommandError, match=r"Run “manage\.py write_lifecycles”"):
        call_command("write_lifecycles", "--check")
    call_command("write_lifecycles")
    call_command("write_lifecycles", "--check")
    assert outdated.read_text().startswith("# Lifecycles\n")
