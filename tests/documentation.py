# SPDX-License-Identifier: MIT
"""The pages of the documentation, cut into code blocks and the HTML comments that say how to test them."""
import dataclasses
import re

from conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON_PAGES = [ROOT / "README.md", ROOT / "docs/python.md"]  # whose Python tests/test_python.py runs, in this order

FENCE = re.compile(r"```(\w*)\n")


@dataclasses.dataclass(frozen=True)
class Comment:
    """<!-- test: WORD REST -->"""
    line: int
    word: str
    rest: str


@dataclasses.dataclass(frozen=True)
class Block:
    line: int
    language: str  # "" of an indented block or of a fence without one
    text: str
    fenced: bool


def pieces(text):
    """The comments to the test and the code blocks of a page, in order."""
    lines = text.splitlines(keepends=True)
    found, i = [], 0
    while i < len(lines):
        begin = i
        fence = FENCE.fullmatch(lines[i])
        if fence:
            while lines[i + 1] != "```\n":
                i += 1
            found.append(Block(begin + 1, fence.group(1), "".join(lines[begin + 1:i + 1]), True))
            i += 2
        elif lines[i].startswith("<!--"):
            while "-->" not in lines[i]:
                i += 1
            i += 1
            comment = re.fullmatch(r"<!-- test: (\w+)[: ]?\s*(.*?)\s*-->\s*", "".join(lines[begin:i]), re.DOTALL)
            if comment:
                found.append(Comment(begin + 1, *comment.groups()))
        elif lines[i].startswith("    "):
            while i < len(lines) and (lines[i].startswith("    ") or lines[i] == "\n"):
                i += 1
            indented = "".join(lines[begin:i]).rstrip("\n") + "\n"
            found.append(Block(begin + 1, "", re.sub(r"^    ", "", indented, flags=re.MULTILINE), False))
        else:
            i += 1
    return found


def prose(text):
    """A page without its code blocks and comments."""
    text = re.sub(r"```\w*\n.*?```\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("    "))
