#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes src/dataset/tensorflow_resize.inc, what tf.image.resize makes of small pictures, and pictures/tensorflow.jpg
with the pixels that TensorFlow decodes from it.

Run by hand, with tensorflow-cpu 2.14.1 and numpy; the result is committed and read by src/dataset/resize_test.cpp
and src/pictures/decoders_test.cpp.
"""
import pathlib

import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent


def picture(height, width, channels):
    """The bytes that resize_test.cpp makes too."""
    state, values = 12345, []
    for _ in range(height * width * channels):
        state = (state * 1103515245 + 12345) % 2**31
        values.append(state >> 16 & 255)
    return np.array(values, np.uint8).reshape(height, width, channels)


CASES = [  # (height, width, channels) of the picture, (height, width) of the input
    ((13, 17, 3), (5, 4)),
    ((17, 13, 1), (7, 9)),
    ((31, 5, 3), (4, 8)),
    ((3, 4, 3), (7, 9)),
    ((1, 1, 1), (3, 2)),
    ((6, 6, 1), (6, 6)),
    ((40, 64, 1), (10, 8)),
    ((50, 33, 1), (1, 1)),
]


def rows():
    for shape, size in CASES:
        for antialias in (False, True):
            resized = tf.image.resize(picture(*shape), size, antialias=antialias)
            values = tf.round(resized).numpy().astype(int).ravel()
            method = "antialiased" if antialias else "tensorflow"
            yield (f"{{{{{shape[0]}, {shape[1]}}}, {{{size[0]}, {size[1]}, {shape[2]}}}, Resize::{method},\n"
                   f" {{{', '.join(map(str, values))}}}}},\n")


def main():
    (HERE.parent.parent / "src/dataset/tensorflow_resize.inc").write_text(
        "// SPDX-License-Identifier: MIT\n// Written by tensorflow_pictures.py.\n" + "".join(rows()))
    y, x = np.mgrid[0:60, 0:80]
    drawn = np.stack([3 * x, 4 * y, 120 + 100 * np.sin(x * y / 90)], axis=-1).astype(np.uint8)
    jpeg = tf.io.encode_jpeg(drawn, quality=92).numpy()
    (HERE / "pictures/tensorflow.jpg").write_bytes(jpeg)
    pixels = tf.io.decode_jpeg(jpeg, channels=3, dct_method="INTEGER_ACCURATE")
    resized = tf.round(tf.image.resize(pixels, (17, 23))).numpy().astype(np.uint8)
    (HERE / "pictures/tensorflow.jpg.rgb").write_bytes(resized.tobytes())


main()
