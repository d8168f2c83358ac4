# SPDX-License-Identifier: MIT
"""The comparison with the reference takes its ratios round by round, from the right figures of programs of known speed."""
import pathlib
import subprocess
import sys

COMPARE = pathlib.Path(__file__).resolve().parent.parent / "benchmarks/against_reference/compare.py"

KERAS = """import json, pathlib, sys
if "-c" in sys.argv: sys.exit(0)
count = pathlib.Path(__file__).with_name("count")
calls = int(count.read_text()) if count.exists() else 0
count.write_text(str(calls + 1))
arguments = sys.argv[sys.argv.index("--arch") + 1:]
for arch in (argument for argument in arguments if argument != "--cached"):
    print(json.dumps({"seconds": (9, 12, 10)[calls % 3] - 4 * ("--cached" in arguments), "cpu_seconds": 16,
                      "val_accuracy": [0.5, 0.7], "peak_rss_bytes": 400 * 2**20}))
"""
CANDIDATES = """import json, sys
two = sys.argv[sys.argv.index("--threads") + 1] == "2"
print(json.dumps({"seconds": 0.05 if two else 0.1, "cpu_seconds": 0.1, "val_accuracy": [0.6, 0.5],
                  "peak_rss_bytes": (20 if two else 10) * 2**20}))
"""
SEARCH = """import json, os, sys
after = lambda option: sys.argv[sys.argv.index(option) + 1]
os.makedirs(after("--out"))
warm = os.path.exists(after("--cache"))
os.makedirs(after("--cache"), exist_ok=True)
print(json.dumps({"peak_rss_bytes": (10 if warm else 20) * 2**20}))
"""


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(0o755)


def compare(folder, *options):
    program(folder / "environment/bin/python", KERAS)
    program(folder / "build/benchmarks/against_reference/benchmark_candidates", CANDIDATES)
    program(folder / "build/nanonas", SEARCH)
    command = [sys.executable, COMPARE, "pictures", "--environment", folder / "environment", "--build",
               folder / "build", *options]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()]


def test_a_networks_ratios_are_medians_over_rounds_with_their_spread(tmp_path):
    heads, _, row = compare(tmp_path, "--arch", "3,3", "--keras", "decoding")
    assert row == ["(3,3)", "10.0 (9.0 to 12.0)", "0.050 (0.050 to 0.050)", "0.100 (0.100 to 0.100)",
                   "200 (180 to 240)", "100 (90 to 120)", "160 (160 to 160)", "400 / 20 MiB", "0.700 / 0.600"]
    assert len(heads) == len(row)


def test_both_ways_of_keras_have_columns_of_their_own(tmp_path):
    _, _, row = compare(tmp_path, "--arch", "3,3", "--rounds", "1")
    assert row[1:3] == ["9.0", "8.0"]
    assert (row[5], row[8]) == ("180", "160")


def test_a_whole_search_begins_without_a_cache_and_then_has_one(tmp_path):
    (tmp_path / "candidates").write_text("1,0\n# a comment\n3,3  # the last\n")
    *_, keras, cold, warm = compare(tmp_path, "--only", tmp_path / "candidates", "--rounds", "2")
    assert [row[4:] for row in (keras, cold, warm)] == [["400 MiB", "1 (1 to 1)"], ["20 MiB", "20 (20 to 20)"],
                                                        ["10 MiB", "40 (40 to 40)"]]


def test_a_failing_program_is_named_with_what_it_said(tmp_path):
    compare(tmp_path, "--arch", "3,3", "--rounds", "1")
    program(tmp_path / "build/benchmarks/against_reference/benchmark_candidates",
            "import sys; sys.exit('no such folder')")
    command = [sys.executable, COMPARE, "pictures", "--arch", "3,3", "--environment", tmp_path / "environment",
               "--build", tmp_path / "build"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 1
    assert "benchmark_candidates pictures" in done.stderr and "no such folder" in done.stderr
