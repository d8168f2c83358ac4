# SPDX-License-Identifier: MIT
"""Evaluates candidates with Keras as the reference's search does, each in a process of its own.

    python keras_candidates.py DIR --input 50x50x3 --arch 3,3 6,4 [--cached]

needs tensorflow-cpu 2.14.1. A candidate's process lists the folder, then trains three epochs of batch 16 with Adam
0.001 and a validation after each; the first epoch decodes the pictures into a cache in memory. With --cached a pass
over the pictures has filled the cache before the clock starts. Prints a line of JSON a candidate: seconds,
cpu_seconds, val_accuracy of each epoch, peak_rss_bytes; what it prints is no part of the time.
"""
import argparse
import contextlib
import json
import multiprocessing
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from keras_network import network, tf  # noqa: E402


def peak_resident_bytes():
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/self/status").read_text()).group(1))


def picture_sets(folder, shape, split):
    training, validation = tf.keras.utils.image_dataset_from_directory(
        folder, subset="both", label_mode="categorical", color_mode="rgb" if shape[2] == 3 else "grayscale",
        batch_size=16, image_size=shape[:2], validation_split=split, seed=0, interpolation="bilinear")
    classes = len(training.class_names)
    return *(pictures.cache().prefetch(tf.data.AUTOTUNE) for pictures in (training, validation)), classes


def evaluate(arguments, k, c):
    start = time.monotonic(), time.process_time()
    training, validation, classes = picture_sets(arguments.folder, arguments.shape, arguments.split)
    if arguments.cached:
        for pictures in (training, validation):
            for _ in pictures:
                pass
        start = time.monotonic(), time.process_time()
    model = network("current", k, c, arguments.shape, classes)
    model.compile(tf.keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(training, epochs=3, validation_data=validation, verbose=0).history
    return {"k": k, "c": c, "seconds": time.monotonic() - start[0], "cpu_seconds": time.process_time() - start[1],
            "val_accuracy": history["val_accuracy"], "peak_rss_bytes": peak_resident_bytes()}


def in_own_process(arguments, k, c):
    # Forked before TensorFlow has started a thread, as the reference does.
    def work(connection):
        with contextlib.redirect_stdout(sys.stderr):
            connection.send(evaluate(arguments, k, c))
    receiving, sending = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=work, args=(sending,))
    process.start()
    sending.close()
    try:
        return receiving.recv()
    except EOFError:
        sys.exit(f"The process of ({k},{c}) ended without a result.")
    finally:
        process.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--arch", nargs="+", required=True)
    parser.add_argument("--split", type=float, default=0.3)
    parser.add_argument("--cached", action="store_true")
    arguments = parser.parse_args()
    arguments.shape = tuple(int(side) for side in arguments.input.split("x"))
    for arch in arguments.arch:
        print(json.dumps(in_own_process(arguments, *map(int, arch.split(",")))), flush=True)


if __name__ == "__main__":
    main()
