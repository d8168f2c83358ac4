#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes converted_<variant>.{tflite,weights,pictures} with tensorflow-cpu 2.14.1: what its converter makes of a network
of the search space with random weights, (2,2) at 12x10x3 with 3 classes, calibrated with 30 pictures.

    make_converted_networks.py FOLDER

`weights` holds little-endian floats in the order of FloatNetwork: for each stage kernel [out][in][3][3], bias, gamma,
beta, mean, variance; then the dense kernel [class][feature] and bias. `pictures` holds bytes, [picture][12][10][3].
"""
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

KERNELS = (2, 4, 6)
SHAPE = (12, 10, 3)


def network(variant):
    pixels = x = layers.Input(SHAPE)
    if variant == "prime23":
        x = layers.Rescaling(1 / 255)(x)
    for i, kernels in enumerate(KERNELS):
        if i > 0:
            x = layers.MaxPooling2D(2)(x)
        if variant == "prime23":
            x = layers.BatchNormalization()(x)
            x = layers.Conv2D(kernels, 3, padding="same", activation="relu")(x)
        else:
            x = layers.Conv2D(kernels, 3, padding="same")(x)
            x = layers.BatchNormalization()(x)
            x = layers.Activation("relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(pixels, layers.Dense(3, activation="softmax")(layers.Dropout(0.5)(x)))


def set_random_weights(model, variant, random):
    first = True
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            n = layer.gamma.shape[0]
            magnitude = 150.0 if variant == "current" and first else 1.0
            first = False
            layer.set_weights([random.uniform(0.5, 1.5, n), random.normal(0, 0.3, n), random.normal(0, 0.3 * magnitude, n),
                               random.uniform(0.3, 2, n) * magnitude ** 2])
        elif isinstance(layer, (layers.Conv2D, layers.Dense)):
            kernel, bias = layer.get_weights()
            layer.set_weights([random.uniform(-0.5, 0.5, kernel.shape), random.normal(0, 0.2, bias.shape)])


def weights_in_order(model):
    convolutions = [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]
    norms = [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]
    for convolution, norm in zip(convolutions, norms):
        kernel, bias = convolution.get_weights()
        yield from (kernel.transpose(3, 2, 0, 1), bias, *norm.get_weights())
    kernel, bias = model.layers[-1].get_weights()
    yield from (kernel.T, bias)


def convert(model, pictures):
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([picture[None].astype(np.float32)] for picture in pictures)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.uint8
    return converter.convert()


def main():
    folder = pathlib.Path(sys.argv[1])
    for variant in ("current", "prime23"):
        random = np.random.default_rng(5)
        pictures = random.integers(0, 256, (30, *SHAPE), np.uint8)
        model = network(variant)
        set_random_weights(model, variant, random)
        flat = np.concatenate([array.astype("<f4").ravel() for array in weights_in_order(model)])
        (folder / f"converted_{variant}.weights").write_bytes(flat.tobytes())
        (folder / f"converted_{variant}.pictures").write_bytes(pictures.tobytes())
        (folder / f"converted_{variant}.tflite").write_bytes(convert(model, pictures))


if __name__ == "__main__":
    main()
