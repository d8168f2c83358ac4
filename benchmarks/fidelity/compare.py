# SPDX-License-Identifier: MIT
"""Does a three-epoch evaluation of nanonas score as Keras does?

    python compare.py KERAS.csv DIR --input 32x32x3 --nanonas build/nanonas

trains every network of KERAS.csv (made by keras_evaluations.py on the same DIR) with `nanonas train --recipe
evaluation`, with as many seeds, and prints the mean of each epoch beside Keras' and their distance in standard errors
of the difference. Exit code 1 if one is further than two.
"""
import argparse
import collections
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile


def keras_scores(path):
    scores = collections.defaultdict(list)
    for _, variant, k, c, _, *accuracies in csv.reader(path.open()):
        scores[variant, int(k), int(c)].append([float(value) for value in accuracies])
    return scores


def nanonas_scores(program, folder, shape, variant, k, c, seeds):
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as run:
            command = [program, "train", folder, "--arch", f"{k},{c}", "--variant", variant, "--input", shape,
                       "--recipe", "evaluation", "--evaluation", "reference", "--seed", str(seed),
                       "--out", f"{run}/run", "--json"]
            yield json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["val_accuracy"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("keras", type=pathlib.Path)
    parser.add_argument("folder")
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--nanonas", default="build/nanonas")
    arguments = parser.parse_args()
    far = 0
    print("| variant | network | epoch | Keras mean (s.e.) | nanonas mean (s.e.) | distance in s.e. |\n|---|---|---|---|---|---|")
    for (variant, k, c), keras in keras_scores(arguments.keras).items():
        ours = list(nanonas_scores(arguments.nanonas, arguments.folder, arguments.input, variant, k, c, len(keras)))
        for epoch, (a, b) in enumerate(zip(zip(*keras), zip(*ours)), 1):
            errors = [statistics.stdev(side) / math.sqrt(len(side)) for side in (a, b)]
            distance = (statistics.mean(b) - statistics.mean(a)) / max(math.hypot(*errors), 1e-9)
            far += abs(distance) > 2
            print(f"| {variant} | ({k},{c}) | {epoch} | {statistics.mean(a):.3f} ({errors[0]:.3f}) | "
                  f"{statistics.mean(b):.3f} ({errors[1]:.3f}) | {distance:+.1f} |", flush=True)
    print(f"{far} further than two standard errors")
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main())
