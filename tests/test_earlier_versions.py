# SPDX-License-Identifier: MIT
"""Run folders of earlier versions (tests/runs) are read, resumed and reported by the nanonas of today."""
import hashlib
import json
import shutil

import pytest

from conftest import ROOT
from run_folder import comparable, journal, result

RUNS = ROOT / "tests/runs/0.1.0"

# What 0.1.0 itself made of each folder when it went on: the network and the SHA-256 of model.tflite.
ENDS = {
    "finished": ((3, 3), "6f5b387e0ecb25285e356bdba7503098a4bffda89cac7f9458c4a56009e18d14"),
    "searching": ((4, 2), "1cb158d413849ad198989e9a8a6804dab703c03d25b0ac273b824aafdc7a3dd5"),
    "trained": ((4, 3), "a37984f202aa59b8ed17abd9be5753f96cae6658d5e4ed40874dfcb3d57dc1e7"),
}


@pytest.fixture
def earlier(tmp_path):
    """Copies a run folder, so that it may be written into."""
    def copy(name):
        return shutil.copytree(RUNS / name, tmp_path / name)
    return copy


def resume(nanonas, folder):
    return nanonas("run", "--config", folder / "run.toml", "--out", folder, "--resume", "--quiet")


@pytest.mark.parametrize("name", ENDS)
def test_it_resumes_to_what_its_own_version_came_to(nanonas, earlier, name):
    folder = earlier(name)
    decided = [comparable(line) for line in journal(folder)]
    resume(nanonas, folder)
    (k, c), digest = ENDS[name]
    assert (result(folder)["architecture"]["k"], result(folder)["architecture"]["c"]) == (k, c)
    assert hashlib.sha256((folder / "model.tflite").read_bytes()).hexdigest() == digest
    assert [comparable(line) for line in journal(folder)][:len(decided)] == decided
    assert result(folder)["verify"] is None or result(folder)["verify"]["mismatches"] == 0
    assert result(folder)["verify"] is not None or name == "searching"  # which has no target


def test_a_finished_run_keeps_its_result(nanonas, earlier):
    folder = earlier("finished")
    printed = nanonas("run", "--config", folder / "run.toml", "--out", folder, "--resume", "--quiet", "--json").stdout
    before = result(RUNS / "finished")
    now = json.loads(printed)
    assert {key: now[key] for key in before if key != "verify"} == {key: before[key] for key in before if key != "verify"}
    assert {key: now["verify"][key] for key in before["verify"]} == before["verify"]  # later versions may know more


def test_a_changed_journal_is_refused(nanonas, earlier):
    folder = earlier("searching")
    lines = (folder / "journal.jsonl").read_text().splitlines(keepends=True)
    (folder / "journal.jsonl").write_text("".join([lines[1], lines[0], *lines[2:]]))
    assert "journal" in nanonas.fail("run", "--config", folder / "run.toml", "--out", folder, "--resume", code=1)


@pytest.mark.parametrize("name", ENDS)
def test_it_is_reported(nanonas, earlier, name):
    folder = earlier(name)
    nanonas("report", folder, "--quiet")
    page = (folder / "report.html").read_text()
    assert ("This report is incomplete" in page) == (name != "finished")
    for line in journal(folder):
        assert f"({line['k']},{line['c']})" in page


def test_its_network_is_tested_predicts_and_is_exported(nanonas, earlier, sample, tmp_path):
    folder = earlier("finished")
    tested = json.loads(nanonas("test", folder, sample / "test", "--json", "--quiet").stdout)
    assert tested["accuracy"]["int8"] == pytest.approx(tested["accuracy"]["float"], abs=0.05)
    assert tested["accuracy"]["int8"] > 0.5  # of six classes
    picture = next((sample / "test").rglob("*.jpg"))
    assert json.loads(nanonas("predict", folder, picture, "--json", "--quiet").stdout)
    nanonas("export", folder, "--format", "tflite", "--out", tmp_path / "out", "--quiet")
    assert (tmp_path / "out/model.tflite").read_bytes() == (folder / "model.tflite").read_bytes()
