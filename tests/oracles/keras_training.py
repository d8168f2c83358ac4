# SPDX-License-Identifier: MIT
"""Forty steps of Keras on pictures and weights given by formulas, as the figures that src/training must repeat.

    python tests/oracles/keras_training.py > tests/oracles/keras_training.csv

needs tensorflow-cpu 2.14.1 (Python 3.11). Prints rows: variant, name, values. loss: of each step; probabilities: of the
first 16 pictures in the end, by the moving averages; mean and variance: those of every BatchNorm, in order.
"""
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from tensorflow.keras import layers  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks/fidelity"))
from keras_evaluations import network  # noqa: E402

SHAPE, CLASSES, STEPS, PICTURES, BATCH = (13, 12, 3), 3, 40, 40, 16


def weights(count, start):
    """Number i of all is the fractional part of i times the golden ratio, minus a half."""
    return ((np.arange(start, start + count, dtype=np.float64) * 0.6180339887498949) % 1.0 - 0.5).astype(np.float32)


def pictures():
    p, i = np.arange(PICTURES)[:, None], np.arange(np.prod(SHAPE))[None, :]
    x = (i * (7 + 3 * (p % CLASSES)) + p * p * 31 + (i * i) % 97) % 256
    return x.reshape((PICTURES,) + SHAPE).astype(np.float32), np.arange(PICTURES) % CLASSES


def set_weights(model):
    """Kernels in the order [out][in][3][3] and [class][feature]."""
    start = 0
    for layer in model.layers:
        if isinstance(layer, layers.Dropout):
            layer.rate = 0.0
        if isinstance(layer, (layers.Conv2D, layers.Dense)):
            kernel, bias = layer.get_weights()
            values = weights(kernel.size, start)
            start += kernel.size
            if kernel.ndim == 2:
                kernel = values.reshape(kernel.shape[::-1]).T
            else:
                rows, columns, ins, outs = kernel.shape
                kernel = values.reshape(outs, ins, rows, columns).transpose(2, 3, 1, 0)
            layer.set_weights([kernel, bias])


def train(variant):
    def row(name, values):
        print(",".join([variant, name] + [f"{value:.6g}" for value in np.ravel(values)]))

    model = network(variant, 3, 2, SHAPE, CLASSES)
    set_weights(model)
    adam, entropy = tf.keras.optimizers.Adam(0.001), tf.keras.losses.SparseCategoricalCrossentropy()
    x, y = pictures()
    losses = []
    for step in range(STEPS):
        first = step % 3 * BATCH
        with tf.GradientTape() as tape:
            loss = entropy(y[first:first + BATCH], model(x[first:first + BATCH], training=True))
        adam.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        losses.append(float(loss))
    row("loss", losses)
    row("probabilities", model(x[:BATCH], training=False))
    norms = [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]
    row("mean", np.concatenate([norm.moving_mean for norm in norms]))
    row("variance", np.concatenate([norm.moving_variance for norm in norms]))


if __name__ == "__main__":
    train("current")
    train("prime23")
