# SPDX-License-Identifier: MIT
"""Models of one operator each, of every type that its kernel has or lacks: the arena is to the byte what the tflite-micro
wheel needs, and there is none where the wheel refuses to prepare the model or to run it."""
import faulthandler
import itertools
import json
import os
import subprocess

import pytest
from conftest import ROOT
from one_operator import Tensor, build, options
from tflite_micro import runtime
from wheel_arena import works

AMPLE = 1 << 20
TYPES = ("float32", "int8", "int16", "int32", "uint8", "int64", "bool", "float16")
IMAGE = (1, 6, 5, 4)
# Types that the kernel does not ask about and takes for others: there is no arena, though the wheel may run it.
MISREAD = "misread: "


def int32(*values):
    return Tensor("int32", (len(values),), list(values), scale=[])


def bias(type, channels):
    wide = {"float32": "float32", "int16": "int64"}.get(type, "int32")
    return Tensor(wide, (channels,), [0] * channels, scale=[] if wide == "float32" else [1 / 65536])


def unary(code, opts=None, shape=IMAGE, kind="", **output):
    for a, b in itertools.product(TYPES, TYPES):
        if a == b or {a, b} <= {"float32", "int8", "int16"}:
            misread = kind if a != b else ""
            yield f"{misread}{code} {a} {b}", build(code, [Tensor(a, shape)], [Tensor(b, shape, **output)], opts)


def binary(code, opts=None, other=IMAGE, **fields):
    for type in TYPES:
        yield f"{code} {type}", build(code, [Tensor(type, IMAGE), Tensor(type, other)],
                                      [Tensor(type, IMAGE, **fields)], opts)


def elementwise():
    for code, other in itertools.product(("ADD", "SUB", "MUL"), (IMAGE, (4,))):
        yield from binary(code, options(code.capitalize()), other)
    for code in ("MINIMUM", "MAXIMUM"):
        yield from binary(code, options("MaximumMinimum"), (1, 1, 1, 4))
    for code in ("ADD", "SUB", "MUL"):  # a scale, and no zero point
        tensors = [Tensor("int8", IMAGE), Tensor("int8", IMAGE), Tensor("int8", IMAGE, zero=[])]
        yield f"{code} no zero point", build(code, tensors[:2], tensors[2:], options(code.capitalize()))
    yield "ADD int32 with scale", build("ADD", [Tensor("int32", IMAGE, scale=[0.5]), Tensor("int32", IMAGE)],
                                        [Tensor("int32", IMAGE)], options("Add"))


def activations():
    yield from unary("LOGISTIC", zero=[-128])
    for zero, scale in itertools.product((0, 1), (1 / 256, 1 / 32768)):
        yield f"LOGISTIC int16 {zero} {scale}", build(
            "LOGISTIC", [Tensor("int16", IMAGE)], [Tensor("int16", IMAGE, scale=[scale], zero=[zero])])
    yield from unary("LEAKY_RELU", options("LeakyRelu", alpha=0.25))
    yield from unary("HARD_SWISH", options("HardSwish"), kind=MISREAD)
    yield "HARD_SWISH fine", build("HARD_SWISH", [Tensor("int8", IMAGE, scale=[1.0])],
                                   [Tensor("int8", IMAGE, scale=[1 / 256])], options("HardSwish"))
    for a, b in itertools.product(TYPES[:4], TYPES[:4]):
        slopes = Tensor(b, (1, 1, 4), [1] * 4)
        misread = "" if a == b or a == "int16" else MISREAD
        yield f"{misread}PRELU {a} {b}", build("PRELU", [Tensor(a, IMAGE), slopes], [Tensor(a, IMAGE)])
    yield from unary("SOFTMAX", options("Softmax", beta=1.0), (1, 10), zero=[-128])
    for a, b, scale, zero in (("int8", "int16", 1 / 65536, -32768), ("int16", "int16", 1 / 32768, 0)):
        yield f"SOFTMAX {a} to {b}", build("SOFTMAX", [Tensor(a, (1, 10))], [Tensor(b, (1, 10), scale=[scale], zero=[zero])],
                                          options("Softmax", beta=1.0))


def movements():
    for type, count in itertools.product(TYPES, (1, 3, 11)):
        yield f"CONCATENATION {type} {count}", build(
            "CONCATENATION", [Tensor(type, IMAGE) for _ in range(count)], [Tensor(type, (1, 6, 5, 4 * count))],
            options("Concatenation", axis=-1))
    yield "CONCATENATION other scale", build(
        "CONCATENATION", [Tensor("int8", IMAGE), Tensor("int8", IMAGE, scale=[0.5])], [Tensor("int8", (1, 6, 5, 8))],
        options("Concatenation", axis=3))
    yield "CONCATENATION activation", build(
        "CONCATENATION", [Tensor("int8", IMAGE), Tensor("int8", IMAGE)], [Tensor("int8", (1, 6, 5, 8))],
        options("Concatenation", axis=3, fusedActivationFunction=1))
    for type in TYPES:
        yield f"PACK {type}", build("PACK", [Tensor(type, (3, 5)), Tensor(type, (3, 5))], [Tensor(type, (3, 2, 5))],
                                    options("Pack", valuesCount=2, axis=1))
        yield f"SPLIT {type}", build("SPLIT", [int32(3), Tensor(type, IMAGE)], [Tensor(type, (1, 6, 5, 2))] * 2,
                                     options("Split", numSplits=2))
        yield f"SHAPE {type}", build("SHAPE", [Tensor("int8", IMAGE)], [Tensor(type, (4,))], options("Shape"))
        yield f"TRANSPOSE {type}", build("TRANSPOSE", [Tensor(type, IMAGE), int32(0, 3, 1, 2)],
                                         [Tensor(type, (1, 4, 6, 5))], options("Transpose"))
        yield f"PAD {type}", build("PAD", [Tensor(type, IMAGE), Tensor("int32", (4, 2), [0, 0, 1, 2, 2, 1, 0, 0])],
                                   [Tensor(type, (1, 9, 8, 4))], options("Pad"))
        yield f"RESHAPE {type}", build("RESHAPE", [Tensor(type, IMAGE), int32(-1, 120)], [Tensor(type, (1, 120))],
                                       options("Reshape", newShape=[-1, 120]))
    # A scalar's shape has no elements, and a file has no bytes of it.
    yield "RESHAPE to a scalar", build("RESHAPE", [Tensor("int8", (1, 1)), Tensor("int32", (0,), [])], [Tensor("int8", ())],
                                       options("Reshape"))
    # As Vela leaves them: an arena's scratch memory is a tensor that is read, and nothing writes.
    yield "RESHAPE scratch", build("RESHAPE", [Tensor("int8", IMAGE), Tensor("uint8", (1000,), loose=True)],
                                   [Tensor("int8", (1, 120))], options("Reshape", newShape=[1, 120]))
    yield "RESHAPE other size", build("RESHAPE", [Tensor("int8", IMAGE)], [Tensor("int8", (1, 121))], options("Reshape"))
    yield "SPLIT by input", build("SPLIT", [Tensor("int32", (1,)), Tensor("int8", IMAGE)], [Tensor("int8", (1, 6, 5, 2))] * 2,
                                  options("Split", numSplits=2))
    yield "TRANSPOSE out of range", build("TRANSPOSE", [Tensor("int8", IMAGE), int32(0, 4, 1, 2)],
                                          [Tensor("int8", (1, 4, 6, 5))], options("Transpose"))
    yield "PAD wrongly", build("PAD", [Tensor("int8", IMAGE), Tensor("int32", (4, 2), [0, 0, 1, 1, 2, 1, 0, 0])],
                               [Tensor("int8", (1, 9, 8, 4))], options("Pad"))


def slices():
    for type in TYPES:
        yield f"STRIDED_SLICE {type}", build(
            "STRIDED_SLICE", [Tensor(type, IMAGE), int32(0, 1, 4, 0), int32(1, 6, -6, 4), int32(1, 2, -1, 1)],
            [Tensor(type, (1, 3, 5, 4))], options("StridedSlice"))
    for name, masks, shape in (("begin", {"beginMask": 2}, (1, 3, 4)), ("shrink", {"shrinkAxisMask": 2}, (1, 4)),
                               ("end", {"endMask": 4}, (1, 2, 4)), ("wrong", {}, (1, 3, 4)), ("plain", {}, (1, 2, 4))):
        yield f"STRIDED_SLICE {name}", build(
            "STRIDED_SLICE", [Tensor("int8", (1, 6, 4)), int32(0, 2, 0), int32(1, 6, 4), int32(1, 2, 1)],
            [Tensor("int8", shape)], options("StridedSlice", **masks))


def resizings():
    for type, code in itertools.product(TYPES, ("RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR")):
        name = "ResizeBilinear" if code.endswith("R") and "BI" in code else "ResizeNearestNeighbor"
        for size in (int32(12, 10), Tensor("int32", (2,))):
            yield f"{code} {type} {size.data}", build(code, [Tensor(type, IMAGE), size], [Tensor(type, (1, 12, 10, 4))],
                                                      options(name, halfPixelCenters=True))
    yield "RESIZE_BILINEAR both", build("RESIZE_BILINEAR", [Tensor("int8", IMAGE), int32(12, 10)],
                                        [Tensor("int8", (1, 12, 10, 4))],
                                        options("ResizeBilinear", halfPixelCenters=True, alignCorners=True))


def conversions():
    for a, b in itertools.product(TYPES, TYPES):
        scale = None if b in ("int8", "int16", "uint8") else [0.5]
        yield f"QUANTIZE {a} {b}", build("QUANTIZE", [Tensor(a, IMAGE)], [Tensor(b, IMAGE, scale=scale)], options("Quantize"))
        yield f"DEQUANTIZE {a} {b}", build("DEQUANTIZE", [Tensor(a, IMAGE)], [Tensor(b, IMAGE)], options("Dequantize"))
    yield "QUANTIZE no zero point", build("QUANTIZE", [Tensor("float32", IMAGE)], [Tensor("int8", IMAGE, zero=[])],
                                          options("Quantize"))


def poolings():
    for code in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        pool = options("Pool2D", padding=1, strideW=1, strideH=2, filterWidth=1, filterHeight=2)
        for type in TYPES:
            yield f"{code} {type}", build(code, [Tensor(type, IMAGE)], [Tensor(type, (1, 3, 5, 4))], pool)
        yield f"{code} other scale", build(code, [Tensor("int8", IMAGE)], [Tensor("int8", (1, 3, 5, 4), scale=[0.5])], pool)
    for type, axes in itertools.product(TYPES, (int32(1, 2), Tensor("int64", (2,), [1, 2]))):
        yield f"MEAN {type} {axes.type}", build("MEAN", [Tensor(type, IMAGE), axes], [Tensor(type, (1, 4))],
                                                options("Reducer"))


def weights(type, shape, **fields):
    return Tensor(type, shape, 0 * _ones(shape), **fields)


def _ones(shape):
    import numpy as np
    return np.ones(shape, np.int8)


def sums():
    conv = options("Conv2D", padding=1, strideW=1, strideH=1)
    depthwise = options("DepthwiseConv2D", padding=1, strideW=1, strideH=1, depthMultiplier=1)
    for a, b in itertools.product(TYPES[:5], TYPES[:5]):
        out = Tensor(a, (1, 4, 3, 7))
        yield f"CONV_2D {a} {b}", build("CONV_2D", [Tensor(a, IMAGE), weights(b, (7, 3, 3, 4)), bias(a, 7)], [out], conv)
        yield f"DEPTHWISE_CONV_2D {a} {b}", build(
            "DEPTHWISE_CONV_2D", [Tensor(a, IMAGE), weights(b, (1, 3, 3, 4)), bias(a, 4)], [Tensor(a, (1, 4, 3, 4))], depthwise)
        yield f"FULLY_CONNECTED {a} {b}", build("FULLY_CONNECTED", [Tensor(a, (1, 120)), weights(b, (7, 120)), bias(a, 7)],
                                                [Tensor(a, (1, 7))], options("FullyConnected"))
        yield f"TRANSPOSE_CONV {a} {b}", build(
            "TRANSPOSE_CONV", [int32(1, 12, 10, 7), weights(b, (7, 3, 3, 4)), Tensor(a, IMAGE)],
            [Tensor(a, (1, 12, 10, 7))], options("TransposeConv", strideW=2, strideH=2))
    for name, fields in (("channels", {"scale": [1 / 256] * 7}), ("no zero point", {"zero": []}), ("no scale", {"scale": []}),
                         ("wrong channels", {"scale": [1 / 256] * 3}), ("one zero point", {"scale": [1 / 256] * 7, "zero": [0]})):
        kernel = weights("int8", (7, 3, 3, 4), **fields)
        yield f"CONV_2D {name}", build("CONV_2D", [Tensor("int8", IMAGE), kernel, bias("int8", 7)],
                                       [Tensor("int8", (1, 4, 3, 7))], conv)
        yield f"CONV_2D {name}, no bias", build("CONV_2D", [Tensor("int8", IMAGE), kernel], [Tensor("int8", (1, 4, 3, 7))], conv)
        yield f"TRANSPOSE_CONV {name}", build(
            "TRANSPOSE_CONV", [int32(1, 12, 10, 7), kernel, Tensor("int8", IMAGE), bias("int8", 7)],
            [Tensor("int8", (1, 12, 10, 7))], options("TransposeConv", strideW=2, strideH=2))
        yield f"FULLY_CONNECTED {name}", build(
            "FULLY_CONNECTED", [Tensor("int8", (1, 120)), weights("int8", (7, 120), **fields), bias("int8", 7)],
            [Tensor("int8", (1, 7))], options("FullyConnected"))
    # Biases with scales along an axis that they do not have, as TensorFlow once wrote.
    many = Tensor("int32", (7,), [0] * 7, scale=[1 / 65536] * 7, axis=3)
    yield "CONV_2D bias along axis 3", build("CONV_2D", [Tensor("int8", IMAGE), weights("int8", (7, 3, 3, 4)), many],
                                             [Tensor("int8", (1, 4, 3, 7))], conv)
    coarse = Tensor("int32", (7,), [0] * 7, scale=[0.5])
    yield "FULLY_CONNECTED coarse bias", build("FULLY_CONNECTED", [Tensor("int8", (1, 120)), weights("int8", (7, 120)), coarse],
                                               [Tensor("int8", (1, 7))], options("FullyConnected"))


def products():
    for type, left, right in itertools.product(TYPES, (False, True), (False, True)):
        a = Tensor(type, (2, 6, 3) if left else (2, 3, 6))
        b = Tensor(type, (1, 5, 6) if right else (1, 6, 5))
        yield f"BATCH_MATMUL {type} {left} {right}", build("BATCH_MATMUL", [a, b], [Tensor(type, (2, 3, 5))],
                                                           options("BatchMatMul", adjX=left, adjY=right))
    yield "BATCH_MATMUL depths", build("BATCH_MATMUL", [Tensor("int8", (3, 6)), Tensor("int8", (5, 6))],
                                       [Tensor("int8", (3, 6))], options("BatchMatMul"))


def svdf(type, time, state, rank=2, **fields):
    return build("SVDF", [Tensor(type, (1, 10)), weights(type, (8, 10)), weights(time, (8, 3)),
                          bias("float32" if type == "float32" else "int8", 4), Tensor(state, (1, 24), variable=True, **fields)],
                 [Tensor(type, (1, 4))], options("SVDF", rank=rank))


def lstm(type, weight, cell, peephole=False, state_variable=True):
    units, features, gate_bias = 5, 3, bias("float32" if type == "float32" else "int16" if type == "int16" else "int8", 5)
    inputs = [Tensor(type, (1, 4, features))]
    inputs += [weights(weight, (units, features)) for _ in range(4)] + [weights(weight, (units, units)) for _ in range(4)]
    inputs += [weights(weight, (units,)) if peephole else None] * 3 + [gate_bias] * 4 + [None] * 2
    inputs += [Tensor(type, (1, units), variable=state_variable), Tensor(cell, (1, units), variable=True, scale=[2**-11])]
    return build("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs + [None] * 4, [Tensor(type, (1, 4, units))],
                 options("UnidirectionalSequenceLSTM", fusedActivationFunction=4))


def recurrent():
    for type, time, state in itertools.product(("float32", "int8", "int16"), repeat=3):
        yield f"SVDF {type} {time} {state}", svdf(type, time, state)
    yield "SVDF rank", svdf("int8", "int8", "int8", rank=3)
    yield "SVDF scale", svdf("int8", "int8", "int8", scale=[0.5])
    for type, weight, cell in itertools.product(("float32", "int8", "int16"), repeat=3):
        sound = (type, weight, cell) in (("float32",) * 3, ("int8", "int8", "int16"), ("int16", "int8", "int16"))
        yield f"{'' if sound else MISREAD}LSTM {type} {weight} {cell}", lstm(type, weight, cell)
    yield "LSTM peephole", lstm("int8", "int8", "int16", peephole=True)
    yield "LSTM no state", lstm("int8", "int8", "int16", state_variable=False)


def planned():
    """Offline memory plans: version, subgraph, tensors, places."""
    import numpy as np
    for name, places in (("apart", [4096, 0]), ("together", [0, 0]), ("half", [1024, -1]), ("too few", [0]),
                         ("too many", [0, 480, 960])):
        plan = np.array([1, 0, len(places), *places], "<i4").tobytes()
        yield f"plan {name}", build("HARD_SWISH", [Tensor("int8", IMAGE)], [Tensor("int8", IMAGE)], options("HardSwish"),
                                    [("min_runtime_version", b"1.5.0"), ("OfflineMemoryAllocation", plan)])


KINDS = (elementwise, activations, movements, slices, resizings, conversions, poolings, sums, products, recurrent, planned)


def runs(model):
    """Whether the wheel prepares the model and runs it once."""
    child = os.fork()
    if child == 0:
        faulthandler.disable()  # a kernel may fall over what it should have refused
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            runtime.Interpreter.from_bytes(model, arena_size=AMPLE).invoke()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def inspect(path):
    done = subprocess.run([ROOT / "build/nanonas", "inspect", "--json", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_arena_is_that_of_the_wheel_and_there_is_none_where_it_refuses(kind, tmp_path):
    wrong, known = [], 0
    for number, (name, model) in enumerate(kind()):
        (tmp_path / f"{number}.tflite").write_bytes(model)
        told = inspect(tmp_path / f"{number}.tflite")
        arena = told["arena_bytes"]
        known += arena is not None
        if arena is None:
            if not name.startswith(MISREAD) and runs(model):
                wrong.append(f"{name}: runs, though {told['arena_unknown']}")
        elif not works(model, arena) or works(model, arena - 1) or not runs(model):
            wrong.append(f"{name}: {arena}")
    assert not wrong, "\n".join(wrong)
    assert 0 < known < number + 1
