# SPDX-License-Identifier: MIT
"""What --runtime c buys against --runtime tflm on the reference's three targets.

    python3 benchmarks/what_c_buys.py [--inputs 50x50x3 96x96x3] [--classes 2]
    python3 benchmarks/what_c_buys.py DIR --test DIR --inputs 50x50x3 --seeds 3 [--threads 2]

prints Markdown tables: how many networks of the space are feasible and which become so, from the architecture alone;
with pictures, what a whole run then finds, with means over the seeds. The MACC limit is the same for both runtimes, and
the arena of tflm is that of the published tables, of 64 bits.
"""
import argparse
import json
import subprocess
import tempfile

TARGETS = ["STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3"]
NO_NETWORK_FITS = 3


def nanonas(arguments, *words):
    return subprocess.run([arguments.nanonas, *words], capture_output=True, text=True)


def candidates(arguments, target, shape, runtime):
    done = nanonas(arguments, "search", "--dry-run", "--json", "--classes", str(arguments.classes), "--target", target,
                   "--input", shape, "--runtime", runtime, "--arena", "64")
    done.check_returncode()
    return {(one["k"], one["c"]): one for one in json.loads(done.stdout)["candidates"]}


def largest(networks):
    """The one with the most Flash, which is nearly all weights."""
    if not networks:
        return "none"
    (k, c), one = max(networks.items(), key=lambda item: item[1]["flash_bytes"])
    return f"({k},{c}): {one['macc']:,} MACC, {one['ram_bytes']:,} B RAM, {one['flash_bytes']:,} B Flash"


def feasible_table(arguments):
    print("| target | input | candidates within the MACC limit | feasible, tflm | feasible, c | only c | largest, tflm | "
          "largest of those that only c runs |\n|---|---|---|---|---|---|---|---|")
    for shape in arguments.inputs:
        for target in arguments.targets:
            tflm, as_c = (candidates(arguments, target, shape, runtime) for runtime in ("tflm", "c"))
            fits = [{point: one for point, one in found.items() if one["feasible"]} for found in (tflm, as_c)]
            only_c = {point: one for point, one in fits[1].items() if point not in fits[0]}
            within = sum(one["limit"] != "macc" for one in as_c.values())
            print(f"| {target} | {shape} | {within} | {len(fits[0])} | {len(fits[1])} | {len(only_c)} | "
                  f"{largest(fits[0])} | {largest(only_c)} |", flush=True)


def run(arguments, target, shape, runtime, seed):
    """The run's result; None where no network fits."""
    with tempfile.TemporaryDirectory() as folder:
        done = nanonas(arguments, "run", arguments.folder, "--test", arguments.test, "--target", target, "--input",
                       shape, "--runtime", runtime, "--arena", "64", "--threads", str(arguments.threads), "--seed", str(seed), "--out",
                       f"{folder}/run", "--quiet", "--json")
    if done.returncode == NO_NETWORK_FITS:
        return None
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def accuracy_table(arguments):
    print("\n| target | input | runtime | networks, seed by seed | int8 test accuracy, seed by seed | mean | RAM as C | "
          "arena |\n|---|---|---|---|---|---|---|---|")
    for shape in arguments.inputs:
        for target in arguments.targets:
            for runtime in ("tflm", "c"):
                found = [run(arguments, target, shape, runtime, seed) for seed in range(arguments.seeds)]
                if None in found:
                    print(f"| {target} | {shape} | {runtime} | no network fits | - | - | - | - |", flush=True)
                    continue
                names = " ".join(f"({one['architecture']['k']},{one['architecture']['c']})" for one in found)
                int8 = [one["test_accuracy"]["int8"] for one in found]
                ram, arena = (max(one["memory"][whose][what] for one in found)
                              for whose, what in (("c", "ram_bytes"), ("tflm", "arena_bytes")))
                print(f"| {target} | {shape} | {runtime} | {names} | {' '.join(f'{a:.1%}' for a in int8)} | "
                      f"{sum(int8) / len(int8):.1%} | {ram:,} | {arena:,} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", help="pictures to train with; without, only what is feasible")
    parser.add_argument("--test", help="pictures to test with")
    parser.add_argument("--inputs", nargs="+", default=["50x50x3", "64x64x3", "96x96x3", "96x96x1"])
    parser.add_argument("--targets", nargs="+", default=TARGETS)
    parser.add_argument("--classes", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--nanonas", default="build/nanonas")
    arguments = parser.parse_args()
    if bool(arguments.folder) != bool(arguments.test):
        parser.error("pictures to train with and pictures to test with go together")
    feasible_table(arguments)
    if arguments.folder:
        accuracy_table(arguments)


if __name__ == "__main__":
    main()
