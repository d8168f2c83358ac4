#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times nanonas against the reference's way in Keras on the same pictures, in turns, and prints Markdown tables of ratios.

    python3 benchmarks/against_reference/compare.py DIR --arch 3,3 6,4 [--input 32x32x3] [--rounds 3]
    python3 benchmarks/against_reference/compare.py DIR --only benchmarks/against_reference/candidates.txt

README.md beside this says what is counted. The first call makes a virtual environment with tensorflow-cpu 2.14.1
(Python 3.9 to 3.11; some 2 GB) in --environment. DIR has a subfolder for each class.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
TENSORFLOW = "tensorflow-cpu==2.14.1"
PYTHONS = ("python3.11", "python3.10", "python3.9")


class Failure(Exception):
    pass


def run(command):
    """Standard output, wall seconds and CPU seconds of a program that must succeed."""
    start, before = time.monotonic(), os.times()
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    seconds, after = time.monotonic() - start, os.times()
    if done.returncode:
        raise Failure(f"{' '.join(map(str, command))} failed:\n{done.stderr.strip()}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return done.stdout, seconds, cpu


def environment(folder):
    """The Python of a virtual environment with TensorFlow, made if need be."""
    python = folder / "bin/python"
    if subprocess.run([python, "-c", "import tensorflow"], capture_output=True).returncode if python.exists() else True:
        creator = next((name for name in PYTHONS if shutil.which(name)), None)
        if not creator:
            raise Failure(f"{TENSORFLOW} needs one of {', '.join(PYTHONS)}; install it with its venv module.")
        print(f"Installing {TENSORFLOW} in {folder}", file=sys.stderr)
        run([creator, "-m", "venv", folder])
        run([python, "-m", "pip", "install", "--quiet", TENSORFLOW])
    return python


def middle(values, form="{:.0f}"):
    low, median, high = min(values), statistics.median(values), max(values)
    return form.format(median) + (f" ({form} to {form})".format(low, high) if len(values) > 1 else "")


class Comparison:
    def __init__(self, arguments, python, folder):
        self.arguments, self.python, self.cache = arguments, python, folder / "cache"
        self.common = [arguments.folder, "--input", arguments.input, "--split", arguments.split]

    def keras(self, archs, *options):
        output, seconds, cpu = run([self.python, HERE / "keras_candidates.py", *self.common, "--arch", *archs, *options])
        return [json.loads(line) for line in output.splitlines()], seconds, cpu

    def candidates(self, arch, threads):
        program = self.arguments.build / "benchmarks/against_reference/benchmark_candidates"
        options = ["--arch", arch, "--threads", threads, "--math", self.arguments.math, "--cache", self.cache]
        return json.loads(run([program, *self.common, *options])[0])

    def network_row(self, arch):
        rounds = []
        for number in range(1, self.arguments.rounds + 1):
            keras = {way: self.keras([arch], *(["--cached"] if way == "cached" else []))[0][0]
                     for way in self.arguments.keras}
            rounds.append((keras, self.candidates(arch, 2), self.candidates(arch, 1)))
            print(f"({arch}) round {number}: {json.dumps(rounds[-1])}", file=sys.stderr)
        cells = [f"({arch})"]
        for way in self.arguments.keras:
            cells.append(middle([keras[way]["seconds"] for keras, _, _ in rounds], "{:.1f}"))
        cells += [middle([two["seconds"] for _, two, _ in rounds], "{:.3f}"),
                  middle([one["seconds"] for _, _, one in rounds], "{:.3f}")]
        for way in self.arguments.keras:
            cells += [middle([keras[way]["seconds"] / two["seconds"] for keras, two, _ in rounds]),
                      middle([keras[way]["seconds"] / one["seconds"] for keras, _, one in rounds]),
                      middle([keras[way]["cpu_seconds"] / two["cpu_seconds"] for keras, two, _ in rounds])]
        theirs = [keras[way]["peak_rss_bytes"] for keras, _, _ in rounds for way in keras]
        ours = [two["peak_rss_bytes"] for _, two, _ in rounds]
        cells.append(f"{statistics.median(theirs) / 2**20:.0f} / {statistics.median(ours) / 2**20:.0f} MiB")
        scores = [max(keras[way]["val_accuracy"]) for keras, _, _ in rounds for way in keras]
        cells.append(f"{statistics.mean(scores):.3f} / {max(rounds[0][1]['val_accuracy']):.3f}")
        return f"| {' | '.join(cells)} |"

    def networks(self):
        self.candidates(self.arguments.arch[0], 1)  # decodes the pictures into the cache
        ways = self.arguments.keras
        heads = ["network", *(f"Keras, {way}, s" for way in ways), "nanonas, two at once, s each", "one thread, s"]
        for way in ways:
            heads += [f"{way}: two at once, times", "one thread, times", "CPU time, times"]
        heads += ["peak memory", "best val. accuracy"]
        print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}", flush=True)
        for arch in self.arguments.arch:
            print(self.network_row(arch), flush=True)

    def search(self, out):
        arguments = self.arguments
        command = [arguments.build / "nanonas", "search", arguments.folder, "--input", arguments.input, "--val-split",
                   arguments.split, "--as-reference", "--target", arguments.target, "--only", arguments.only,
                   "--math", arguments.math, "--threads", 2, "--cache", self.cache, "--out", out, "--quiet", "--json"]
        output, seconds, cpu = run(command)
        shutil.rmtree(out)
        return {"seconds": seconds, "cpu_seconds": cpu, "peak_rss_bytes": json.loads(output)["peak_rss_bytes"]}

    def whole_search(self):
        lines = (line.split("#")[0].strip() for line in pathlib.Path(self.arguments.only).read_text().splitlines())
        archs = [line for line in lines if line]
        rounds = []
        for number in range(1, self.arguments.rounds + 1):
            candidates, seconds, cpu = self.keras(archs)
            keras = {"seconds": seconds, "cpu_seconds": cpu,
                     "peak_rss_bytes": max(candidate["peak_rss_bytes"] for candidate in candidates)}
            shutil.rmtree(self.cache, ignore_errors=True)
            cold, warm = (self.search(self.cache.parent / "run") for _ in range(2))
            rounds.append((keras, cold, warm))
            print(f"round {number}: {json.dumps(rounds[-1])}", file=sys.stderr)
        print("| search | seconds | times faster | CPU time, times | peak memory | times less |\n|---|---|---|---|---|---|")
        for index, name in enumerate(("Keras", "nanonas, cold", "nanonas, cache warm")):
            def ratios(figure):
                return middle([sides[0][figure] / sides[index][figure] for sides in rounds])
            seconds = middle([sides[index]["seconds"] for sides in rounds], "{:.2f}")
            memory = statistics.median(sides[index]["peak_rss_bytes"] for sides in rounds) / 2**20
            print(f"| {name} | {seconds} | {ratios('seconds')} | {ratios('cpu_seconds')} | {memory:.0f} MiB | "
                  f"{ratios('peak_rss_bytes')} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--arch", nargs="+", default=[], metavar="K,C", help="networks to time one by one")
    parser.add_argument("--only", type=pathlib.Path, help="file of the candidates of a whole search, K,C a line")
    parser.add_argument("--target", default="STM32L010RBT6")
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--split", default="0.3")
    parser.add_argument("--math", choices=["exact", "fast"], default="exact", help="of nanonas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keras", nargs="+", default=["decoding", "cached"], choices=["decoding", "cached"])
    parser.add_argument("--environment", type=pathlib.Path, default=BUILD / "reference")
    parser.add_argument("--build", type=pathlib.Path, default=BUILD)
    arguments = parser.parse_args()
    if not arguments.arch and not arguments.only:
        parser.error("name networks (--arch 3,3) or a file of candidates (--only FILE).")
    try:
        python = environment(arguments.environment)
        with tempfile.TemporaryDirectory() as folder:
            comparison = Comparison(arguments, python, pathlib.Path(folder))
            if arguments.arch:
                comparison.networks()
            if arguments.only:
                comparison.whole_search()
    except (Failure, OSError) as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
