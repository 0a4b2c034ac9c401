"""Every command is told: in the table of the README, and those that help authors in their chapter of the manual."""

import re

import pytest

import run
from tests.site import ROOT

README = (ROOT / "README.md").read_text("utf-8")
TOOLS = (ROOT / "docs/manuel/outils.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(run.cli.commands))
def test_each_command_is_in_the_table_of_the_readme(name):
    assert re.search(rf"^\| `run\.py {name}\b", README, re.MULTILINE), f"README does not tell run.py {name}"


@pytest.mark.parametrize("name", ["new", "explain", "scenarios", "diff"])
def test_each_option_of_a_tool_for_authors_is_in_its_chapter(name):
    for option in run.cli.commands[name].params:
        for written in option.opts:
            assert not written.startswith("--") or written in TOOLS, f"{name} {written}"


def test_the_table_of_the_readme_tells_no_command_that_does_not_exist():
    told = set(re.findall(r"^\| `run\.py ([\w-]+)", README, re.MULTILINE))
    assert told <= set(run.cli.commands)
