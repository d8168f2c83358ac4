#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions a MAC of the C of single layers, by their number of channels and by core: a cliff would show.

    channel_counts.py [--channels 1,2,3,4,8,16,17,32,33,64,65] [--nanonas build/nanonas]

Each layer has a map of 8x8 pixels and as many output channels as input channels: a 3x3 convolution, a pointwise one and a
3x3 depthwise one. The C is verified on the emulated core; a mismatch ends the benchmark."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from random_graphs import SAME, GraphMaker  # noqa: E402

TARGETS = {"Cortex-M0+": "RP2040", "Cortex-M3": "STM32F103C8T6", "Cortex-M4": "nRF52840"}


def layer(kind, channels):
    maker = GraphMaker(channels, [1, 8, 8, channels])
    kernel = (1, 1) if kind == "pointwise" else (3, 3)
    return maker.finish(maker.convolution(maker.last, kernel, channels, (1, 1), SAME, depthwise=kind == "depthwise"))


def instructions(nanonas, model, target):
    done = subprocess.run([nanonas, "verify", model, "--target", target, "--count", "2", "--json"], capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)["instructions"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--channels", default="1,2,3,4,8,16,17,32,33,64,65")
    parser.add_argument("--nanonas", default=ROOT / "build/nanonas")
    options = parser.parse_args()
    kinds = {"3x3": 9, "pointwise": 1, "depthwise": 9}
    print("| channels | " + " | ".join(f"{kind}, {core}" for kind in kinds for core in TARGETS) + " |")
    print("|---" * (1 + len(kinds) * len(TARGETS)) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for channels in map(int, options.channels.split(",")):
            row = [str(channels)]
            for kind, taps in kinds.items():
                model = pathlib.Path(folder) / "layer.tflite"
                model.write_bytes(layer(kind, channels))
                macc = 64 * channels * taps * (1 if kind == "depthwise" else channels)
                row += [f"{instructions(options.nanonas, model, target) / macc:.2f}" for target in TARGETS.values()]
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
