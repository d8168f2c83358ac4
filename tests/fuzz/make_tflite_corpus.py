#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes corpus/tflite: a small model for each table of options that nanonas reads, and for what else a file may hold.

Run by hand, with the virtual environment of scripts/test; the result is committed and read by scripts/test-thoroughly."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import test_one_operator as models  # noqa: E402

CHOSEN = ("ADD int8", "CONCATENATION int8 3", "PACK int8", "SPLIT int8", "SHAPE int32", "TRANSPOSE int8", "PAD int8",
          "RESHAPE int8", "STRIDED_SLICE shrink", "SOFTMAX int8 int8", "LEAKY_RELU int8 int8", "PRELU int8 int8",
          "HARD_SWISH int8 int8", "LOGISTIC int8 int8", "RESIZE_BILINEAR int8 [12, 10]",
          "RESIZE_NEAREST_NEIGHBOR int8 [12, 10]", "QUANTIZE uint8 int8", "MAX_POOL_2D int8", "MEAN int8 int32",
          "CONV_2D channels", "CONV_2D bias along axis 3", "DEPTHWISE_CONV_2D int8 int8", "FULLY_CONNECTED channels",
          "TRANSPOSE_CONV int8 int8", "BATCH_MATMUL int8 True False", "SVDF int8 int16 int16", "LSTM int8 int8 int16",
          "plan half")


def main():
    folder = HERE / "corpus/tflite"
    folder.mkdir(parents=True, exist_ok=True)
    every = {}
    for kind in models.KINDS:
        for name, model in kind():
            every.setdefault(name, model)
    for name in CHOSEN:
        (folder / (re.sub(r"\W+", "_", name).strip("_").lower() + ".tflite")).write_bytes(every[name])


if __name__ == "__main__":
    main()
