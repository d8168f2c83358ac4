#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes foreign_operators.tflite with tensorflow-cpu 2.14.1: a small network of the operators that others' models
for microcontrollers have (strides, depthwise convolution, ReLU6, residual addition, both poolings, reshape), int8.

    make_foreign_model.py OUTPUT
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def network():
    tf.keras.utils.set_random_seed(1)
    pixels = layers.Input((23, 18, 3))
    x = layers.Conv2D(6, 3, strides=2, padding="same")(pixels)
    x = layers.ReLU(6.0)(x)
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, bias_initializer="random_normal")(x)
    x = layers.ReLU()(x)
    skip = layers.Conv2D(8, 1, padding="valid", activation="relu", bias_initializer="random_normal")(x)
    x = layers.DepthwiseConv2D((5, 3), padding="same", dilation_rate=1)(skip)
    x = layers.Conv2D(8, 1)(x)
    x = layers.Add()([x, skip])
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    x = layers.Conv2D(7, (2, 3), strides=(1, 2), padding="valid", activation="relu")(x)
    x = layers.AveragePooling2D((2, 1), padding="same")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(9, activation="relu", bias_initializer="random_normal")(x)
    return tf.keras.Model(pixels, layers.Dense(5, activation="softmax")(x))


def main():
    converter = tf.lite.TFLiteConverter.from_keras_model(network())
    pictures = np.random.default_rng(1).uniform(0, 4, (50, 1, 23, 18, 3)).astype(np.float32)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([picture] for picture in pictures)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    with open(sys.argv[1], "wb") as file:
        file.write(converter.convert())


if __name__ == "__main__":
    main()
