# SPDX-License-Identifier: MIT
"""A run that is asked to stop, or ended at any moment: what is finished is saved, nothing is half written, and it goes on."""
import json
import os
import shlex
import signal
import subprocess

import pytest

from run_folder import assert_equal_runs, journal

# Moments of a run, by what its progress says there.
MOMENTS = ["data ", "search   1 ", "search   3 ", "train    1/", "train    3/3", "quantize 0/", "quantize 1/"]
BOTH = [signal.SIGINT, signal.SIGTERM]


def assert_nothing_is_half_written(out, finished):
    """Files are whole or not there; what was about to be written has another name."""
    for path in (path for path in out.rglob("*") if path.is_file() and path.name != ".lock"):
        if path.name == "journal.jsonl":  # grows by a line
            assert journal(out)
        elif path.name == "result.json":
            json.loads(path.read_text())
        elif (finished / path.relative_to(out)).exists() and path.suffix in (".tflite", ".safetensors", ".c", ".h", ".txt"):
            assert path.read_bytes() == (finished / path.relative_to(out)).read_bytes()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_resumes_to_the_same_result(nanonas, moments, command, finished, tmp_path, moment):
    out = tmp_path / "run"
    # A cache of its own, so that the killed run has to read pictures too.
    words = [*command, "--cache", tmp_path / "cache", "--out", out]
    process = nanonas.start(*words, **moments.signals(moment, signal.SIGKILL))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    nanonas(*words, "--resume")
    assert_equal_runs(out, finished)
    assert {path.name for path in out.iterdir()} == {path.name for path in finished.iterdir()}


@pytest.mark.parametrize("stop", BOTH, ids=lambda number: number.name)
@pytest.mark.parametrize("moment", ["search   2 ", "train    1/", "quantize 0/"])
def test_an_interrupted_run_says_how_to_go_on(nanonas, moments, command, finished, tmp_path, moment, stop):
    out = tmp_path / "a run"
    process = nanonas.start(*command, "--out", out, **moments.signals(moment, stop))
    stdout, stderr = process.communicate()
    assert process.returncode == 130 and stdout == ""
    assert "Interrupted; what was finished is saved." in stderr
    again = shlex.split(stderr.splitlines()[-1].split("Go on with: ")[1])
    subprocess.run(again, env=nanonas.environment, check=True, capture_output=True)
    assert_equal_runs(out, finished)


@pytest.mark.parametrize("second", BOTH, ids=lambda number: number.name)
@pytest.mark.parametrize("first", BOTH, ids=lambda number: number.name)
@pytest.mark.parametrize("moment", ["data ", "search   2 ", "train    1/"])
def test_a_second_signal_ends_a_run_at_once(nanonas, moments, command, finished, tmp_path, moment, first, second):
    out = tmp_path / "run"
    words = [*command, "--cache", tmp_path / "cache", "--out", out]
    process = nanonas.start(*words, **moments.signals(moment, first, second))
    stdout, stderr = process.communicate()
    assert process.returncode == 130 and stdout == ""
    assert "Interrupted" not in stderr and stderr.splitlines()[-1].startswith(moment)
    if out.exists():
        assert_nothing_is_half_written(out, finished)
    nanonas(*words, "--resume")
    assert_equal_runs(out, finished)
    assert {path.name for path in out.iterdir()} == {path.name for path in finished.iterdir()}


def test_a_signal_while_a_study_runs_stops_all_of_it(nanonas, moments, study_command, studied, tmp_path):
    out = tmp_path / "study"
    process = nanonas.start(*study_command, "--out", out, **moments.signals("study    1/4|search   2 ", signal.SIGTERM))
    _, stderr = process.communicate()
    assert process.returncode == 130 and "Go on with: " in stderr
    assert not (out / "study.json").exists() and not (out / "report.html").exists()
    nanonas("study", "--resume", "--out", out)
    for run in studied[1]["runs"]:
        assert_equal_runs(out / run["name"], studied[0] / run["name"])


def test_what_an_ended_run_was_writing_is_cleared_away(nanonas, moments, command, finished, tmp_path):
    out = tmp_path / "run"
    process = nanonas.start(*command, "--out", out, **moments.signals("quantize 0/", signal.SIGINT, signal.SIGINT))
    process.communicate()
    for name in ("result.json", "model.tflite", "report.html"):
        (out / f"{name}.a1B2c3").write_text("half of i")
    (out / "notes.of_me").write_text("kept")
    nanonas(*command, "--out", out, "--resume")
    assert {path.name for path in out.iterdir()} == {path.name for path in finished.iterdir()} | {"notes.of_me"}


def test_commands_without_anything_to_save_end_at_the_first_signal(nanonas, tmp_path):
    file = tmp_path / "mine.toml"
    os.mkfifo(file)
    process = nanonas.start("targets", "--targets", file)
    with open(file, "w"):  # opens once the command reads, and gives it nothing to read
        process.send_signal(signal.SIGINT)
        assert process.wait() == -signal.SIGINT
    process.communicate()
