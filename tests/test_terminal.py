# SPDX-License-Identifier: MIT
"""What a person sees in a terminal while nanonas works, and what is left on the screen afterwards."""
import re

import pytest

from conftest import ROOT, SMALL
from screen import Screen


# Candidates that take longer than the screen is left alone between two redraws.
SLOW = ["--input", "40x40x3", "--max-macc", "1M", "--max-ram", "40KiB", "--max-flash", "60k", "--epochs", "3", "--seed", "2"]


@pytest.fixture
def start(nanonas, sample):
    """Starts a run of the small sample in a terminal, in colour unless told otherwise, with every change shown or, with an
    interval, those that are so many milliseconds apart."""
    def start(out, *options, settings=SMALL, rows=24, columns=80, interval=0, **environment):
        given = {**nanonas.environment, "TERM": "xterm-256color", "LANG": "C.UTF-8", "NO_COLOR": "",
                 **environment}
        given.pop("LC_ALL", None)
        words = [ROOT / "build/src/cli/nanonas_redraw_interval", interval, "run", sample / "train", "--test", sample / "test", *settings, "--out", out, *options]
        return Screen(words, given, rows, columns)
    return start


def test_the_plane_of_the_search_fills_up_in_colour(start, tmp_path):
    screen = start(tmp_path / "run", "--threads", 1, settings=SLOW)
    colours = set()
    while screen.read():
        colours |= screen.colours_of("↑↓×")
    plane = [seen for seen in screen.seen if "\nc" in seen]
    assert plane and any(f"{c} •" in seen for seen in plane for c in "0")
    assert ("↑", "green") in colours and colours <= {("↑", "green"), ("↓", "red"), ("×", "brightblack")}
    assert any("epoch 2/3" in seen and "% so far" in seen for seen in plane)
    assert any("best (" in seen for seen in plane)


def test_training_shows_a_curve_that_grows(start, tmp_path):
    screen = start(tmp_path / "run", "--epochs", 30)
    assert screen.read_to_the_end() == 0
    lengths = [sum(seen.count(block) for block in "▁▂▃▄▅▆▇█") for seen in screen.seen if "train    (" in seen]
    assert max(lengths) >= 20 and lengths == sorted(lengths)
    assert any("epoch" in seen and "best" in seen for seen in screen.seen)


def test_nothing_is_left_but_the_table_and_the_next_command(start, tmp_path):
    screen = start(tmp_path / "run", rows=40)
    assert screen.read_to_the_end() == 0
    lines = [line for line in screen.lines() if not line.startswith("The C was not verified")]
    assert lines[0].startswith("Network (")
    assert "Next: nanonas predict" in "\n".join(lines)
    assert not any(line.startswith(("search ", "train ", "data ")) for line in lines)


@pytest.mark.parametrize("columns", [40, 20])
def test_a_narrow_terminal_has_no_broken_lines(start, tmp_path, columns):
    screen = start(tmp_path / "run", columns=columns)
    screen.read_until(lambda seen: "train    (" in seen)
    live = [seen for seen in screen.seen if seen.startswith("search ")]
    assert live and all(line.startswith(("search", "c", " ", "(", "train")) or "▁" in line or "%" in line
                        for seen in live for line in seen.splitlines())
    assert screen.read_to_the_end() == 0


def test_a_terminal_of_few_rows_shows_no_plane(start, tmp_path):
    screen = start(tmp_path / "run", rows=4)
    screen.read_until(lambda seen: "train    (" in seen)
    assert any(seen.startswith("search ") for seen in screen.seen) and not any("\nc" in seen for seen in screen.seen)
    assert screen.read_to_the_end() == 0


def test_without_colours_the_shapes_remain(start, tmp_path):
    screen = start(tmp_path / "run", NO_COLOR="1")
    assert screen.read_to_the_end() == 0
    assert not re.search(rb"\033\[[0-9;]*m", screen.written)
    assert any("↑" in seen for seen in screen.seen)


def test_without_utf8_ascii_does(start, tmp_path):
    screen = start(tmp_path / "run", "--epochs", 30, LANG="C")
    assert screen.read_to_the_end() == 0
    assert screen.written.isascii()
    assert any("^" in seen for seen in screen.seen if "\nc" in seen)


@pytest.mark.parametrize("options, environment", [(["--verbose"], {}), ([], {"TERM": "dumb"})], ids=["verbose", "dumb"])
def test_plain_lines_stay(start, tmp_path, options, environment):
    screen = start(tmp_path / "run", *options, rows=400, **environment)
    assert screen.read_to_the_end() == 0
    shown = screen.seen[-1]
    assert "search   1  (1,0)" in shown and "Network (" in shown
    assert ("epoch 1/3: " in shown) == bool(options)
    assert b"\033[K" not in screen.written and b"A\r" not in screen.written


def test_quiet_shows_the_table_alone(start, tmp_path):
    screen = start(tmp_path / "run", "--quiet", rows=40)
    assert screen.read_to_the_end() == 0
    assert screen.lines()[0].startswith("Network (") and "Next:" not in screen.seen[-1]


def test_a_resized_terminal_is_drawn_anew(start, tmp_path):
    screen = start(tmp_path / "run", "--epochs", 200, "--threads", 1)
    screen.read_until(lambda seen: "train    (" in seen)
    screen.resize(24, 34)
    screen.read_until(lambda seen: seen.count("train    (") == 1 and all(len(line) < 34 for line in seen.splitlines()))
    assert screen.read_to_the_end() == 0


def test_ctrl_c_saves_and_says_how_to_go_on(start, tmp_path):
    screen = start(tmp_path / "run", "--epochs", 2000, rows=40, columns=400)
    screen.read_until(lambda seen: "train    (" in seen)
    screen.press_control_c()
    assert screen.read_to_the_end() == 130
    assert "Go on with: " in screen.seen[-1] and "--resume" in screen.seen[-1]
    assert not any(line.startswith(("search ", "train ")) for line in screen.lines())


def test_of_each_change_only_the_lines_that_differ_are_written(start, tmp_path):
    screen = start(tmp_path / "run", "--epochs", 200, "--threads", 1)
    assert screen.read_to_the_end() == 0
    assert len(screen.seen) > 200 and len(screen.written) < len(screen.seen) * 200


def test_changes_that_follow_too_soon_are_left_out(start, tmp_path):
    """In an hour's interval only the beginnings of stages are shown, where no epoch is over yet."""
    screen = start(tmp_path / "run", "--epochs", 200, "--threads", 1, interval=3600000)
    assert screen.read_to_the_end() == 0
    assert any(seen.startswith("search ") for seen in screen.seen)
    assert any("train    (" in seen for seen in screen.seen)
    assert {epoch for seen in screen.seen for epoch in re.findall(r"epoch (\d+)/", seen)} == {"0"}


def test_verbose_and_quiet_exclude_each_other(nanonas):
    assert "--quiet" in nanonas("targets", "--verbose", "--quiet", code=2).stderr
