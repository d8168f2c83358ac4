# SPDX-License-Identifier: MIT
"""Completion in real shells, the manual page, and what is said of a command that does not exist."""
import subprocess

import pytest

from conftest import NANONAS
from test_command_line import COMMANDS


@pytest.fixture(scope="module")
def script(nanonas, tmp_path_factory):
    """The script of each shell, in a file."""
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        (folder / shell).write_text(nanonas("completion", shell).stdout)
    return folder


def in_bash(script, line, cwd=None):
    """What bash offers behind this line."""
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    done = subprocess.run(["bash", "--norc", "-c", f"""source {script}/bash; compopt() {{ :; }}
        COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _nanonas; printf '%s\\n' "${{COMPREPLY[@]}}" """],
                          text=True, capture_output=True, cwd=cwd)
    assert done.stderr == ""
    return done.stdout.split()


def in_fish(script, line, cwd=None):
    done = subprocess.run(["fish", "--no-config", "-c", f"source {script}/fish; complete -C '{line}'"], text=True,
                          capture_output=True, cwd=cwd)
    assert done.stderr == ""
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()]


def in_zsh(script, line, cwd=None):
    """Presses Tab in an interactive zsh of its own, which prints what would be offered instead of a menu."""
    program = f"""
        zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'autoload -Uz compinit; compinit -u -D; PS1=; source {script}/zsh; TERM=dumb
            zstyle ":completion:*" list-packed false; unsetopt zle_bracketed_paste; setopt no_list_beep list_ambiguous
            compadd() {{ local -a m; builtin compadd -O m "$@"; print -rl -- OFFER:$^m >> {script}/offers; builtin compadd "$@" }}
            cd {cwd or script}; print READY'
        zpty -r z reply '*READY*READY*' 2>/dev/null
        zpty -w -n z $'{line}\\t'
        zpty -w z $'\\x15print DO""NE'
        zpty -r z reply '*DONE*' 2>/dev/null
        zpty -d z
    """
    offers = script / "offers"
    offers.write_text("")
    subprocess.run(["zsh", "-f", "-c", program], text=True, capture_output=True)
    return [offer.removeprefix("OFFER:") for offer in offers.read_text().splitlines() if offer != "OFFER:"]


SHELLS = [pytest.param(in_bash, id="bash"), pytest.param(in_fish, id="fish")]


@pytest.mark.parametrize("offered", SHELLS)
def test_commands_are_completed(script, offered):
    assert set(COMMANDS) <= set(offered(script, "nanonas "))
    assert set(offered(script, "nanonas r")) == {"run", "report"}


@pytest.mark.parametrize("offered", SHELLS)
def test_options_are_those_of_the_command(script, offered):
    assert {"--max-ram", "--max-flash", "--max-macc", "--max-ms", "--max-memory"} == set(offered(script, "nanonas run --max-"))
    assert offered(script, "nanonas predict --max-") == []


@pytest.mark.parametrize("offered", SHELLS)
def test_values_are_those_that_are_accepted(script, offered):
    assert set(offered(script, "nanonas run --variant ")) == {"current", "prime23"}
    assert set(offered(script, "nanonas run --runtime ")) == {"tflm", "c"}
    assert offered(script, "nanonas search --target STM32L010") == ["STM32L010RBT6"]
    assert set(offered(script, "nanonas completion ")) >= {"bash", "zsh", "fish"}
    assert "ram" in offered(script, "nanonas targets --sort ")


@pytest.mark.parametrize("offered", SHELLS)
def test_folders_are_completed_where_folders_go(script, offered, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures.txt").touch()
    for line in ("nanonas run pict", "nanonas run --test pict"):
        assert [offer.rstrip("/") for offer in offered(script, line, cwd=tmp_path)] == ["pictures"]
    assert "pictures.txt" in offered(script, "nanonas predict pict", cwd=tmp_path)


def test_bash_completes_behind_an_equals_sign(script):
    assert in_bash(script, "nanonas run --variant = pri") == ["prime23"]


def test_zsh_reads_its_script(script):
    done = subprocess.run(["zsh", "-f", "-c", f"autoload -Uz compinit; compinit -u -D; source {script}/zsh; "
                           "print $_comps[nanonas]"], text=True, capture_output=True)
    assert done.stdout == "_nanonas\n" and done.stderr == ""


def test_zsh_completes_values(script):
    assert {"current", "prime23"} <= set(in_zsh(script, "nanonas run --variant "))
    assert "STM32L010RBT6" in in_zsh(script, "nanonas run --target STM32L01")


@pytest.fixture(scope="module")
def manual(nanonas, tmp_path_factory):
    file = tmp_path_factory.mktemp("manual") / "nanonas.1"
    file.write_text(nanonas("man").stdout)
    return file


def test_the_manual_page_has_no_faults(manual):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", manual], text=True, capture_output=True)
    # No date: the page is the same whenever it is built.
    faults = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert faults == []


def test_the_manual_page_says_what_help_says(nanonas, manual):
    page = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=1000", manual], text=True, capture_output=True).stdout
    for overstruck in range(len(page)):
        if "\b" not in page:
            break
        page = page.replace(page[page.index("\b") - 1:page.index("\b") + 1], "")
    words = " ".join(page.split())
    for command in COMMANDS:
        assert f"nanonas {command}" in words
    for sentence in ("Share of the pictures to validate with [0.3]", "--val-split", "Only list what fits; needs no pictures"):
        assert sentence in words


def test_every_option_of_the_help_is_in_the_manual_page(nanonas, manual):
    page = manual.read_text().replace("\\-", "-")
    for command in COMMANDS:
        for word in nanonas(command, "--help").stdout.split():
            if word.startswith("--") and word.strip("-").replace("-", "").isalpha():
                assert f"\\fB{word}\\fR" in page, (command, word)


@pytest.mark.parametrize("word, said", [("runn", 'There is no command "runn"; did you mean run?'),
                                        ("inspetc", "did you mean inspect?"), ("xylophone", 'no command "xylophone"')])
def test_a_mistyped_command_is_named(nanonas, word, said):
    message = nanonas.fail(word, code=2)
    assert said in message
    assert ("did you mean" in message) == ("did you mean" in said)
