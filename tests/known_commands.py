# SPDX-License-Identifier: MIT
"""What can be said of a command without running it: whether its program exists and knows its options."""
import functools
import json
import pathlib
import re
import shlex

from conftest import ROOT

SEPARATORS = {"&&", "||", "|", ";", "(", ")", ">", "<", "&"}


def simple_commands(text):
    """The words of each command of a shell script."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = []
        for word in [*lexer, ";"]:
            if word not in SEPARATORS:
                words.append(word)
            elif words:
                yield words
                words = []


@functools.cache
def source_of_benchmark(folder):
    files = [*folder.glob("*.cpp"), *folder.glob("*.h"), *(ROOT / "benchmarks").glob("*.h")]
    return "\n".join(path.read_text() for path in sorted(files))


def options_of(words):
    return [word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)]


def missing_options(words, text):
    return [f"{words[0]} knows no {option}" for option in options_of(words)
            if not re.search(rf"(?<![\w-]){option}(?![\w-])", text)]


def faults_of_cmake(words):
    presets = json.loads((ROOT / "CMakePresets.json").read_text())
    known = {preset["name"] for kind in ("configurePresets", "buildPresets", "testPresets") for preset in presets[kind]}
    named = {name for flag, name in zip(words, words[1:]) if flag == "--preset"}
    lists = (ROOT / "CMakeLists.txt").read_text()
    options = {re.match(r"-D(NANONAS_\w+)", word).group(1) for word in words if word.startswith("-DNANONAS_")}
    return [f"no preset {name}" for name in named - known] + [f"no option {name}" for name in options
                                                         if f"option({name} " not in lists]


def faults(words, nanonas):
    """What is wrong with a command as far as this repository knows; empty for programs of others."""
    for i, word in enumerate(words):
        rest = words[i:]
        path = pathlib.Path(word)
        if path.name in ("nanonas", "nanonas-mpi") and "=" not in word:
            if len(rest) == 1 or rest[1].startswith("-"):
                return missing_options(rest, nanonas("--help").stdout)
            return missing_options([f"nanonas {rest[1]}", *rest[2:]], nanonas(rest[1], "--help").stdout)
        if word.startswith("build/benchmarks/"):
            folder = ROOT / path.parent.relative_to("build")
            lists = folder / "CMakeLists.txt"
            if not lists.exists() or f"{path.name} " not in lists.read_text().replace(")", " ").replace("\n", " "):
                return [f"no target builds {word}"]
            return missing_options(rest, source_of_benchmark(folder))
        if word.startswith(("scripts/", "benchmarks/", "docs/")) and path.suffix in ("", ".py"):
            if not (ROOT / word).is_file():
                return [f"there is no {word}"]
            options = [w for w in rest if not w.startswith("-DNANONAS_")]
            return missing_options(options, (ROOT / word).read_text()) + faults_of_cmake(rest)
        if word in ("cmake", "ctest"):
            return faults_of_cmake(rest)
    return []


