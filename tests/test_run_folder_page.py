# SPDX-License-Identifier: MIT
"""docs/run-folder.md names every file and key that a run writes, and none that it does not."""
import json
import re
import struct
import tomllib

import pytest

from conftest import ROOT, SMALL

PAGE = (ROOT / "docs/run-folder.md").read_text()


def named(heading, header):
    """The names in the first column of a table below a heading, by the table's header."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGE, re.DOTALL | re.MULTILINE).group(1)
    tables = re.findall(rf"^\| {header} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", section, re.MULTILINE)
    names = [name for table in tables for row in table.splitlines()
             for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert len(names) == len(set(names)) > 0
    return set(names)


def keys(value, stop=(), name=""):
    """The dotted names of all values; those in `stop` count as values."""
    if isinstance(value, dict) and value and name not in stop:
        return set().union(*(keys(inner, stop, f"{name}.{key}".lstrip(".")) for key, inner in value.items()))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return set().union(*(keys(inner, stop, f"{name}[]") for inner in value))
    return {name}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def run(nanonas, sample, tmp_path_factory):
    """The folder of a small run for a target, with every stage."""
    out = tmp_path_factory.mktemp("runs") / "run"
    nanonas("run", sample / "train", "--test", sample / "test", *SMALL, "--target", "STM32L010RBT6", "--max-ms", 1000,
            "--out", out)
    return out


@pytest.fixture(scope="module")
def other_run(nanonas, sample, tmp_path_factory):
    """The folder of a training whose settings all have values."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "targets.toml").write_text((ROOT / "src/memory/targets.toml").read_text())
    nanonas("train", sample / "train", "--test", sample / "test", *SMALL, "--target", "STM32L010RBT6", "--targets",
            folder / "targets.toml", "--arch", "1,0", "--batch", 32, "--learning-rate", 0.01, "--mirror", "no", "--cache", folder,
            "--out", folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def listed_search(nanonas, sample, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    (folder / "candidates").write_text("1,0\n1,9\n")
    nanonas("search", sample / "train", *SMALL, "--only", folder / "candidates", "--test-split", 0.2, "--threads", 2,
            "--runtime", "tflm", "--arena", 64,
            "--out", folder / "run")
    return folder / "run"


def test_every_file_is_named(run):
    files = {str(path.relative_to(run)) for path in run.rglob("*") if path.is_file()}
    assert named("The run folder", "file") == files


def test_every_setting_is_named(run, other_run, listed_search):
    written = [tomllib.loads((folder / "run.toml").read_text()) for folder in (run, other_run, listed_search)]
    assert named("run.toml", "key") == set().union(*written)


def test_every_key_of_the_search_is_named(run, listed_search):
    for decided in lines(run / "journal.jsonl"):
        assert named("journal.jsonl", "key") == set(decided)
    for decided in lines(listed_search / "journal.jsonl"):  # under tflm nothing says how long a picture takes
        assert named("journal.jsonl", "key") == set(decided) | {"milliseconds"}
    assert named("ahead.jsonl", "key") < named("journal.jsonl", "key")
    for ahead in lines(listed_search / "ahead.jsonl"):  # which may be empty
        assert named("ahead.jsonl", "key") == set(ahead)


def test_an_input_too_small_for_its_cells_leaves_costs_null(listed_search):
    too_deep = lines(listed_search / "journal.jsonl")[1]
    assert [too_deep[key] for key in ("macc", "flash_bytes", "ram_bytes")] == [None] * 3
    assert not too_deep["feasible"] and too_deep["reason"] and too_deep["val_accuracy"] == [] and too_deep["seconds"] == 0


def test_every_figure_of_the_result_is_named(run):
    assert named("result.json", "key") == keys(json.loads((run / "result.json").read_text()))


def test_every_key_of_the_test_is_named(run):
    tested = json.loads((run / "test.json").read_text())
    assert named("test.json", "key") == keys(tested)
    assert tested["accuracy"] == json.loads((run / "result.json").read_text())["test_accuracy"]


def test_every_array_of_the_weights_is_named(run):
    data = (run / "weights.safetensors").read_bytes()
    header = json.loads(data[8:8 + struct.unpack("<Q", data[:8])[0]])
    assert named("weights.safetensors", "metadata") == set(header.pop("__metadata__"))
    assert named("weights.safetensors", "array") == {re.sub(r"\.\d+\.", ".I.", name) for name in header}


def test_every_file_and_key_of_a_study_is_named(nanonas, sample, tmp_path):
    nanonas("study", sample / "train", *SMALL, "--seeds", "0,1", "--targets", "STM32L010RBT6", "--inputs", "12x12x1",
            "--variants", "current", "--out", tmp_path / "study")
    files = {path.name for path in (tmp_path / "study").iterdir() if path.is_file()}
    assert named("A study's folder", "file") == files
    settings = tomllib.loads((tmp_path / "study/study.toml").read_text())
    study = json.loads((tmp_path / "study/study.json").read_text())
    stop = {"runs[].result", "groups[].networks", "groups[].mean", "groups[].deviation"}
    assert named("A study's folder", "key") == set(settings) | keys(study, stop)
    for group in study["groups"]:
        assert set(group["mean"]) == set(group["deviation"]) and all(f"`{figure}`" in PAGE for figure in group["mean"])
