# SPDX-License-Identifier: MIT
"""Every code block of README.md, CONTRIBUTING.md and docs/ is run, or says why not.

The blocks of a page run in order in one folder, which begins with build, scripts and benchmarks of this repository and
with photos/train and photos/test, a drawn set. HTML comments of the page say what differs:

    <!-- test: first COMMAND -->         runs COMMAND, which the page does not show
    <!-- test: add OPTIONS -->           from here on, nanonas run, search, train and study get OPTIONS too
    <!-- test: not run: REASON -->       the next block is not run; its programs and options must exist all the same
    <!-- test: output of COMMAND -->     the next block is what COMMAND prints; a line "..." stands for any lines
    <!-- test: file NAME -->             the next block is a file, which later commands read
    <!-- test: within CODE -->           the next block is C that compiles in CODE, at its line "..."

A block that begins with "$ COMMAND" is that command and its output.
"""
import os
import re
import subprocess
import sys
import textwrap

import pytest

from conftest import ROOT
from documentation import PAGES, PYTHON_PAGES, Block, Comment, pieces
from generated_c import STRICT
from known_commands import faults, simple_commands

# What would change the machine or take minutes.
NEVER_RUN = re.compile(r"\b(sudo|apt-get|pip|mpirun|cmake|ctest|scripts/(demo|test|build|install)[\w-]*)\b")

# Lines whose figures depend on the machine or on a compiler's version, and one that a single core does not print.
VARIABLE = re.compile(r"^Time |emulated|^(Flash|RAM) bytes |^Milliseconds ")
NOT_ALWAYS = "evaluated ahead of need: "


def with_options(script, options):
    return re.sub(r"\b(nanonas (?:run|search|train|study))\b", rf"\1 {options}", script) if options else script


def comparable(line):
    """A line of output, without figures that vary."""
    if VARIABLE.search(line):
        return re.sub(r"\s+", " ", re.sub(r"[\d,.]*\d", "#", line)).strip()
    return line.rstrip()


def lines_of(text):
    return [comparable(line) for line in text.rstrip("\n").splitlines() if not line.startswith(NOT_ALWAYS)]


def differs(shown, printed):
    """The first line shown that is not printed at its place; none if all are. "..." stands for any lines."""
    printed = lines_of(printed)
    at, anywhere = 0, False
    for line in lines_of(shown):
        if line == "...":
            anywhere = True
            continue
        places = [i for i in range(at, len(printed)) if printed[i] == line]
        if not places or (places[0] > at and not anywhere):
            return line
        at, anywhere = places[0] + 1, False
    return None if anywhere or at == len(printed) else "(the end)"


class Reader:
    """Somebody who types a page's commands, one block after the other."""

    def __init__(self, page, nanonas, folder):
        self.page, self.nanonas, self.folder = page, nanonas, folder
        self.options, self.comment = "", None
        path = [str(ROOT / "build"), os.path.dirname(sys.executable), os.environ["PATH"]]
        self.environment = {**nanonas.environment, "PATH": os.pathsep.join(path)}

    def fail(self, piece, what):
        pytest.fail(f"{self.page.relative_to(ROOT)}, line {piece.line}: {what}", pytrace=False)

    def shell(self, piece, script, *wrap):
        if NEVER_RUN.search(script):
            self.fail(piece, f"no test runs {NEVER_RUN.search(script).group()}; say so in an HTML comment")
        done = subprocess.run([*wrap, "bash", "-eo", "pipefail", "-c", with_options(script, self.options)], cwd=self.folder,
                              env=self.environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode != 0:
            self.fail(piece, f"exit code {done.returncode} of\n{script}\n{done.stdout}")
        return done.stdout

    def read(self, piece):
        if isinstance(piece, Comment):
            if piece.word == "first":
                self.shell(piece, piece.rest)
            elif piece.word == "add":
                self.options = "" if piece.rest == "nothing" else piece.rest
            else:
                if self.comment or piece.word not in self.ways:
                    self.fail(piece, f'a comment "{piece.word}" that nothing follows, or that means nothing')
                self.comment = piece
            return
        comment, self.comment = self.comment, None
        if comment:
            self.ways[comment.word](self, piece, comment.rest)
        elif piece.fenced and piece.text.startswith("$ "):
            command, _, shown = piece.text[2:].partition("\n")
            self.compare(piece, shown, command)
        elif not piece.fenced or piece.language == "sh":
            self.shell(piece, piece.text)
        elif piece.language == "python":
            if self.page not in PYTHON_PAGES:
                self.fail(piece, "tests/test_python.py does not run this page's Python (PYTHON_PAGES)")
        elif piece.language == "cpp":
            self.example(piece)
        else:
            self.fail(piece, "a block that nothing tests; say how in an HTML comment, see tests/test_docs.py")

    def not_run(self, piece, rest):
        if not re.fullmatch(r"run: \w.{9,}", rest, re.DOTALL):
            self.fail(piece, "a block that is not run needs a reason")
        if not piece.fenced or piece.language == "sh":
            done = subprocess.run(["bash", "-n"], input=piece.text, text=True, capture_output=True)
            if done.returncode != 0:
                self.fail(piece, done.stderr)
            for words in simple_commands(piece.text):
                for fault in faults(words, self.nanonas):
                    self.fail(piece, fault)

    def compare(self, piece, shown, command):
        # Line by line, so that progress and results come in the order in which a terminal shows them.
        printed = self.shell(piece, f"{command}", "stdbuf", "-oL")
        line = differs(shown, printed)
        if line is not None:
            self.fail(piece, f"{command} does not print, at this place:\n{line}\nIt prints:\n{printed}")

    def output(self, piece, rest):
        self.compare(piece, piece.text, rest.removeprefix("of "))

    def file(self, piece, rest):
        (self.folder / rest).write_text(piece.text)

    def within(self, piece, rest):
        if "\n...\n" not in rest:
            self.fail(piece, 'the code around a block has a line "..." where it stands')
        (self.folder / "within.c").write_text(rest.replace("\n...\n", "\n" + textwrap.indent(piece.text, "    ")))
        self.shell(piece, f"gcc -std=c99 {' '.join(STRICT)} -c within.c -o within.o")

    def example(self, piece):
        """C++ is a file of examples/, which ctest compiles and runs, but for its licence line."""
        examples = [path.read_text().partition("\n")[2] for path in (ROOT / "examples").rglob("*.cpp")]
        if piece.text.partition("\n")[2] not in examples and piece.text not in examples:
            self.fail(piece, "this C++ is no file of examples/")

    ways = {"not": not_run, "output": output, "file": file, "within": within}


@pytest.fixture
def folder(sample, tmp_path):
    for name in ("CMakeLists.txt", "benchmarks", "build", "scripts"):  # not what others leave in a clone
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "photos").symlink_to(sample)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_do_what_it_says(nanonas, folder, page):
    reader = Reader(page, nanonas, folder)
    for piece in pieces(page.read_text()):
        reader.read(piece)
    assert reader.comment is None


def test_blocks_are_found_with_the_comments_before_them():
    text = "a\n\n    one\n    two\n\n<!-- test: not run: for no reason -->\n```sh\nthree\n```\n<!-- other -->\n"
    assert pieces(text) == [Block(3, "", "one\ntwo\n", False), Comment(6, "not", "run: for no reason"),
                            Block(7, "sh", "three\n", True)]


@pytest.mark.parametrize("shown, printed, line", [
    ("a\nb\n", "a\nb\n", None), ("a\n", "b\n", "a"), ("a\nb\n", "a\n", "b"), ("a\n", "a\nb\n", "(the end)"),
    ("...\nb\n", "a\nb\n", None), ("a\n...\n", "a\nb\nc\n", None), ("a\nc\n", "a\nb\nc\n", "c"), ("...\nd\n", "a\n", "d"),
    ("Time 1.5 s, data 2.0 s\n", "Time 13.25 s, data 0.0 s\n", None), ("Time 1 s\n", "Time 1 s, data 2 s\n", "Time # s"),
    ("a\nevaluated ahead of need: 5; ...\nb\n", "a\nb\n", None),
])
def test_shown_output_is_compared_line_by_line(shown, printed, line):
    assert differs(shown, printed) == line


@pytest.mark.parametrize("script, fault", [
    ("build/nanonas run photos --sede 1", "--sede"), ("scripts/tset", "scripts/tset"), ("cmake --preset relaese", "relaese"),
    ("python3 benchmarks/three_targets.py vww --tset x", "--tset"), ("cmake -DNANONAS_BENCH=ON", "NANONAS_BENCH"),
    ("build/benchmarks/training/benchmark_traning", "benchmark_traning"),
    ("build/benchmarks/training/benchmark_training --arhc 3,3", "--arhc"), ("ls --all | sort # --nothing", None),
])
def test_commands_that_are_not_run_must_exist(nanonas, script, fault):
    found = [fault for words in simple_commands(script) for fault in faults(words, nanonas)]
    assert len(found) == (fault is not None) and all(fault in text for text in found)
