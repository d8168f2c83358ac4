#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How long the search and the training of a finished run would take on another machine, from the run's own MACC
counts and the other machine's FMA peak.

    python3 benchmarks/on_device.py my-run --cores 4 --gigahertz 1.0 --flops-a-cycle 8 --share 0.5

A training step's floating-point operations are taken as 2 x MACC for the forward pass and as much again for each of
the two gradients; a validated picture as one forward pass. That leaves out BatchNorm, ReLU, pooling and Adam, which
the share has to cover.
"""
import argparse
import json
import pathlib

EVALUATION_EPOCHS = 3


def operations(macc, epochs, pictures):
    return 2 * macc * epochs * (3 * pictures["training"] + pictures["validation"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--cores", type=int, default=4)
    parser.add_argument("--gigahertz", type=float, default=1.0)
    parser.add_argument("--flops-a-cycle", type=float, default=8)
    parser.add_argument("--share", type=float, default=0.5, help="of the peak that training reaches")
    parser.add_argument("--epochs", type=int, default=60, help="of the final training")
    arguments = parser.parse_args()

    result = json.loads((arguments.run / "result.json").read_text())
    candidates = [json.loads(line) for line in (arguments.run / "journal.jsonl").read_text().splitlines()]
    pictures = result["pictures"]
    evaluated = [line for line in candidates if line["feasible"]]
    search = sum(operations(line["macc"], EVALUATION_EPOCHS, pictures) for line in evaluated)
    training = operations(result["macc"], arguments.epochs, pictures)
    core = arguments.gigahertz * arguments.flops_a_cycle * arguments.share  # GFLOP/s
    print(f"{len(evaluated)} candidates: {search / 1e9:,.0f} GFLOP, {search / 1e9 / core:,.0f} s on one core, "
          f"{search / 1e9 / core / arguments.cores:,.0f} s on {arguments.cores} if none idles")
    print(f"training, {arguments.epochs} epochs: {training / 1e9:,.0f} GFLOP, {training / 1e9 / core:,.0f} s on one core, "
          f"{training / 1e9 / core / arguments.cores:,.0f} s on {arguments.cores}")
    print(f"peak memory of the run, with this machine's threads: {result['peak_rss_bytes'] / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
