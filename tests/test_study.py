# SPDX-License-Identifier: MIT
"""Sweeps of whole runs, and a search over a list of candidates."""
import json
import signal

import pytest

from conftest import STUDY_RUNS as NAMES
from run_folder import assert_equal_runs, comparable, journal, result

def test_each_run_of_a_study_is_the_run_alone(studied, finished):
    out, _ = studied
    assert_equal_runs(out / "limits_16x16x3_current_seed2", finished)
    assert [path.name for path in sorted(out.iterdir()) if path.is_dir()] == sorted(NAMES)


def test_a_study_ends_in_one_table_and_one_file(nanonas, studied, study_command, tmp_path):
    out, printed = studied
    assert json.loads((out / "study.json").read_text()) == printed
    assert [run["name"] for run in printed["runs"]] == NAMES
    for run in printed["runs"]:
        assert run["result"] == result(out / run["name"])
    for group, names in zip(printed["groups"], (NAMES[:2], NAMES[2:])):
        accuracies = [result(out / name)["val_accuracy"] for name in names]
        assert group["seeds"] == [2, 3]
        assert group["mean"]["val_accuracy"] == pytest.approx(sum(accuracies) / 2)
        assert group["deviation"]["val_accuracy"] == pytest.approx(abs(accuracies[0] - accuracies[1]) / 2 ** 0.5)
    table = nanonas("study", "--resume", "--out", out).stdout
    assert [line.split()[0] for line in table.splitlines()[1:-1]] == [
        *NAMES[:2], "mean", "deviation", *NAMES[2:], "mean", "deviation"]


def test_a_killed_study_resumes_to_the_same_result(nanonas, moments, studied, study_command, tmp_path):
    out = tmp_path / "study"
    process = nanonas.start(*study_command, "--out", out, **moments.signals("study    1/4|search   2 ", signal.SIGKILL))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    first = (out / NAMES[0] / "result.json").read_text()
    nanonas("study", "--resume", "--out", out)
    assert (out / NAMES[0] / "result.json").read_text() == first
    for name in NAMES:
        assert_equal_runs(out / name, studied[0] / name)


def test_more_seeds_can_be_added_to_a_study(nanonas, study_command, tmp_path):
    out = tmp_path / "study"
    nanonas(*study_command, "--inputs", "12x12x1", "--out", out)
    before = (out / NAMES[2] / "result.json").read_text()
    study = json.loads(nanonas("study", "--resume", "--out", out, "--seeds", "2..4", "--json").stdout)
    assert [run["seed"] for run in study["runs"]] == [2, 3, 4]
    assert (out / NAMES[2] / "result.json").read_text() == before
    assert "was begun with max_macc 60000, and now it is 50000" in nanonas.fail("study", "--resume", "--out", out, "--max-macc", "50k", code=2)


def test_that_nothing_fits_is_a_result_of_a_study(nanonas, study_command, tmp_path):
    study = json.loads(nanonas(*study_command, "--seeds", "0", "--inputs", "12x12x1,16x16x3", "--max-macc", "2k",
                               "--out", tmp_path / "study", "--json").stdout)
    fits, not_so = study["runs"]
    assert fits["result"] is not None
    assert not_so["result"] is None and "No network fits" in not_so["reason"]


def test_a_study_is_replaced_only_by_force(nanonas, study_command, tmp_path):
    out = tmp_path / "study"
    words = [*study_command, "--seeds", "0,1", "--inputs", "12x12x1", "--out", out]
    nanonas(*words)
    assert "--resume" in nanonas.fail(*words, code=1)
    nanonas(*words, "--seeds", "5", "--force")
    assert [path.name for path in out.iterdir() if path.is_dir()] == ["limits_12x12x1_current_seed5"]


@pytest.mark.parametrize("list_", [["--seeds", "3..1"], ["--targets", "nosuch"], ["--inputs", "12x12"], ["--variants", "x"]])
def test_a_study_of_nonsense_writes_nothing(nanonas, sample, tmp_path, list_):
    nanonas.fail("study", sample / "train", *list_, "--out", tmp_path / "study", code=2)
    assert not (tmp_path / "study").exists()


def test_a_study_without_its_pictures_writes_nothing(nanonas, tmp_path):
    assert "nowhere" in nanonas.fail("study", tmp_path / "nowhere", "--out", tmp_path / "study", code=1)
    assert not (tmp_path / "study").exists()


@pytest.fixture
def candidates(tmp_path):
    path = tmp_path / "candidates"
    path.write_text("# not Algorithm 1's order\n2,1\n1,0\n40,3  # too large\n1,2\n")
    return path


@pytest.mark.parametrize("threads", [1, 3])
def test_a_search_over_a_list_decides_exactly_what_is_listed(nanonas, command, finished, candidates, tmp_path, threads):
    out = tmp_path / "run"
    done = nanonas("search", *command[1:], "--only", candidates, "--out", out, "--threads", threads)
    lines = journal(out)
    assert [(line["k"], line["c"]) for line in lines] == [(2, 1), (1, 0), (40, 3), (1, 2)]
    assert [line["feasible"] for line in lines] == [True, True, False, True]
    assert "MACC" in lines[2]["reason"] and "(40,3) does not fit" in done.stderr
    # A candidate's score depends on its own seed alone.
    known = {(line["k"], line["c"]): comparable(line) for line in journal(finished)}
    for line in lines:
        if (line["k"], line["c"]) in known:
            assert comparable(line) == known[line["k"], line["c"]]
    scores = {(line["k"], line["c"]): round(max(line["val_accuracy"]), 3) for line in lines if line["feasible"]}
    chosen = result(out)["architecture"]
    assert scores[chosen["k"], chosen["c"]] == max(scores.values())


def test_a_search_over_a_list_is_resumed_with_the_same_list_only(nanonas, command, candidates, tmp_path):
    words = ["search", *command[1:], "--only", candidates, "--out", tmp_path / "run"]
    nanonas(*words)
    nanonas(*words, "--resume")
    candidates.write_text("1,0\n")
    assert "and now it is 1,0" in nanonas.fail(*words, "--resume", code=2)


def test_a_list_that_is_no_list_is_an_error(nanonas, command, candidates, tmp_path):
    words = ["search", *command[1:], "--only", candidates, "--out", tmp_path / "run"]
    candidates.write_text("1,0\n2\n")
    assert "line 2" in nanonas.fail(*words, code=2)
    candidates.write_text("900,0\n900,1\n")
    assert "None of the 2" in nanonas.fail(*words, code=3)
