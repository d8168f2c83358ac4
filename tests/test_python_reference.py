# SPDX-License-Identifier: MIT
"""The reference's class, call for call: its scripts run with another import."""
import inspect

import numpy as np
import pytest
from python_package import nas_of
from run_folder import journal, result


def arguments(call):
    """Names in order with their defaults, without keywords of nanonas' own."""
    return [(p.name, p.default) for p in inspect.signature(call).parameters.values()
            if p.kind is p.POSITIONAL_OR_KEYWORD]


def test_every_call_has_the_references_arguments_and_defaults(package):
    needed = inspect.Parameter.empty
    nas = package.NanoNAS
    assert arguments(nas) == [("max_ram", needed), ("max_flash", needed), ("max_macc", needed),
                              ("path_to_training_set", needed), ("val_split", needed), ("cache", False),
                              ("input_shape", (50, 50, 3)), ("save_path", "./")]
    me = ("self", needed)
    assert arguments(nas.search) == [me, ("save_search_history", False)]
    assert arguments(nas.train) == [me, ("training_epochs", 100), ("training_learning_rate", 0.01),
                                    ("training_batch_size", 128)]
    assert arguments(nas.apply_uint8_post_training_quantization) == [me]
    assert arguments(nas.test_keras_model) == [me, ("path_to_test_set", needed)]
    assert arguments(nas.test_tflite_model) == [me, ("path_to_test_set", needed)]


def test_a_script_of_the_reference_prints_its_two_accuracies_alone(reference_run):
    save_path, out, err = reference_run
    lines = out.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["Keras model test accuracy", "Tflite model test accuracy"]
    assert all(0 <= float(line.split(": ")[1]) <= 1 for line in lines)
    warned = [line for line in err.splitlines() if "Warning" in line]
    assert all("at chance" in line and "evaluation" in line for line in warned)  # which the reference's evaluation leads to
    stages = [line.split()[0] for line in err.splitlines() if line not in warned]
    assert list(dict.fromkeys(stages)) == ["data", "search", "train", "quantize"]
    assert stages.count("search") == len(journal(save_path))


def test_a_script_of_the_reference_gives_what_the_command_line_gives(reference_run, nanonas, sample, tmp_path):
    save_path, out, _ = reference_run
    nanonas("run", sample / "train", "--test", sample / "test", "--as-reference", "--max-ram", 20480, "--max-flash", 20000,
            "--max-macc", 60000, "--input", "16x16x3", "--epochs", 3, "--learning-rate", 0.005, "--batch", 32,
            "--out", tmp_path / "run")
    model = (tmp_path / "run/model.tflite").read_bytes()
    assert (save_path / "resulting_architecture.tflite").read_bytes() == model
    assert (save_path / "weights.safetensors").read_bytes() == (tmp_path / "run/weights.safetensors").read_bytes()
    tested = result(tmp_path / "run")["test_accuracy"]
    assert [float(line.split(": ")[1]) for line in out.splitlines()] == [tested["float"], tested["int8"]]


def test_the_history_holds_each_candidates_accuracies(reference_run):
    save_path, _, _ = reference_run
    evaluated = [line for line in journal(save_path) if line["feasible"]]
    folder = save_path / "search_history/search_learning_rate_0.001/search_batch_size16"
    names = {f"k{line['k']}_c{line['c']}": line["val_accuracy"] for line in evaluated}
    assert {path.name for path in folder.iterdir()} == set(names)
    for name, accuracies in names.items():
        assert np.load(folder / name / f"{name}_hist.npy").tolist() == accuracies


def test_the_resulting_architecture_is_the_references_dict(package, sample, reference_run, tmp_path):
    nas = nas_of(package, sample, tmp_path / "saved")
    nas.search()
    found = nas.resulting_architecture
    assert list(found) == ["k", "c", "RAM", "Flash", "MACC", "max_val_acc"]
    saved = result(reference_run[0])
    assert (found["k"], found["c"]) == (saved["architecture"]["k"], saved["architecture"]["c"])
    assert [found["RAM"], found["Flash"], found["MACC"]] == [saved["ram_bytes"], saved["flash_bytes"], saved["macc"]]
    assert found["max_val_acc"] == max(candidate.score for candidate in nas.candidates)


def test_macc_is_counted_as_the_reference_counts_unless_told_otherwise(package):
    here = {"input": (50, 50, 3), "max_macc": 10**9}
    counts = [package.candidate(3, 1, 2, macc=macc, **here)["macc"] for macc in ("reference", "true")]
    assert counts == [405012, 303762]


def test_the_reference_counts_the_arena_unless_told_to_count_the_c(package, sample, tmp_path):
    here = {"input": (50, 50, 3), "target": "STM32L010RBT6"}
    as_c = package.candidate(4, 3, 2, **here)
    assert as_c["feasible"] and as_c["ram_bytes"] < 2500 and 50 < as_c["milliseconds"] < 500
    assert package.candidate(4, 3, 2, runtime="tflm", arena=64, **here)["reason"].startswith("(4,3) needs 20")
    assert "ms a picture" in package.candidate(4, 3, 2, max_ms=20, **here)["reason"]
    with pytest.raises(package.UsageError, match="max-ms needs runtime c"):
        nas_of(package, sample, tmp_path / "saved", max_ms=20)
    nas = nas_of(package, sample, tmp_path / "saved", runtime="c", target="STM32L010RBT6", max_ms=20)
    nas.search()
    assert nas.resulting_architecture["RAM"] < 2000
    assert all(candidate.milliseconds <= 20 for candidate in nas.candidates if candidate.feasible)


def test_trained_again_a_network_is_another_and_its_model_is_made_anew(package, sample, reference_run, tmp_path):
    nas = nas_of(package, sample, tmp_path / "saved")
    nas.search()
    nas.train(2, 0.01, 64)
    nas.apply_uint8_post_training_quantization()
    first = (tmp_path / "saved/resulting_architecture.tflite").read_bytes()
    assert nas.val_accuracy.size == 2
    nas.train(3, 0.005, 32)
    assert nas.val_accuracy.size == 3
    assert not (tmp_path / "saved/resulting_architecture.tflite").exists()
    nas.apply_uint8_post_training_quantization()
    second = (tmp_path / "saved/resulting_architecture.tflite").read_bytes()
    assert second != first
    assert second == (reference_run[0] / "resulting_architecture.tflite").read_bytes()


def test_the_same_search_in_the_same_folder_goes_on_and_another_is_refused(package, sample, tmp_path):
    nas_of(package, sample, tmp_path / "saved").search()
    before = (tmp_path / "saved/journal.jsonl").read_bytes()
    nas_of(package, sample, tmp_path / "saved").search()
    assert (tmp_path / "saved/journal.jsonl").read_bytes() == before
    other = nas_of(package, sample, tmp_path / "saved", max_macc=20000)
    with pytest.raises(package.UsageError, match=r"begun with max_macc .*, and now it is .*; .* replace it \(force=True\)"):
        other.search()
    replaced = nas_of(package, sample, tmp_path / "saved", max_macc=20000, force=True)
    replaced.search()
    assert replaced.resulting_architecture["MACC"] <= 20000


def test_calls_in_the_wrong_order_say_which_comes_first(package, sample, tmp_path):
    nas = nas_of(package, sample, tmp_path / "saved")
    with pytest.raises(package.UsageError, match=r"call search\(\) before train\(\)"):
        nas.train()
    with pytest.raises(package.UsageError, match=r"call train\(\) before test_keras_model\(\)"):
        nas.test_keras_model(sample / "test")
    nas.search()
    with pytest.raises(package.UsageError, match="call apply_uint8_post_training_quantization()"):
        nas.test_tflite_model(sample / "test")
