# SPDX-License-Identifier: MIT
"""The Python package: the reference's class call for call, and the library behind it."""
import inspect
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
import tomllib
import types
import typing

import numpy as np
import pytest
from conftest import ROOT
from documentation import PYTHON_PAGES, Block, pieces
from python_package import BUILD, installed
from run_folder import comparable, journal, result

LIMITS = {"max_ram": 20480, "max_flash": 20000, "max_macc": 60000}
INPUT = (16, 16, 3)

# A script for the reference but for its import; data sets and folders are arguments, training is short.
REFERENCE_SCRIPT = """
    import sys
    from nanonas import NanoNAS
    path_to_training_set, path_to_test_set, save_path = sys.argv[1:]
    nas = NanoNAS(20480, 20000, 60000, path_to_training_set, 0.3, True, (16, 16, 3), save_path)
    nas.search(save_search_history=True)
    nas.train(training_epochs=3, training_learning_rate=0.005, training_batch_size=32)
    nas.test_keras_model(path_to_test_set)
    nas.apply_uint8_post_training_quantization()
    nas.test_tflite_model(path_to_test_set)
"""


@pytest.fixture(scope="session")
def site():
    return installed()


@pytest.fixture(scope="session")
def package(site, nanonas):
    """The package, imported, with the tests' cache."""
    os.environ["XDG_CACHE_HOME"] = nanonas.environment["XDG_CACHE_HOME"]
    sys.path.insert(0, str(site))
    import nanonas as package
    assert package.__file__.startswith(str(site))
    return package


@pytest.fixture(scope="session")
def start(site, nanonas):
    """Starts a script in an interpreter of its own."""
    def start(script, *words, environment={}, **options):
        return subprocess.Popen([sys.executable, "-u", "-c", textwrap.dedent(script), *map(str, words)],
                                env={**nanonas.environment, "PYTHONPATH": str(site), **environment}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    return start


@pytest.fixture(scope="session")
def reference_run(start, sample, tmp_path_factory):
    """What the reference's script left and printed, its pictures decoded for the first time. Read only."""
    folder = tmp_path_factory.mktemp("reference")
    save_path = folder / "saved"
    process = start(REFERENCE_SCRIPT, sample / "train", sample / "test", save_path,
                    environment={"XDG_CACHE_HOME": str(folder / "cache")})
    out, err = process.communicate()
    assert process.returncode == 0, err
    return save_path, out, err


def nas_of(package, sample, save_path, **options):
    return package.NanoNAS(**{**LIMITS, **options}, path_to_training_set=sample / "train", val_split=0.3,
                           input_shape=INPUT, save_path=save_path, progress=False)


# The reference's class

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
    stages = [line.split()[0] for line in err.splitlines()]
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
    with pytest.raises(package.UsageError, match=r"begun with another max_macc; .* replace it \(force=True\)"):
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


# Errors

def test_no_feasible_network_is_an_exception(package, sample, tmp_path):
    with pytest.raises(package.NoNetworkFits, match="RAM"):
        nas_of(package, sample, tmp_path / "saved", max_ram=1000).search()
    assert not (tmp_path / "saved").exists()
    assert issubclass(package.NoNetworkFits, package.Error) and issubclass(package.Error, RuntimeError)


def test_bad_arguments_are_value_errors_that_name_the_argument(package, sample, tmp_path):
    with pytest.raises(ValueError, match="max_ram: \"much\" is not a size"):
        nas_of(package, sample, tmp_path, max_ram="much")
    with pytest.raises(package.UsageError, match="There is no setting \"colour\""):
        nas_of(package, sample, tmp_path, colour="red")


def test_what_is_wrong_with_files_is_an_error_that_names_them(package, tmp_path):
    with pytest.raises(package.Error, match="nowhere"):
        package.run(tmp_path / "nowhere", tmp_path / "out", progress=False)
    with pytest.raises(package.Error, match="no.tflite"):
        package.Interpreter(tmp_path / "no.tflite")
    with pytest.raises(package.Error, match="no result yet"):
        package.Run(tmp_path)


# Long work

def turns_during(work):
    """How often another thread got its turn while `work` went on, at most once a millisecond."""
    turns, ended = [], threading.Event()

    def take_turns():
        while not ended.wait(0.001):
            turns.append(time.monotonic())
    thread = threading.Thread(target=take_turns)
    thread.start()
    began = time.monotonic()
    work()
    finished = time.monotonic()
    ended.set()
    thread.join()
    return sum(began < turn < finished for turn in turns)


def test_other_threads_run_while_the_library_works(package, sample, reference_run, tmp_path):
    settings = package.settings.texts_of({**LIMITS, "pictures": sample / "train", "input": INPUT})
    assert turns_during(lambda: package._core.search(settings, tmp_path / "saved", False, None)) >= 10
    pictures = np.zeros((40000, *INPUT), np.uint8)
    int8, real = package.Interpreter(reference_run[0]), package.Network(reference_run[0])
    assert turns_during(lambda: int8._core.predict(pictures)) >= 10
    assert turns_during(lambda: real._core.predict(pictures, 1)) >= 10


def test_ctrl_c_saves_the_search_and_the_same_script_goes_on(package, start, sample, tmp_path):
    script = """
        import sys
        from nanonas import NanoNAS
        nas = NanoNAS(40960, 60000, 3 * 10**6, sys.argv[1], 0.3, input_shape=(40, 40, 3), save_path=sys.argv[2],
                      threads=1, progress=False)
        try:
            nas.search()
        except KeyboardInterrupt as stop:
            print(type(stop).__name__, stop)
    """
    process = start(script, sample / "train", tmp_path / "saved")
    journal_file = tmp_path / "saved/journal.jsonl"
    while not (journal_file.exists() and journal_file.stat().st_size):
        assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert out == (f'Interrupted Interrupted; what was finished is saved in "{tmp_path / "saved"}". The same call, or the '
                   "same script again, goes on.\n")
    decided = journal(tmp_path / "saved")
    assert decided
    arguments = (40960, 60000, 3 * 10**6, sample / "train", 0.3, False, (40, 40, 3))
    options = {"threads": 1, "progress": False}
    nas = package.NanoNAS(*arguments, tmp_path / "saved", **options)
    nas.search()
    whole = package.NanoNAS(*arguments, tmp_path / "whole", **options)
    whole.search()
    assert len(decided) < len(journal(tmp_path / "whole"))
    assert [comparable(line) for line in journal(tmp_path / "saved")] == \
        [comparable(line) for line in journal(tmp_path / "whole")]


def test_an_exception_in_ones_own_progress_ends_the_work_and_is_raised(package, sample, tmp_path):
    def complain(update):
        if update.stage == "search":
            raise LookupError("enough")
    with pytest.raises(LookupError, match="enough"):
        package.search(sample / "train", input=INPUT, **LIMITS, progress=complain)


def test_progress_is_told_in_order_and_to_its_end(package, sample, tmp_path):
    seen = []
    run = package.run(sample / "train", tmp_path / "run", input=INPUT, **LIMITS, epochs=3, progress=seen.append)
    decisions = [update for update in seen if update.stage == "search"]
    assert [update.done for update in decisions] == list(range(1, len(run.candidates) + 1))
    assert [u for u in seen if u.stage == "train"][-1][1:3] == (3, 3)


def test_a_notebook_gets_one_line_that_changes(package, sample, monkeypatch):
    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(content["text/plain"])

    def display(content, raw, display_id):
        return Handle()
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    ipython.display = types.ModuleType("IPython.display")
    ipython.display.display = display
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", ipython.display)
    package.search(sample / "train", input=INPUT, **LIMITS)
    assert any(line.startswith("search") for line in shown) and shown[-1] == ""


# Values

def test_learning_curve_and_weights_are_arrays(package, reference_run):
    save_path, _, _ = reference_run
    run = package.Run(save_path)
    assert run.val_accuracy.shape == (3,) and run.val_accuracy.max() == run.result["val_accuracy"]
    channels = run.result["architecture"]["channels"]
    weights = run.weights
    assert weights["convolutions.0.kernel"].shape == (channels[0], 3, 3, 3)
    assert weights["dense.kernel"].shape == (6, channels[-1])
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in weights.values())


def test_predictions_on_arrays_are_those_of_the_confusion_matrices(package, sample, reference_run):
    save_path, out, _ = reference_run
    pictures = package.Pictures(sample / "test", input=INPUT)
    assert pictures.array().shape == (120, *INPUT) and pictures.labels.tolist() == sorted(pictures.labels)
    for model, line in zip((package.Network(save_path), package.Interpreter(save_path)), out.splitlines()):
        answers = model.predict(pictures.array())
        assert answers.shape == (120, 6) and np.allclose(answers.sum(axis=1), 1, atol=0.02)
        confusion = np.zeros((6, 6), np.uint32)
        np.add.at(confusion, (pictures.labels, answers.argmax(axis=1)), 1)
        assert (model.confusion(pictures) == confusion).all()
        assert package.models.accuracy(confusion) == float(line.split(": ")[1])
        assert (model.predict(pictures[3]) == answers[3]).all()


def test_a_picture_on_its_own_is_the_one_in_its_folder(package, sample, nanonas, reference_run):
    pictures = package.Pictures(sample / "test", input=INPUT)
    file = sample / "test" / pictures.path(7)
    assert (package.load_picture(file, input=INPUT) == pictures[7]).all()
    said = json.loads(nanonas("predict", reference_run[0], file, "--json").stdout)
    answer = package.Interpreter(reference_run[0]).predict(pictures[7])
    assert np.allclose(sorted(answer), sorted(numbers_of(said)), atol=1e-6)


def numbers_of(value):
    """The floating point numbers anywhere in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for entry in value for number in numbers_of(entry)]
    return [value] if isinstance(value, float) else []


def test_pictures_of_another_shape_or_kind_are_refused(package, reference_run):
    interpreter = package.Interpreter(reference_run[0])
    with pytest.raises(package.UsageError, match="These pictures are 8x8x3, but the network takes 16x16x3"):
        interpreter.predict(np.zeros((1, 8, 8, 3), np.uint8))
    with pytest.raises(package.UsageError, match="Pictures are uint8"):
        interpreter.predict(np.zeros(INPUT, np.float32))
    with pytest.raises(package.UsageError, match="2 dimensions"):
        interpreter.predict(np.zeros((16, 16), np.uint8))


def test_inspect_and_targets_tell_what_the_command_line_tells(package, nanonas, reference_run):
    model = reference_run[0] / "resulting_architecture.tflite"
    said = json.loads(nanonas("inspect", model, "--json").stdout)
    inspected = package.inspect(model)
    assert inspected == {key: said[key] for key in inspected}
    said = json.loads(nanonas("targets", "--json").stdout)["targets"]
    assert all(target.items() <= full.items() for target, full in zip(package.targets(), said, strict=True))
    assert "STM32L010RBT6" in [target["name"] for target in package.targets()]


def test_the_module_is_the_command_line(site, nanonas):
    done = subprocess.run([sys.executable, "-m", "nanonas", "targets"], env={**os.environ, "PYTHONPATH": str(site)},
                          text=True, capture_output=True)
    assert (done.returncode, done.stdout) == (0, nanonas("targets").stdout)


# Types

def test_the_settings_of_the_type_stubs_are_those_of_the_library(package, finished):
    known = set(typing.get_type_hints(package.settings.Settings))
    written = set(tomllib.loads((finished / "run.toml").read_text())) - {"version", "fingerprint", "pictures", "test"}
    assert written <= known, f"add to python/nanonas/settings.py: {written - known}"
    for name in known:
        try:
            package._core.check({name: "?"})
        except package.Error as error:
            assert "There is no setting" not in str(error)


def test_mypy_accepts_the_package_and_a_script_that_uses_it(site, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent("""
        import numpy as np
        import nanonas
        nas = nanonas.NanoNAS(20480, 20000, 60000, "train", 0.3, save_path="saved", seed=3, variant="prime23")
        nas.train(training_epochs=3)
        reveal_type(nas.predict(np.zeros((1, 16, 16, 3), np.uint8)))
        nas.train(epochs=3)
        nanonas.run("train", "out", variant="prime24")
    """))
    mypy = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", "--cache-dir", BUILD / "mypy",
            "--no-error-summary"]
    options = {"env": {**os.environ, "MYPYPATH": str(site)}, "cwd": tmp_path, "text": True, "capture_output": True}
    done = subprocess.run([*mypy, "-p", "nanonas"], **options)
    assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run([*mypy, script], **options)
    revealed, first, second = [line for line in done.stdout.splitlines() if "defined in" not in line]
    assert "Revealed type is" in revealed and "ndarray" in revealed and "32Bit" in revealed
    assert first.startswith("script.py:7: error: Unexpected keyword argument \"epochs\"")
    assert second.startswith("script.py:8: error: Argument \"variant\" to \"run\"")



# Documentation

def test_the_code_in_the_documentation_runs(package, start, tmp_path):
    package.sample(tmp_path / "signs/train", count=240, size=32)
    package.sample(tmp_path / "signs/test", count=60, size=32, first=240)
    blocks = [piece.text for page in PYTHON_PAGES for piece in pieces(page.read_text())
              if isinstance(piece, Block) and piece.language == "python"]
    assert len(blocks) >= 6
    process = start("\n".join(blocks), cwd=tmp_path)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert "Keras model test accuracy: " in out
