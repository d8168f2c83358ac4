# SPDX-License-Identifier: MIT
"""docs/commands.md is what the program says of itself."""
import re

import pytest

from conftest import ROOT
from test_command_line import COMMANDS as WITH_JSON

COMMANDS = [*WITH_JSON, "study", "completion", "man"]
PAGE = (ROOT / "docs/commands.md").read_text()


def section(command):
    return re.search(rf"\n## nanonas {command}\n(.*?)(?=\n## |\Z)", PAGE, re.DOTALL).group(1)


def test_the_page_is_the_one_that_the_script_writes(nanonas):
    script = (ROOT / "scripts/make-command-reference").read_text()
    head = re.search(r"<<'HEAD'\n(.*?)HEAD\n", script, re.DOTALL).group(1)
    assert PAGE == head + nanonas("man", "--markdown").stdout, "docs/commands.md is stale: scripts/make-command-reference"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_the_help_is_in_the_page(nanonas, command):
    text = nanonas(command, "--help").stdout
    options = set(re.findall(r"^  (?:-\w,)?(--[a-z-]+)", text, re.MULTILINE)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)", section(command), re.MULTILINE))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_of_the_help_is_in_the_page(nanonas, command):
    examples = nanonas(command, "--help").stdout.partition("Example:\n")[2].splitlines()
    assert examples
    assert section(command).rstrip().splitlines()[-len(examples):] == [f"    {line.strip()}" for line in examples]
