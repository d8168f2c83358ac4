# SPDX-License-Identifier: MIT
"""Runs nanonas for the reference's three targets, as the reference does and with nanonas' own defaults.

    python3 benchmarks/three_targets.py DIR --test DIR [--input 32x32x3] [--nanonas build/nanonas] [--threads 2]

prints a Markdown table: one row a run, from its result.json.
"""
import argparse
import json
import subprocess
import tempfile

TARGETS = ["STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3"]


def run(arguments, target, options, cache):
    with tempfile.TemporaryDirectory() as folder:
        command = [arguments.nanonas, "run", arguments.folder, "--test", arguments.test, "--target", target,
                   "--input", arguments.input, "--threads", str(arguments.threads), "--seed", str(arguments.seed),
                   "--cache", cache, "--out", f"{folder}/run", "--quiet", "--json", *options]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def row(target, settings, result):
    seconds, accuracy = result["seconds"], result["test_accuracy"]
    stages = " + ".join(f"{seconds[stage]:.1f}" for stage in ("data", "search", "train", "quantize"))
    kernels = " ".join(str(kernels) for kernels in result["architecture"]["channels"])
    return (f"| {target} | {settings} | {kernels} | {accuracy['float']:.1%} / {accuracy['int8']:.1%} | "
            f"{result['ram_bytes'] / 1024:.1f} KiB | {result['flash_bytes'] / 1024:.2f} KiB | {result['macc']:,} | "
            f"{stages} = {seconds['total']:.0f} s | {result['peak_rss_bytes'] / 2**20:.0f} MiB |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--test", required=True)
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--nanonas", default="build/nanonas")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print("| target | settings | kernels | accuracy float / int8 | RAM | Flash | MACC | data + search + training + "
          "quantisation | peak memory |\n|---|---|---|---|---|---|---|---|---|", flush=True)
    for target in TARGETS:
        for settings, options in [("as reference", ["--as-reference"]), ("default", [])]:
            # Each run decodes the pictures anew, as a user's first run does.
            with tempfile.TemporaryDirectory() as cache:
                print(row(target, settings, run(arguments, target, options, cache)), flush=True)


if __name__ == "__main__":
    main()
