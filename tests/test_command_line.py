# SPDX-License-Identifier: MIT
"""The manners of the command line: help, streams, exit codes."""
import json
import subprocess

import pytest

from conftest import NANONAS

COMMANDS = ["run", "search", "train", "quantize", "test", "export", "verify", "predict", "inspect", "targets", "sample",
            "report", "data"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_json(nanonas, command):
    text = nanonas(command, "--help").stdout
    assert f"Example:\n  nanonas {command}" in text and "--json" in text


def test_the_help_names_every_command(nanonas):
    text = nanonas("--help").stdout
    assert all(f"\n  {command} " in text for command in COMMANDS)
    assert nanonas("--version").stdout.count(".") == 2


def test_results_go_to_standard_output_and_the_rest_to_standard_error(nanonas, command, tmp_path):
    loud = nanonas(*command, "--out", tmp_path / "a", "--json")
    json.loads(loud.stdout)
    assert "search   1  (1,0)" in loud.stderr and "\r" not in loud.stderr and "\033" not in loud.stderr
    quiet = nanonas(*command, "--out", tmp_path / "b", "--quiet")
    assert quiet.stderr == "" and "Network" in quiet.stdout and "\033" not in quiet.stdout


def test_a_run_ends_with_the_next_command(nanonas, command, tmp_path):
    last = nanonas(*command, "--out", tmp_path / "run").stderr.splitlines()[-1]
    assert last.startswith("Next: nanonas ")


def test_targets_are_listed(nanonas):
    assert "STM32L010RBT6" in nanonas("targets").stdout
    targets = {target["name"]: target for target in json.loads(nanonas("targets", "--json").stdout)["targets"]}
    assert targets["STM32L010RBT6"]["ram_bytes"] == 20480 and targets["STM32L010RBT6"]["macc"] == 750000


@pytest.mark.parametrize("result", [["targets", "uno"], ["targets", "--json"]], ids=["short", "long"])
def test_standard_output_that_cannot_be_written_is_an_error(result):
    with open("/dev/full", "w") as full:
        done = subprocess.run([NANONAS, *result], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "could not be written" in done.stderr


@pytest.mark.parametrize("words", [
    [], ["unheard-of"], ["run"], ["train", "--out", "x"], ["test", "x"], ["predict", "x"], ["export", "x", "--out", "y"],
    ["run", "--out", "x", "--unheard-of"], ["run", "--out"], ["sample", "x", "--count", "-5"], ["sample", "x", "--size", "0"],
    ["sample", "x", "--threads", "0"], ["search", "--dry-run"], ["search", "--dry-run", "--classes", "1"],
    ["search", "--classes", "3"], ["export", "x", "--format", "onnx", "--out", "y"],
])
def test_a_request_that_makes_no_sense_is_answered_in_one_sentence(nanonas, words, tmp_path):
    done = nanonas(*words, code=2, cwd=tmp_path)
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words, said", [
    (["--input", "0x0x3"], "0x0x3"),
    (["--input", "50x50"], "50x50"),
    (["--val-split", "1.5"], "1.5"),
    (["--val-split", "0"], "0"),
    (["--threads", "0"], "threads"),
    (["--epochs", "0"], "epochs"),
    (["--max-ram", "0"], "limit"),
    (["--max-ram", "lots"], "--max-ram"),
    (["--reserve-ram", "20KiB"], "reserve"),
    (["--target", "STM32L010RBT7"], "STM32L010RBT6"),
    (["--seed", "-1"], "--seed"),
    (["--variant", "newest"], "current or prime23"),
    (["--runtime", "onnx"], "c or tflm"),
    (["--target", "ESP32", "--max-macc", "1M"], "--runtime tflm"),
])
def test_absurd_options_are_refused_before_anything_is_written(nanonas, sample, tmp_path, words, said):
    message = nanonas.fail("run", sample / "train", "--out", tmp_path / "run", *words, code=2)
    assert said in message
    assert not list(tmp_path.iterdir())


def test_settings_of_a_file_are_checked_like_options(nanonas, sample, tmp_path):
    config = tmp_path / "my.toml"
    config.write_text("seed = 1\nval_splitt = 0.3\n")
    message = nanonas.fail("run", sample / "train", "--out", tmp_path / "run", "--config", config, code=2)
    assert "my.toml" in message and "line 2" in message and "val_splitt" in message
