# SPDX-License-Identifier: MIT
"""Runs nanonas for the reference's three targets, as the reference does and with nanonas' own defaults.

    python3 benchmarks/three_targets.py DIR --test DIR [--seeds 0..4] [--input 32x32x3] [--settings default]
                                        [--nanonas build/nanonas] [--threads 2]

prints two Markdown tables from the result.json of each run: accuracy as mean and sample standard deviation over the
seeds, with the networks that they end with; and what the runs took, as means.
"""
import argparse
import collections
import json
import statistics
import subprocess
import tempfile

TARGETS = ["STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3"]
SETTINGS = {"as reference": ["--as-reference"], "default": []}
STAGES = ("data", "search", "train", "quantize")


def run(arguments, target, options, seed):
    """result.json of one run, whose pictures are decoded anew, as a user's first run does."""
    with tempfile.TemporaryDirectory() as folder:
        command = [arguments.nanonas, "run", arguments.folder, "--test", arguments.test, "--target", target,
                   "--input", arguments.input, "--threads", str(arguments.threads), "--seed", str(seed),
                   "--cache", f"{folder}/cache", "--out", f"{folder}/run", "--quiet", "--json", *options]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def spread(values):
    """"71.2 ± 0.8 %" of shares of one; without a deviation if there is a single one."""
    mean = f"{100 * statistics.mean(values):.1f}"
    return f"{mean} ± {100 * statistics.stdev(values):.1f} %" if len(values) > 1 else f"{mean} %"


def networks(results):
    """The networks that the seeds end with, the most frequent first."""
    counts = collections.Counter(f"({r['architecture']['k']},{r['architecture']['c']})" for r in results)
    return ", ".join(name if count == 1 else f"{count}x {name}" for name, count in counts.most_common())


def accuracy_row(target, settings, results):
    columns = [spread([result[key] for result in results]) for key in ["val_accuracy"]]
    columns += [spread([result["test_accuracy"][form] for result in results]) for form in ("float", "int8")]
    return f"| {target} | {settings} | {' | '.join(columns)} | {networks(results)} |"


def cost_row(target, settings, results):
    def mean(value, scale=1.0):
        return statistics.mean(value(result) for result in results) / scale
    stages = " + ".join(f"{mean(lambda r, s=stage: r['seconds'][s]):.1f}" for stage in STAGES)
    return (f"| {target} | {settings} | {mean(lambda r: r['ram_bytes'], 1024):.1f} KiB | "
            f"{mean(lambda r: r['flash_bytes'], 1024):.1f} KiB | {mean(lambda r: r['macc'], 1000):,.0f}k | "
            f"{stages} = {mean(lambda r: r['seconds']['total']):.0f} s | {mean(lambda r: r['peak_rss_bytes'], 2**20):.0f} MiB |")


def parse_seeds(text):
    first, _, last = text.partition("..")
    return list(range(int(first), int(last or first) + 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--test", required=True)
    parser.add_argument("--seeds", type=parse_seeds, default=parse_seeds("0..4"), help="one, or FIRST..LAST [0..4]")
    parser.add_argument("--input", default="50x50x3")
    parser.add_argument("--settings", choices=SETTINGS, action="append", help="one of the two rows alone")
    parser.add_argument("--nanonas", default="build/nanonas")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    accuracy, cost = [], []
    for target in TARGETS:
        for settings in arguments.settings or SETTINGS:
            results = [run(arguments, target, SETTINGS[settings], seed) for seed in arguments.seeds]
            accuracy.append(accuracy_row(target, settings, results))
            cost.append(cost_row(target, settings, results))
            print(accuracy[-1].replace("|", " ").strip(), flush=True)
    print(f"\nMean and deviation of {len(arguments.seeds)} seeds:\n\n"
          "| target | settings | validation | test, float | test, int8 | networks |\n|---|---|---|---|---|---|")
    print("\n".join(accuracy))
    print("\n| target | settings | RAM | Flash | MACC | data + search + training + quantisation | peak memory |\n"
          "|---|---|---|---|---|---|---|")
    print("\n".join(cost))


if __name__ == "__main__":
    main()
