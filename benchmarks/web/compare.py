#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One evaluation as the search makes it, on one thread: native, and in WebAssembly in wasmtime and in Node, in turns. Best
of the rounds.   .venv/bin/python benchmarks/web/compare.py [--arch 3,3 6,4] [--rounds 3]"""
import argparse
import pathlib
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
WASM = PROJECT / "build-wasm/benchmarks/web/benchmark_evaluation.wasm"
ENGINES = {
    "native": [PROJECT / "build/benchmarks/web/benchmark_evaluation"],
    "wasmtime": [sys.executable, PROJECT / "cmake/run_wasm.py", WASM],
    "Node": ["node", PROJECT / "cmake/run_wasm.mjs", WASM],
}


def evaluate(engine, network):
    """Seconds, and the last epoch's training loss."""
    k, c = network.split(",")
    out = subprocess.run([*ENGINES[engine], k, c, "1"], check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, loss = out.split()
    return float(seconds), loss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", nargs="+", default=["3,3", "6,4"])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("| network | " + " | ".join(f"{engine}, s, loss" for engine in ENGINES) + " | wasmtime / native | Node / native |")
    print("|---|---|---|---|---|---|")
    for network in options.arch:
        seconds, losses = {}, {}
        for _ in range(options.rounds):
            for engine in ENGINES:
                measured, losses[engine] = evaluate(engine, network)
                seconds[engine] = min(seconds.get(engine, measured), measured)
        if losses["wasmtime"] != losses["Node"]:
            sys.exit(f"wasmtime and Node give other losses: {losses}.")
        print(f"| ({network}) 50x50x3 | "
              + " | ".join(f"{seconds[engine]:.3f}, {losses[engine]}" for engine in ENGINES)
              + "".join(f" | {seconds[engine] / seconds['native']:.1f}" for engine in ("wasmtime", "Node")) + " |")


if __name__ == "__main__":
    main()
