# SPDX-License-Identifier: MIT
"""nanonas-mpi: any number of ranks gives what one process gives, and what was finished outlives a rank."""
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess

import pytest

from conftest import ROOT
from run_folder import assert_equal_runs, comparable, comparable_pages, journal, result

NANONAS_MPI = ROOT / "build/nanonas-mpi"


class Ranks:
    def __init__(self, nanonas, moments):
        self.moments = moments
        self.environment = {**nanonas.environment, "OMPI_MCA_btl_base_warn_component_unused": "0"}

    def words(self, ranks, *words):
        root = ["--allow-run-as-root"] if os.getuid() == 0 else []
        return ["mpirun", *root, "--oversubscribe", "-np", str(ranks), NANONAS_MPI, *map(str, words)]

    def __call__(self, ranks, *words, code=0):
        done = subprocess.run(self.words(ranks, *words), env=self.environment, text=True, capture_output=True)
        assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def start_and_halt(self, moment, ranks, *words):
        """Starts ranks of which rank 0 halts where it has said a line with this beginning."""
        process = subprocess.Popen(self.words(ranks, *words), env={**self.environment, **self.moments.halt(moment)},
                                   text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        return process, wait_until_rank_0_is_halted(process)


@pytest.fixture
def mpi(nanonas, moments):
    return Ranks(nanonas, moments)


def members(process):
    """The process ids of all nanonas-mpi that an mpirun has started, rank 0 first, and their states."""
    found = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it has ended
            continue
        state, parent = rest.split()[:2]
        if name == "nanonas-mpi" and int(parent) == process.pid:
            found[int(stat.parent.name)] = state
    return dict(sorted(found.items()))


def wait_until_rank_0_is_halted(process):
    """Returns all ranks."""
    while True:
        assert process.poll() is None, process.stderr.read()
        ranks = members(process)
        if ranks and next(iter(ranks.values())) in "Tt":
            return list(ranks)


def kill_and_go_on(ranks, victim):
    os.kill(ranks[victim], signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):  # mpirun may have ended it by now
        os.kill(ranks[0], signal.SIGCONT)


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_any_number_of_ranks_gives_the_same_run(mpi, command, finished, tmp_path, ranks):
    mpi(ranks, *command, "--out", tmp_path / "run")
    assert_equal_runs(tmp_path / "run", finished)


def test_candidates_are_evaluated_by_other_ranks(mpi, command, tmp_path):
    out = tmp_path / "run"
    mpi(3, "search", *command[1:], "--out", out, "--threads", 1)
    assert result(out)["candidates"]["ahead"] > 0


def test_candidates_of_a_list_are_evaluated_by_other_ranks(mpi, nanonas, command, tmp_path):
    candidates = tmp_path / "candidates"
    candidates.write_text("1,1\n2,1\n1,0\n2,2\n1,2\n")
    words = ["search", *command[1:], "--only", candidates, "--threads", 1, "--out"]
    nanonas(*words, tmp_path / "one")
    mpi(2, *words, tmp_path / "two")
    assert [comparable(line) for line in journal(tmp_path / "two")] == [comparable(line) for line in journal(tmp_path / "one")]


@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_a_study_over_ranks_gives_the_same_table(mpi, nanonas, sample, command, finished, tmp_path, ranks):
    words = ["study", *command[1:], "--seeds", "2..4"]
    study = json.loads(mpi(ranks, *words, "--out", tmp_path / "study", "--json").stdout)
    assert [run["seed"] for run in study["runs"]] == [2, 3, 4]
    assert_equal_runs(tmp_path / "study/limits_16x16x3_current_seed2", finished)
    for seed in (3, 4):
        alone = tmp_path / f"alone{seed}"
        nanonas(*command, "--seed", seed, "--out", alone)
        assert_equal_runs(tmp_path / f"study/limits_16x16x3_current_seed{seed}", alone)
    # Whichever rank did a run has reported it.
    nanonas("study", *command[1:], "--seeds", "2..4", "--out", tmp_path / "one")
    assert comparable_pages(tmp_path / "study") == comparable_pages(tmp_path / "one")


def test_an_error_is_said_once_and_ends_all_ranks(mpi, tmp_path):
    done = mpi(3, "run", tmp_path / "nowhere", "--out", tmp_path / "run", code=1)
    assert done.stderr.count("nanonas: ") == 1 and "nowhere" in done.stderr
    assert mpi(2, "--version").stdout.count(".") == 2


@pytest.mark.parametrize("victim", [0, 1, 2])
def test_when_a_rank_dies_the_job_ends_and_resumes_to_the_same(mpi, nanonas, command, finished, tmp_path, victim):
    out = tmp_path / "run"
    words = [*command, "--out", out, "--threads", 1]
    process, ranks = mpi.start_and_halt("search   2 ", 3, *words)
    kill_and_go_on(ranks, victim)
    _, stderr = process.communicate()
    assert process.returncode != 0
    assert re.search(r"rank %d with PID \d+ on node \S+ exited on signal 9" % victim, stderr.replace("\n", " ")), stderr
    decided = journal(out)
    assert len(decided) >= 2
    mpi(2, *words, "--resume")
    assert_equal_runs(out, finished)
    assert journal(out)[:len(decided)] == decided  # seconds included: not evaluated again


def test_when_another_rank_dies_rank_0_says_how_to_go_on(mpi, command, tmp_path):
    # mpirun wakes the others, asks them to end so many seconds later, and ends them itself so many seconds after that.
    mpi.environment["OMPI_MCA_odls_base_sigkill_timeout"] = "5"
    process, ranks = mpi.start_and_halt("train ", 2, *command, "--out", tmp_path / "run", "--epochs", 100000)
    kill_and_go_on(ranks, 1)
    _, stderr = process.communicate()
    assert process.returncode != 0
    assert "what was finished is saved" in stderr and "--resume" in stderr, stderr


def test_when_a_rank_dies_a_study_keeps_its_finished_runs(mpi, command, finished, tmp_path):
    out = tmp_path / "study"
    words = ["study", *command[1:], "--seeds", "2..7", "--out", out]
    process, ranks = mpi.start_and_halt("study    2/6", 2, *words)
    kill_and_go_on(ranks, 1)
    process.communicate()
    assert process.returncode != 0
    kept = {path: path.read_text() for path in out.glob("*/result.json") if json.loads(path.read_text())["seconds"]["total"]}
    assert len(kept) >= 2
    study = json.loads(mpi(2, *words, "--resume", "--json").stdout)
    assert [run["seed"] for run in study["runs"]] == list(range(2, 8))
    assert_equal_runs(out / "limits_16x16x3_current_seed2", finished)
    for path, text in kept.items():
        assert path.read_text() == text


def test_a_batch_systems_signal_to_all_ranks_is_one_to_stop(mpi, command, finished, tmp_path):
    out = tmp_path / "study"
    words = ["study", *command[1:], "--seeds", "2..7", "--out", out]
    process, ranks = mpi.start_and_halt("study    1/6", 3, *words)
    for rank in ranks:
        os.kill(rank, signal.SIGTERM)
    os.kill(ranks[0], signal.SIGCONT)
    _, stderr = process.communicate()
    assert process.returncode == 130 and "--resume" in stderr, stderr
    assert "exited on signal" not in stderr
    study = json.loads(mpi(2, *words, "--resume", "--json").stdout)
    assert [run["seed"] for run in study["runs"]] == list(range(2, 8))
    assert_equal_runs(out / "limits_16x16x3_current_seed2", finished)
