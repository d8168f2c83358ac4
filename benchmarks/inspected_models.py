#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What `nanonas inspect` says of a folder of models, beside the tflite-micro wheel.

    .venv/bin/python benchmarks/inspected_models.py DIR... [--nanonas build/nanonas] [--only wrong]

prints a Markdown table of every .tflite below the folders: file, MACC, the tensor arena as computed, and the smallest
with which the wheel sets the model up, found by bisection. Ends with 1 where the two differ. Models for it are, for
example, in the repositories mlcommons/tiny, sipeed/TinyMaix and tensorflow/tflite-micro.
"""
import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from wheel_arena import works  # noqa: E402

AMPLE = 1 << 27


def smallest_arena(model, guess):
    """To the byte; None where no arena is large enough. `guess`: tried first."""
    if guess and works(model, guess) and not works(model, guess - 1):
        return guess
    if not works(model, AMPLE):
        return None
    low, high = 0, AMPLE  # low fails, high works
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(model, middle) else (middle, high)
    return high


def inspect(nanonas, path):
    """The JSON of `nanonas inspect`, or what it says instead."""
    done = subprocess.run([nanonas, "inspect", "--json", path], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


def row(nanonas, path):
    """Cells of the table, and whether nanonas and the wheel agree."""
    model = path.read_bytes()
    told = inspect(nanonas, path)
    known = isinstance(told, dict)
    ours = told["arena_bytes"] if known else None
    wheel = smallest_arena(model, ours)
    macc = "" if not known else f"at least {told['macc']:,}" if told["macc_without"] else f"{told['macc']:,}"
    verdict = "" if ours == wheel else "**differs**" if ours else told["arena_unknown"] if known else told
    cells = [path.stem, f"{len(model):,}", macc, f"{ours:,}" if ours else "none", f"{wheel:,}" if wheel else "refused", verdict]
    return cells, ours == wheel or ours is None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--nanonas", default="build/nanonas")
    parser.add_argument("--only", choices=["wrong"], help="leave out the rows in which both are equal")
    arguments = parser.parse_args()
    paths = sorted({path for folder in arguments.folders for path in folder.rglob("*.tflite")})
    print("| model | file bytes | MACC | arena, nanonas | arena, wheel | |\n|---|---|---|---|---|---|")
    rows = [row(arguments.nanonas, path) for path in paths]
    for cells, _ in rows:
        if arguments.only is None or cells[-1]:
            print(f"| {' | '.join(cells)} |", flush=True)
    equal = sum(not cells[-1] for cells, _ in rows)
    print(f"\n{len(rows)} models, {equal} equal, {sum(not sound for _, sound in rows)} wrong", file=sys.stderr)
    sys.exit(0 if all(sound for _, sound in rows) else 1)


if __name__ == "__main__":
    main()
