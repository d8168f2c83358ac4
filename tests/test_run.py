# SPDX-License-Identifier: MIT
"""A whole run: what it leaves, and that it can be repeated, resumed and spread over threads without a difference."""
import json
import shutil
import struct

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from conftest import wait_until_halted
from run_folder import assert_equal_runs, comparable, journal, result


def test_a_run_leaves_the_files_of_the_design_and_nothing_else(finished):
    assert {path.name for path in finished.iterdir()} == {
        "run.toml", "journal.jsonl", "ahead.jsonl", "weights.safetensors", "labels.txt", "model.tflite", "c",
        "test.json", "result.json", "report.html"}
    assert (finished / "labels.txt").read_text().splitlines() == result(finished)["classes"]


def test_the_result_has_the_fields_of_the_design(finished):
    r = result(finished)
    assert set(r) == {"architecture", "classes", "input", "macc", "flash_bytes", "ram_bytes", "milliseconds", "memory", "constraints",
                      "val_accuracy", "val_accuracy_interval", "test_accuracy", "test_accuracy_interval", "seconds", "candidates",
                      "pictures", "peak_rss_bytes", "verify", "warnings", "seed", "version"}
    low, high = r["test_accuracy_interval"]["int8"]
    assert 0 <= low < r["test_accuracy"]["int8"] < high <= 1 and high - low < 0.2
    assert set(r["architecture"]) == {"variant", "k", "c", "channels"}
    assert set(r["memory"]["tflm"]) == {"arena_bytes", "arena_bytes_32bit", "file_bytes"}
    assert set(r["memory"]["c"]) == {"ram_bytes", "flash_bytes"}
    assert set(r["seconds"]) == {"data", "search", "train", "quantize", "export", "verify", "total"}
    assert set(r["candidates"]) == {"evaluated", "infeasible", "ahead"}
    assert r["seconds"]["verify"] is None and r["verify"] is None
    assert all(r["seconds"][stage] >= 0 for stage in ("data", "search", "train", "quantize", "export", "total"))
    assert 0 < r["val_accuracy"] <= 1 and 0 < r["test_accuracy"]["int8"] <= 1
    assert r["input"] == {"height": 16, "width": 16, "channels": 3}
    assert r["constraints"] == {"target": None, "ram_bytes": 20480, "flash_bytes": 20000, "macc": 60000}
    assert r["pictures"] == {"training": 840, "validation": 360, "test": 120, "unreadable": 0}
    assert 1 << 20 < r["peak_rss_bytes"] < 64 << 20


def test_the_journal_follows_algorithm_1(finished):
    lines = journal(finished)
    assert list(lines[0]) == ["k", "c", "macc", "flash_bytes", "ram_bytes", "feasible", "reason", "val_accuracy", "seconds"]
    score = {(line["k"], line["c"]): round(max(line["val_accuracy"]) + 1e-12, 3) for line in lines if line["feasible"]}
    walk, best, best_score, k = [], None, -1, 1
    while True:
        row, row_score, c = None, -1, 0
        while True:
            walk.append((k, c))
            f = score.get((k, c), -1)
            if f <= row_score:
                break
            row, row_score, c = (k, c), f, c + 1
        if row_score <= best_score:
            break
        best, best_score, k = row, row_score, k + 1
    assert walk == [(line["k"], line["c"]) for line in lines]
    r = result(finished)
    assert best == (r["architecture"]["k"], r["architecture"]["c"])
    assert len(score) == r["candidates"]["evaluated"]
    assert len(lines) - len(score) == r["candidates"]["infeasible"]


def test_the_model_is_as_large_as_computed_and_classifies_in_litert(finished):
    model = (finished / "model.tflite").read_bytes()
    assert len(model) == result(finished)["memory"]["tflm"]["file_bytes"]
    interpreter = Interpreter(model_content=model)
    interpreter.allocate_tensors()
    (input_,), (output,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert input_["dtype"] == output["dtype"] == np.uint8
    assert list(input_["shape"]) == [1, 16, 16, 3] and list(output["shape"]) == [1, 6]


def test_the_weights_are_safetensors(finished):
    data = (finished / "weights.safetensors").read_bytes()
    length, = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__")
    channels = result(finished)["architecture"]["channels"]
    assert header["convolutions.0.kernel"]["shape"] == [channels[0], 3, 3, 3]
    assert header["dense.kernel"]["shape"] == [6, channels[-1]]
    ends = sorted((*entry["data_offsets"], np.prod(entry["shape"])) for entry in header.values())
    assert ends[0][0] == 0 and ends[-1][1] == len(data) - 8 - length
    for begin, end, count in ends:
        assert end - begin == 4 * count
    assert max(json.loads(metadata["val_accuracy"])) == result(finished)["val_accuracy"]


@pytest.mark.parametrize("threads", [2, 3])
def test_any_number_of_threads_gives_the_same(nanonas, command, finished, tmp_path, threads):
    nanonas(*command, "--out", tmp_path / "run", "--threads", threads)
    assert_equal_runs(tmp_path / "run", finished)


def test_another_seed_gives_another_result(nanonas, command, finished, tmp_path):
    nanonas(*command, "--out", tmp_path / "run", "--seed", 1)
    assert journal(tmp_path / "run")[0]["val_accuracy"] != journal(finished)[0]["val_accuracy"]


def test_the_settings_of_a_run_repeat_it(nanonas, finished, tmp_path):
    nanonas("run", "--config", finished / "run.toml", "--out", tmp_path / "run")
    assert_equal_runs(tmp_path / "run", finished)
    assert "version = " in (finished / "run.toml").read_text()


def test_a_torn_line_of_the_journal_is_evaluated_again(nanonas, finished, tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    shutil.copy(finished / "run.toml", out)
    lines = (finished / "journal.jsonl").read_text().splitlines(keepends=True)
    (out / "journal.jsonl").write_text("".join(lines[:2]) + lines[2][:25])
    nanonas("run", "--resume", "--out", out)
    assert_equal_runs(out, finished)


def test_resuming_starts_afresh_where_there_is_nothing(nanonas, command, finished, tmp_path):
    nanonas(*command, "--out", tmp_path / "run", "--resume")
    assert_equal_runs(tmp_path / "run", finished)


def test_resuming_a_finished_run_repeats_its_result(nanonas, finished, tmp_path):
    out = shutil.copytree(finished, tmp_path / "run")
    printed = nanonas("run", "--resume", "--out", out, "--json").stdout
    assert json.loads(printed) == result(finished)
    assert (out / "result.json").read_text() == (finished / "result.json").read_text()


def test_two_runs_cannot_write_into_one_folder(nanonas, moments, command, tmp_path):
    process = nanonas.start(*command, "--out", tmp_path / "run", **moments.halt("train "))
    wait_until_halted(process)
    for more in ([], ["--resume"], ["--force"]):
        message = nanonas.fail(*command, "--out", tmp_path / "run", *more, code=1)
        assert "Another run is writing" in message
    process.kill()
    process.communicate()


def test_a_run_is_replaced_only_by_force(nanonas, command, finished, tmp_path):
    out = shutil.copytree(finished, tmp_path / "run")
    message = nanonas.fail(*command, "--out", out, "--seed", 1, code=1)
    assert "--resume" in message and "--force" in message
    assert result(out) == result(finished)
    nanonas(*command, "--out", out, "--seed", 1, "--force")
    assert result(out)["seed"] == 1


def test_force_and_resume_exclude_each_other(nanonas, command, tmp_path):
    nanonas.fail(*command, "--out", tmp_path / "run", "--force", "--resume", code=2)
    assert not (tmp_path / "run").exists()


def test_a_run_is_resumed_with_its_own_settings_only(nanonas, command, finished, tmp_path):
    out = shutil.copytree(finished, tmp_path / "run")
    message = nanonas.fail(*command, "--out", out, "--resume", "--seed", 7, code=2)
    assert "was begun with seed 2, and now it is 7" in message
    nanonas(*command, "--out", out, "--resume", "--threads", 2)


def test_a_run_is_not_resumed_over_other_pictures(nanonas, sample, command, finished, tmp_path):
    pictures = shutil.copytree(sample / "train", tmp_path / "pictures")
    out = tmp_path / "run"
    words = ["run", pictures, "--out", out, "--resume", *command[4:]]
    nanonas(*words)
    next(pictures.glob("stop/*")).unlink()
    assert "Pictures were added, removed or changed" in nanonas.fail(*words, code=1)


def test_a_search_is_gone_on_with_by_run(nanonas, command, finished, tmp_path):
    out = tmp_path / "run"
    found = json.loads(nanonas("search", *command[1:], "--out", out, "--json").stdout)
    assert found["architecture"] == result(finished)["architecture"]
    assert found["val_accuracy"] is None and found["seconds"]["total"] is None
    nanonas("run", "--resume", "--out", out)
    assert_equal_runs(out, finished)


def test_a_search_without_a_folder_writes_nothing(nanonas, command, tmp_path):
    nanonas("search", *command[1:], cwd=tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_stages_one_by_one(nanonas, sample, finished, tmp_path):
    out = tmp_path / "run"
    trained = json.loads(nanonas("train", sample / "train", "--input", "16x16x3", "--arch", "2,1", "--epochs", 2, "--out",
                                 out, "--json").stdout)
    assert len(trained["val_accuracy"]) == 2 and trained["seconds"] > 0
    assert not (out / "model.tflite").exists()
    assert "quantize" in nanonas.fail("test", out, sample / "test", code=1)
    nanonas("quantize", out)
    report = json.loads(nanonas("test", out, sample / "test", "--json").stdout)
    matrix = np.array(report["confusion"]["int8"])
    assert matrix.sum() == 120 and report["accuracy"]["int8"] == pytest.approx(np.trace(matrix) / 120)
    assert np.trace(np.array(report["confusion"]["float"])) == pytest.approx(report["accuracy"]["float"] * 120)


def test_evaluation_as_a_recipe_is_what_the_search_does(nanonas, sample, command, finished, tmp_path):
    candidate = journal(finished)[1]
    words = [word for word in command[2:] if word not in ("--epochs", "3")]
    trained = json.loads(nanonas("train", command[1], *words, "--arch", f"{candidate['k']},{candidate['c']}", "--recipe",
                                 "evaluation", "--out", tmp_path / "run", "--json").stdout)
    assert trained["val_accuracy"] == candidate["val_accuracy"]


def test_the_test_command_agrees_with_the_run(nanonas, sample, finished):
    assert json.loads(nanonas("test", finished, sample / "test", "--json").stdout)["accuracy"] == result(finished)["test_accuracy"]
    alone = json.loads(nanonas("test", finished / "model.tflite", sample / "test", "--json").stdout)
    assert alone["accuracy"] == {"float": None, "int8": result(finished)["test_accuracy"]["int8"]}


def test_exported_files_are_the_model(nanonas, finished, tmp_path):
    nanonas("export", finished, "--format", "tflite", "--out", tmp_path / "new" / "folder", "--name", "signs")
    exported = tmp_path / "new" / "folder" / "signs.tflite"
    assert exported.read_bytes() == (finished / "model.tflite").read_bytes()
    again = ["export", finished, "--format", "tflite", "--out", exported.parent, "--name", "signs"]
    assert "signs.tflite" in nanonas.fail(*again, code=1)
    nanonas(*again, "--force")


def test_predictions_name_a_class_and_its_probabilities(nanonas, sample, finished):
    pictures = sorted(sample.glob("test/*/*"))[:5]
    said = json.loads(nanonas("predict", finished, *pictures, "--json").stdout)["predictions"]
    assert [entry["picture"] for entry in said] == list(map(str, pictures))
    for entry in said:
        assert set(entry["probabilities"]) == set(result(finished)["classes"])
        assert entry["probabilities"][entry["class"]] == max(entry["probabilities"].values())
        assert sum(entry["probabilities"].values()) == pytest.approx(1, abs=0.05)


def test_inspect_tells_what_the_run_computed(nanonas, finished):
    told = json.loads(nanonas("inspect", finished / "model.tflite", "--json").stdout)
    r = result(finished)
    assert told["macc"] == r["macc"] and told["file_bytes"] == r["memory"]["tflm"]["file_bytes"]
    assert told["arena_bytes"] == r["memory"]["tflm"]["arena_bytes"]
    assert told["arena_bytes_32bit"] == r["memory"]["tflm"]["arena_bytes_32bit"]
    assert sum(op["macc"] for op in told["operators"]) == told["macc"]
    assert "CONV_2D" in [op["name"] for op in told["operators"]]


def test_a_dry_run_lists_what_fits_without_pictures(nanonas, finished):
    words = ["search", "--dry-run", "--classes", 6, "--input", "16x16x3", "--max-macc", "60k", "--max-ram", "20KiB",
             "--max-flash", "20k"]
    listed = {(entry["k"], entry["c"]): entry for entry in json.loads(nanonas(*words, "--json").stdout)["candidates"]}
    names = set()  # whose bytes are those of the pictures' classes in a run, and of "class 0" and so on in a dry one
    for line in journal(finished):
        if (line["k"], line["c"]) in listed:
            entry = listed[line["k"], line["c"]]
            names.add(entry["flash_bytes"] - line["flash_bytes"])
            for name in ("macc", "ram_bytes", "feasible"):
                assert entry[name] == line[name]
    assert len(names) == 1 and abs(names.pop()) < 32
    assert all((entry["limit"] is None) == entry["feasible"] for entry in listed.values())
    assert "c = 1" in nanonas(*words).stdout


def test_the_reference_is_one_option_or_six(nanonas, sample, tmp_path):
    small = ["search", sample / "train", "--input", "12x12x3", "--max-macc", "20k"]
    nanonas(*small, "--as-reference", "--out", tmp_path / "a")
    nanonas(*small, "--variant", "current", "--evaluation", "reference", "--recipe", "reference", "--macc", "reference",
            "--runtime", "tflm", "--arena", "64", "--out", tmp_path / "b")
    assert (tmp_path / "a/run.toml").read_text() == (tmp_path / "b/run.toml").read_text()
    assert [comparable(line) for line in journal(tmp_path / "a")] == [comparable(line) for line in journal(tmp_path / "b")]
