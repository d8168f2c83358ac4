# SPDX-License-Identifier: MIT
"""What the system refuses (threads, memory, temporary folders, names that are no UTF-8) ends in the work done or in one
sentence that blames what is to blame."""
import json
import os
import resource
import subprocess

import pytest

from conftest import NANONAS, SMALL

LATIN = b"caf\xe9"  # as old disks have names; no UTF-8


def run_in(words, limits=(), environment=None):
    def narrow():
        for which, most in limits:
            resource.setrlimit(which, (most, most))
    return subprocess.run([NANONAS, *words], capture_output=True, preexec_fn=narrow, env={**os.environ, **(environment or {})})


@pytest.fixture(scope="module")
def signs(nanonas, tmp_path_factory):
    folder = tmp_path_factory.mktemp("signs") / "signs"
    nanonas("sample", folder, "--count", 60, "--size", 20)
    return folder


@pytest.fixture(scope="module")
def finished(nanonas, signs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished") / "run"
    nanonas("run", signs, "--out", folder, *SMALL)
    return folder


@pytest.mark.parametrize("threads", [2, 8])
def test_threads_that_cant_be_started_are_done_without(tmp_path, signs, threads):
    limits = [(resource.RLIMIT_AS, 300000 * 1024)]
    done = run_in(["sample", tmp_path / "few", "--count", "60", "--threads", str(threads)], limits)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "few").rglob("*.*"))) == 60
    done = run_in(["run", signs, "--out", tmp_path / "run", *map(str, SMALL), "--threads", str(threads)], limits)
    assert done.returncode in (0, 1), done.stderr
    assert done.returncode == 0 or b"memory" in done.stderr and b"terminate" not in done.stderr
    if threads <= 8:
        assert done.returncode == 0, done.stderr


def test_json_with_names_that_are_not_utf8(tmp_path, nanonas, signs, finished):
    odd = os.path.join(os.fsencode(tmp_path), LATIN)
    os.mkdir(odd)
    renamed = os.path.join(odd, b"run")
    os.symlink(finished, renamed)
    photo = os.path.join(odd, b"photo.png")
    os.symlink(next(path for path in signs.rglob("*.*") if path.is_file()), photo)
    linked = os.path.join(odd, b"signs")
    os.symlink(signs, linked)
    for words in [["test", renamed, linked], ["sample", os.path.join(odd, b"new"), "--count", "30"],
                  ["export", renamed, "--format", "c", "--out", os.path.join(odd, b"c")],
                  ["report", renamed], ["predict", renamed, photo], ["data", linked],
                  ["inspect", os.path.join(renamed, b"model.tflite")]]:
        done = run_in([*words, "--json"])
        assert done.returncode == 0, (words, done.stderr)
        json.loads(done.stdout)
    files = json.loads(run_in(["report", renamed, "--json"]).stdout)["files"]
    assert files == [f"{tmp_path}/caf\ufffd/run/report.html"]


def test_a_class_whose_name_is_not_utf8(tmp_path, signs, finished):
    labels = os.path.join(os.fsencode(tmp_path), b"labels.txt")
    names = [LATIN, *(f"class {i}".encode() for i in range(5))]
    open(labels, "wb").write(b"\n".join(names) + b"\n")
    (tmp_path / "model.tflite").symlink_to(finished / "model.tflite")
    photo = next(path for path in signs.rglob("*.*") if path.is_file())
    done = run_in(["predict", tmp_path / "model.tflite", photo, "--json"])
    assert done.returncode in (0, 1) and b"terminate" not in done.stderr, done.stderr
    if done.returncode == 0:
        assert len(json.loads(done.stdout)["predictions"][0]["probabilities"]) == 6


def test_a_path_that_run_toml_cant_keep_is_refused(tmp_path, signs):
    odd = os.path.join(os.fsencode(tmp_path), LATIN)
    os.symlink(signs, odd)
    done = run_in(["run", odd, "--out", tmp_path / "run", *map(str, SMALL)])
    assert done.returncode == 2 and not (tmp_path / "run").exists()
    assert b'caf\\xE9" is not UTF-8, so run.toml can\'t keep it' in done.stderr


def test_a_missing_temporary_folder_is_blamed_on_itself(nanonas, finished, tmp_path):
    nowhere = tmp_path / "nowhere"
    done = run_in(["verify", finished, "--count", "1", "--target", "STM32L010RBT6"], environment={"TMPDIR": str(nowhere)})
    assert done.returncode == 1
    assert f'No temporary folder could be made in "{nowhere}": No such file or directory; name another' in done.stderr.decode()
    assert b"output" not in done.stderr


def test_standard_output_that_is_full_is_blamed_on_itself():
    with open("/dev/full", "w") as full:
        for words in (["targets"], ["targets", "--json"]):
            done = subprocess.run([NANONAS, *words], stdout=full, stderr=subprocess.PIPE)
            assert done.returncode == 1
            assert done.stderr == b"nanonas: Standard output could not be written: No space left on device.\n"


def test_resume_says_which_setting_differs_with_both_values(nanonas, finished, signs):
    message = nanonas.fail("run", signs, "--out", finished, "--resume", *SMALL, "--val-split", "0.4", code=2)
    assert "was begun with val_split 0.3, and now it is 0.4; resume" in message


def test_what_was_evaluated_ahead_is_not_believed_blindly(nanonas, signs, tmp_path):
    out = tmp_path / "run"
    nanonas("search", signs, "--out", out, *SMALL)
    (out / "ahead.jsonl").write_text('{"k":1,"c":0,"val_accuracy":[7],"seconds":1}\n')
    message = nanonas.fail("search", signs, "--out", out, "--resume", *SMALL, code=1)
    assert "Line 1 of" in message and "ahead.jsonl" in message and "remove that file" in message
