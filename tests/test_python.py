# SPDX-License-Identifier: MIT
"""The Python package beside the reference's class: errors, values, types, documentation."""
import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
import typing
import zipfile

import numpy as np
import pytest
from conftest import ROOT
from documentation import PYTHON_PAGES, Block, pieces
from python_package import BUILD, INPUT, nas_of


def test_the_wheel_holds_the_package_and_the_program_alone(site):
    wheel, = (BUILD / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"nanonas"}
    inside = {re.sub(r"_core\..*\.so", "_core.so", name) for name in names if name.startswith("nanonas/")}
    assert {name for name in inside if not name.endswith(".py")} == {
        f"nanonas/{name}" for name in ("_core.so", "_core.pyi", "py.typed", "bin/nanonas")}


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
    written = set(tomllib.loads((finished / "run.toml").read_text())) - {"version", "fingerprint", "core", "pictures", "test"}
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
