# SPDX-License-Identifier: MIT
"""What the pages of the documentation name exists: files, links, commands, options, tests."""
import html
import re
import shlex

import pytest

from conftest import ROOT
from documentation import PAGES, prose
from known_commands import faults

FOLDERS = {"benchmarks", "docs", "examples", "include", "python", "scripts", "src", "tests"}
OF_SLURM = {"--signal"}


def spans(page):
    """The `code` in the text of a page, outside blocks."""
    return re.findall(r"`([^`\n]+)`", prose(page.read_text()))


@pytest.fixture(scope="session")
def known_options(nanonas):
    """Every option that a command of nanonas or a program of this repository has."""
    commands = re.findall(r"^## nanonas (\w+)$", (ROOT / "docs/commands.md").read_text(), re.MULTILINE)
    texts = [nanonas("--help").stdout, *(nanonas(command, "--help").stdout for command in commands)]
    for path in [*(ROOT / "scripts").iterdir(), *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.cpp")]:
        texts.append(path.read_text())
    return set(re.findall(r"--[a-z][a-z-]+", "\n".join(texts)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_that_a_page_names_exist(page):
    paths = [text for text in spans(page) if text.partition("/")[0] in FOLDERS and re.fullmatch(r"[\w./-]+/[\w./-]*", text)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    scripts = [text for text in spans(page) if re.fullmatch(r"\w+\.py", text)]
    assert [name for name in scripts if not any(ROOT.glob(f"*/{name}")) and not any(ROOT.glob(f"*/*/{name}"))] == []


def leads_somewhere(page, link):
    path, _, heading = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.*)$", prose(target.read_text()), re.MULTILINE) if heading else []
    return not heading or heading in [re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_of_a_page_lead_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text()))
    assert [link for link in links if not link.startswith("http") and not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_and_options_that_a_page_names_exist(nanonas, known_options, page):
    for text in spans(page):
        if re.match(r"((build/)?nanonas |(scripts|benchmarks)/\S+ -)", text):
            assert faults(shlex.split(re.sub(r"[][]", "", text)), nanonas) == [], text
        option = re.match(r"--[a-z][a-z-]+", text)
        assert not option or option.group() in known_options | OF_SLURM, text


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    for page in PAGES:
        if page.parent.name == "docs" and page.name != "README.md":
            assert f"({page.name})" in index, page.name


def test_the_page_on_the_report_names_its_sections_and_cards(finished):
    shown = re.findall(r"<h[23][^>]*>([^<]+)</h[23]>", (finished / "report.html").read_text())
    page = (ROOT / "docs/report.md").read_text()
    names = {html.unescape(name) for name in shown}
    assert {"Search", "Memory", "Confusion matrix"} <= names
    assert [name for name in sorted(names) if name not in page] == []
    headings = set(re.findall(r"^## (.+)$", page, re.MULTILINE))
    assert headings - names == {"Its head", "Several runs", "A study"}
