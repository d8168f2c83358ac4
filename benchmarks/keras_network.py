# SPDX-License-Identifier: MIT
"""The networks of the search space in Keras, with the layers of the reference. Needs tensorflow-cpu 2.14.1."""
import math
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402
from tensorflow.keras import layers  # noqa: E402


def channels(k, c):
    result, multiplier = [k], 2.0
    for i in range(c):
        result.append(math.ceil(multiplier * result[-1]))
        multiplier -= 2.0 ** -(i + 1)
    return result


def network(variant, k, c, shape, classes):
    inputs = x = layers.Input(shape)
    if variant == "prime23":
        x = layers.BatchNormalization()(layers.Rescaling(1.0 / 255)(x))
    for i, kernels in enumerate(channels(k, c)):
        if i > 0:
            x = layers.MaxPooling2D((2, 2), (2, 2), padding="valid")(x)
        if variant == "current":
            x = layers.Conv2D(kernels, (3, 3), padding="same")(x)
            x = layers.ReLU()(layers.BatchNormalization()(x))
        else:
            if i > 0:
                x = layers.BatchNormalization()(x)
            x = layers.Conv2D(kernels, (3, 3), padding="same", activation="relu")(x)
    x = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(x))
    return tf.keras.Model(inputs, layers.Dense(classes, activation="softmax")(x))
