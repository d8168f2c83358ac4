# SPDX-License-Identifier: MIT
"""Pictures a second of TensorFlow's loader and of nanonas on the same folder, in turns.

    python against_tensorflow.py DIR --input 50x50x3 --benchmark build/benchmarks/data/benchmark_data

needs tensorflow-cpu 2.14.1 (Python 3.11). TensorFlow's first pass, which also builds its graph, is not counted.
Compare CPU time on a machine that others use too.
"""
import argparse
import os
import re
import resource
import subprocess
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--benchmark", default="build/benchmarks/data/benchmark_data")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    height, width, channels = map(int, arguments.input.split("x"))
    pictures = tf.keras.utils.image_dataset_from_directory(
        arguments.folder, color_mode="rgb" if channels == 3 else "grayscale", image_size=(height, width),
        batch_size=16, shuffle=False, interpolation="bilinear")

    def tensorflow():
        start, cpu, count = time.monotonic(), cpu_seconds(), 0
        for batch, _ in pictures:
            count += int(batch.shape[0])
        return count / (time.monotonic() - start), count / (cpu_seconds() - cpu)

    def nanonas():
        command = [arguments.benchmark, arguments.folder, "--input", arguments.input, "--repeat", "1"]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return tuple(map(float, re.search(r"(\d+) pictures/s, (\d+) pictures a second of CPU", output).groups()))

    tensorflow()
    print("                 pictures/s        pictures a second of CPU time")
    for _ in range(arguments.rounds):
        theirs, ours = tensorflow(), nanonas()
        print(f"tensorflow {theirs[0]:9.0f} {theirs[1]:9.0f}   nanonas {ours[0]:9.0f} {ours[1]:9.0f}   "
              f"ratio {ours[0] / theirs[0]:.2f} {ours[1] / theirs[1]:.2f}", flush=True)


main()
