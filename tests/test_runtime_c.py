# SPDX-License-Identifier: MIT
"""--runtime c: limits bound what a network's own C takes on the target's core."""
import json

import pytest
from run_folder import journal, result

TARGET = ["--target", "STM32F030F4P6", "--max-macc", "60k"]  # 4 KiB of RAM, 16 KiB of Flash
DRY_RUN = ["search", "--dry-run", "--classes", "6", "--input", "16x16x3", *TARGET]


@pytest.fixture(scope="module")
def as_c(nanonas, sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("c") / "run"
    nanonas("run", sample / "train", "--test", sample / "test", "--input", "16x16x3", "--epochs", "3", "--seed", "2",
            *TARGET, "--runtime", "c", "--out", out)
    return out


def dry_run(nanonas, runtime):
    listed = json.loads(nanonas(*DRY_RUN, "--runtime", runtime, "--json").stdout)["candidates"]
    return {(entry["k"], entry["c"]): entry for entry in listed}


def test_a_run_counts_the_c(as_c):
    r = result(as_c)
    assert (r["ram_bytes"], r["flash_bytes"]) == (r["memory"]["c"]["ram_bytes"], r["memory"]["c"]["flash_bytes"])
    assert r["memory"]["tflm"]["file_bytes"] == (as_c / "model.tflite").stat().st_size
    assert "runtime = 'c'" in (as_c / "run.toml").read_text()


def test_the_search_goes_by_it(nanonas, as_c):
    listed = dry_run(nanonas, "c")
    for line in journal(as_c):
        entry = listed[line["k"], line["c"]]
        assert [entry[name] for name in ("flash_bytes", "ram_bytes", "feasible")] == [
            line[name] for name in ("flash_bytes", "ram_bytes", "feasible")]


def test_networks_fit_that_no_arena_holds(nanonas):
    tflm, as_c = dry_run(nanonas, "tflm"), dry_run(nanonas, "c")
    assert any(as_c[point]["feasible"] and entry["limit"] == "ram" for point, entry in tflm.items())
    assert all(as_c[point]["macc"] == entry["macc"] for point, entry in tflm.items())


def test_tables_say_whose_memory_they_show(nanonas, as_c):
    assert "all that the network's C takes on a Cortex-M0:" in nanonas(*DRY_RUN, "--runtime", "c").stdout
    assert "the file and the tensor arena alone" in nanonas(*DRY_RUN).stdout
    resumed = nanonas("run", "--resume", "--out", as_c).stdout
    assert "all that the network's C takes on a Cortex-M0:" in resumed and "tensor arena" not in resumed


def test_inspect_tells_the_same_of_the_file(nanonas, as_c):
    words = ["inspect", as_c / "model.tflite", "--target", "STM32F030F4P6"]
    target = json.loads(nanonas(*words, "--json").stdout)["targets"][0]
    r = result(as_c)
    assert target["c"]["fits"]
    assert 4096 - target["c"]["spare_ram_bytes"] == r["ram_bytes"]
    assert abs(16384 - target["c"]["spare_flash_bytes"] - r["flash_bytes"]) <= r["flash_bytes"] / 20
    assert "As C: code and tables, rings and stack." in nanonas(*words).stdout


def test_a_run_for_tflm_tells_of_the_c_too(nanonas, sample, tmp_path):
    words = ["search", sample / "train", "--input", "12x12x3", "--max-macc", "20k", "--target", "STM32L010RBT6"]
    r = json.loads(nanonas(*words, "--json").stdout)
    assert r["ram_bytes"] == r["memory"]["tflm"]["arena_bytes"]
    assert 0 < r["memory"]["c"]["ram_bytes"] < r["ram_bytes"]
    assert "As C on its Cortex-M0+ it takes" in nanonas(*words).stdout


def test_a_core_without_a_model_is_refused_for_c_and_null_for_tflm(nanonas, sample, tmp_path):
    words = ["search", sample / "train", "--input", "12x12x3", "--max-macc", "20k", "--target", "ESP32"]
    assert "Xtensa LX6" in nanonas.fail(*words, "--runtime", "c", code=2)
    assert json.loads(nanonas(*words, "--json").stdout)["memory"]["c"] == {"ram_bytes": None, "flash_bytes": None}
