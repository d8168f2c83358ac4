# SPDX-License-Identifier: MIT
"""What the model says that a picture takes as C, beside the emulators, and searches that --max-ms bounds by it."""
import json
import random

import pytest
from browser import measure
from run_folder import journal, result
from test_c_memory import measure as measure_c, random_network

CORES = ["Cortex-M0", "Cortex-M0+", "Cortex-M3", "Cortex-M4F", "Cortex-M7", "RV32IMAC"]
TOLERANCE = 0.35
PART = ["--target", "STM32L010RBT6", "--max-macc", "60k", "--input", "16x16x3"]


def test_no_time_is_longer_than_the_model_says_and_none_much_shorter(capsys):
    chance = random.Random(11)
    lines = [f"{random_network(chance)} {core} speed" for core in CORES for _ in range(3)]
    excess = {network["line"]: network["time"]["model_cycles"] / network["time"]["cycles"] - 1
              for network in measure_c(lines, "stack")}
    least, most = min(excess, key=excess.get), max(excess, key=excess.get)
    with capsys.disabled():
        print(f"\n{len(excess)} networks; the model says {excess[least]:+.1%} ({least}) to {excess[most]:+.1%} ({most}) of "
              "the cycles")
    for line, share in excess.items():
        assert 0 <= share <= TOLERANCE, line


def dry_run(nanonas, *options):
    listed = json.loads(nanonas("search", "--dry-run", "--classes", 6, *PART, *options, "--json").stdout)["candidates"]
    return {(entry["k"], entry["c"]): entry for entry in listed}


@pytest.fixture(scope="module")
def bounded(nanonas, sample, tmp_path_factory):
    """A run whose time alone keeps larger networks out."""
    out = tmp_path_factory.mktemp("ms") / "run"
    nanonas("run", sample / "train", "--test", sample / "test", *PART, "--max-ms", 10, "--epochs", 3, "--seed", 2, "--out", out)
    return out


def test_a_dry_run_says_what_time_keeps_out(nanonas):
    free, bounded = dry_run(nanonas), dry_run(nanonas, "--max-ms", 10)
    assert any(entry["limit"] == "ms" for entry in bounded.values())
    for point, entry in bounded.items():
        assert entry["milliseconds"] == free[point]["milliseconds"] > 0
        assert (entry["limit"] == "ms") == (free[point]["feasible"] and entry["milliseconds"] > 10)
    table = nanonas("search", "--dry-run", "--classes", 6, *PART, "--max-ms", 10).stdout
    assert table.startswith("MACC, KiB of Flash, KiB of RAM, milliseconds, and the limit") and " ms " in table


def test_the_search_trains_nothing_that_takes_longer(nanonas, bounded):
    listed, r = dry_run(nanonas, "--max-ms", 10), result(bounded)
    assert any("ms a picture" in (line["reason"] or "") for line in journal(bounded))
    for line in journal(bounded):
        assert line["milliseconds"] == listed[line["k"], line["c"]]["milliseconds"]
        assert line["feasible"] == (line["milliseconds"] <= 10 and line["macc"] <= 60000)
    assert r["constraints"]["milliseconds"] == 10
    assert r["milliseconds"] == r["verify"]["milliseconds"] == pytest.approx(
        listed[r["architecture"]["k"], r["architecture"]["c"]]["milliseconds"], rel=TOLERANCE)
    assert "max_ms = 10" in (bounded / "run.toml").read_text()


def test_table_and_report_have_the_limit(nanonas, bounded, tmp_path):
    table = nanonas("run", "--resume", "--out", bounded).stdout
    row = next(line for line in table.splitlines() if line.startswith("Milliseconds a picture"))
    time = result(bounded)["milliseconds"]
    assert row.split()[3:6] == [f"{time:.1f}", "10", f"{time * 10:.1f}"]
    assert time <= 10 and "The linked C takes" not in table
    assert "breaks the limit of milliseconds" in table
    shown = measure(bounded / "report.html", tmp_path)["text"]
    assert f"{time:.1f} ms" in shown and f"{time * 10:.1f} % of 10 ms" in shown and "10 ms a picture" in shown


def test_time_stands_in_for_a_coremark_that_nobody_published(nanonas):
    words = ["search", "--dry-run", "--classes", 2, "--target", "Raspberry Pi Pico", "--input", "32x32x1"]
    refused = nanonas.fail(*words, code=2)
    assert "max-macc" in refused and "max-ms" in refused
    listed = json.loads(nanonas(*words, "--max-ms", 20, "--json").stdout)["candidates"]
    assert any(entry["feasible"] for entry in listed) and any(entry["limit"] == "ms" for entry in listed)
    assert all(entry["milliseconds"] <= 20 for entry in listed if entry["feasible"])


@pytest.mark.parametrize("words, said", [
    (["--target", "Arduino Uno"], "cycles C takes on a AVR is not known"),
    (["--target", "STM32U575ZIT6"], "cycles C takes on a Cortex-M33 is not known"),
    (["--max-ram", "20k"], "needs a target"),
    (["--target", "STM32L010RBT6", "--runtime", "tflm"], "max-ms needs runtime c"),
    (["--target", "STM32L010RBT6", "--as-reference"], "max-ms needs runtime c"),
])
def test_where_time_is_not_known_it_is_no_limit(nanonas, words, said):
    assert said in nanonas.fail("search", "--dry-run", "--classes", 2, *words, "--max-ms", 50, code=2)


def test_without_a_clock_milliseconds_are_null(nanonas, finished):
    assert result(finished)["milliseconds"] is None
    assert "Milliseconds" not in nanonas("run", "--resume", "--out", finished).stdout
    assert not any("milliseconds" in line for line in journal(finished))
