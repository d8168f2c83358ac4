# SPDX-License-Identifier: MIT
"""Every .tflite that nanonas writes loads in LiteRT and gives the interpreter's own bytes in the tflite-micro wheel.

NANONAS_RANDOM_NETWORKS (30) random networks are asked about."""
import os
import subprocess
import warnings

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from generated_c import ROOT, SHARED, random_networks
from tflite_micro import runtime

COUNT = int(os.environ.get("NANONAS_RANDOM_NETWORKS", "30"))
ARENA = 8 << 20
FOREIGN = [ROOT / "tests/oracles/foreign_operators.tflite", *sorted(SHARED.glob("reference/models/*.tflite"))]

if len(FOREIGN) == 1:
    warnings.warn(f"{SHARED}/reference/models is absent: the published models are not compared", stacklevel=1)


@pytest.fixture(scope="session")
def networks(tmp_path_factory):
    return random_networks(tmp_path_factory.mktemp("networks"), COUNT, 20, 1)


def pictures_and_outputs(model, shape, classes):
    pictures = np.fromfile(model.with_suffix(".in"), np.uint8).reshape(-1, *shape)
    return pictures, np.fromfile(model.with_suffix(".out"), np.uint8).reshape(-1, classes)


def micro_outputs(model, pictures):
    interpreter = runtime.Interpreter.from_file(str(model), arena_size=ARENA)
    for picture in pictures:
        interpreter.set_input(picture, 0)
        interpreter.invoke()
        yield interpreter.get_output(0)[0].copy()


def run_here(model, inputs, folder):
    """Our interpreter's outputs, and the file as we would write it."""
    inputs.tofile(folder / "inputs")
    subprocess.run([ROOT / "build/src/quantize/nanonas_run_model", model, folder / "inputs", folder / "outputs",
                    folder / "rewritten.tflite"], check=True)
    return (folder / "outputs").read_bytes(), folder / "rewritten.tflite"


def micro_differences(model):
    interpreter = runtime.Interpreter.from_file(str(model), arena_size=ARENA)
    shape = interpreter.get_input_details(0)["shape"]
    classes = interpreter.get_output_details(0)["shape"][-1]
    pictures, outputs = pictures_and_outputs(model, shape, classes)
    return len(pictures), sum(not np.array_equal(*pair) for pair in zip(micro_outputs(model, pictures), outputs))


def test_tflite_micro_gives_the_same_bytes_on_random_networks(networks):
    assert {model.stem: micro_differences(model)[1] for model in networks} == {model.stem: 0 for model in networks}


def test_tflite_micro_gives_the_same_bytes_on_500_pictures(tmp_path):
    for model in random_networks(tmp_path, 2, 500, 2):
        assert micro_differences(model) == (500, 0)


@pytest.mark.parametrize("model", FOREIGN, ids=lambda model: model.stem)
def test_models_of_others_give_the_same_bytes(model, tmp_path):
    entry = runtime.Interpreter.from_file(str(model), arena_size=ARENA).get_input_details(0)
    limits = np.iinfo(entry["dtype"])
    random = np.random.default_rng(1)
    inputs = random.integers(limits.min, limits.max, (20, *entry["shape"]), entry["dtype"], endpoint=True)
    inputs[10:] //= random.integers(1, 8, (10, 1, 1, 1, 1), entry["dtype"])  # darker ones
    outputs, rewritten = run_here(model, inputs, tmp_path)
    expected = list(micro_outputs(model, inputs))
    assert len({output.tobytes() for output in expected}) > 5
    assert np.stack(expected).tobytes() == outputs
    assert np.stack(list(micro_outputs(rewritten, inputs))).tobytes() == outputs
    assert rewritten.stat().st_size < model.stat().st_size


def test_the_random_networks_tell_pictures_apart(networks):
    """Otherwise equal outputs would prove little."""
    telling = 0
    for model in networks:
        interpreter = runtime.Interpreter.from_file(str(model), arena_size=ARENA)
        classes = interpreter.get_output_details(0)["shape"][-1]
        outputs = np.fromfile(model.with_suffix(".out"), np.uint8).reshape(-1, classes)
        telling += len(np.unique(outputs, axis=0)) > 5
    assert telling > len(networks) * 2 / 3


@pytest.mark.parametrize("delegate", [True, False])
def test_litert_loads_and_nearly_agrees(networks, delegate):
    """It rounds once where TensorFlow Lite Micro rounds twice, and XNNPACK (the default delegate) in its own way."""
    from ai_edge_litert.interpreter import OpResolverType
    resolver = OpResolverType.AUTO if delegate else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    for model in networks:
        interpreter = Interpreter(model_path=str(model), experimental_op_resolver_type=resolver)
        interpreter.allocate_tensors()
        (entry,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
        assert entry["dtype"] == np.uint8 and entry["quantization"] == (1.0, 0)
        assert result["dtype"] == np.uint8 and result["quantization"] == (1 / 256, 0)
        pictures, outputs = pictures_and_outputs(model, entry["shape"], result["shape"][-1])
        errors = []
        for picture, output in zip(pictures, outputs):
            interpreter.set_tensor(entry["index"], picture)
            interpreter.invoke()
            errors.append(np.abs(interpreter.get_tensor(result["index"])[0].astype(int) - output).max())
        assert np.median(errors) <= 12, (model.stem, errors)
