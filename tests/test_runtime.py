# SPDX-License-Identifier: MIT
"""Limits bound what a network takes where it runs: as its own C, or with --runtime tflm under TensorFlow Lite Micro."""
import json
import re

import pytest
from browser import measure
from run_folder import journal, result

TARGET = ["--target", "STM32F030F4P6", "--max-macc", "60k"]  # 4 KiB of RAM, 16 KiB of Flash
DRY_RUN = ["search", "--dry-run", "--classes", "6", "--input", "16x16x3", *TARGET]


@pytest.fixture(scope="module")
def as_c(nanonas, sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("c") / "run"
    nanonas("run", sample / "train", "--test", sample / "test", "--input", "16x16x3", "--epochs", "3", "--seed", "2",
            *TARGET, "--out", out)
    return out


@pytest.fixture(scope="module")
def under_tflm(nanonas, sample, tmp_path_factory):
    out = tmp_path_factory.mktemp("tflm") / "run"
    nanonas("run", sample / "train", "--test", sample / "test", "--input", "16x16x3", "--epochs", "3", "--seed", "2",
            "--target", "STM32L010RBT6", "--max-macc", "60k", "--runtime", "tflm", "--out", out)
    return out


def dry_run(nanonas, runtime, *options):
    listed = json.loads(nanonas(*DRY_RUN, "--runtime", runtime, *options, "--json").stdout)["candidates"]
    return {(entry["k"], entry["c"]): entry for entry in listed}


def test_a_run_counts_the_c_that_it_links_and_runs(as_c):
    r = result(as_c)
    assert (r["ram_bytes"], r["flash_bytes"]) == (r["verify"]["ram_bytes"], r["verify"]["flash_bytes"])
    assert r["memory"]["tflm"]["file_bytes"] == (as_c / "model.tflite").stat().st_size
    settings = (as_c / "run.toml").read_text()
    assert "runtime = 'c'" in settings and 'core = "Cortex-M0"' in settings and "arena" not in settings


def test_what_was_computed_before_training_is_near(as_c):
    r = result(as_c)
    chosen = next(line for line in journal(as_c) if (line["k"], line["c"]) == (r["architecture"]["k"], r["architecture"]["c"]))
    computed = r["memory"]["c"]
    assert (chosen["ram_bytes"], chosen["flash_bytes"]) == (computed["ram_bytes"], computed["flash_bytes"])
    assert computed["flash_bytes"] == pytest.approx(r["flash_bytes"], rel=0.05)
    assert r["ram_bytes"] <= computed["ram_bytes"] <= r["ram_bytes"] + 200


def test_the_search_goes_by_it(nanonas, as_c):
    listed = dry_run(nanonas, "c")
    for line in journal(as_c):
        entry = listed[line["k"], line["c"]]
        assert abs(entry["flash_bytes"] - line["flash_bytes"]) < 32  # the dry run does not know the classes' names
        assert (entry["ram_bytes"], entry["feasible"]) == (line["ram_bytes"], line["feasible"])


def test_networks_fit_that_no_arena_holds(nanonas):
    tflm, as_c = (dry_run(nanonas, runtime, "--max-macc", "500k") for runtime in ("tflm", "c"))
    assert any(as_c[point]["feasible"] and entry["limit"] == "ram" for point, entry in tflm.items())
    assert all(as_c[point]["macc"] == entry["macc"] for point, entry in tflm.items())


def test_one_table_has_one_runtime_and_the_other_below_under_its_name(nanonas, as_c, under_tflm):
    def table(run):
        return nanonas("run", "--resume", "--out", run).stdout

    r, text = result(as_c), table(as_c)
    assert re.search(rf"RAM bytes +{r['verify']['ram_bytes']:,} +4,096", text)
    assert re.search(rf"Flash bytes +{r['verify']['flash_bytes']:,} +16,384", text)
    assert re.search(rf"Milliseconds a picture +{r['verify']['milliseconds']:.1f} ", text)
    assert "the network's own C, linked and run on an emulated Cortex-M0, 20 of 20 pictures equal" in text
    assert (f"Under TensorFlow Lite Micro: a file of {r['memory']['tflm']['file_bytes']:,} bytes and an arena of "
            f"{r['memory']['tflm']['arena_bytes_32bit']:,}, without stack and interpreter.") in text

    r, text = result(under_tflm), table(under_tflm)
    assert re.search(rf"RAM bytes +{r['memory']['tflm']['arena_bytes_32bit']:,} +20,480", text)
    assert re.search(rf"Flash bytes +{r['memory']['tflm']['file_bytes']:,} +131,072", text)
    assert "Milliseconds a picture" not in text  # nobody has measured the interpreter
    assert "TensorFlow Lite Micro's file and tensor arena alone" in text
    v = r["verify"]
    assert (f"As its own C on an emulated Cortex-M0+: {v['flash_bytes']:,} bytes of Flash and {v['ram_bytes']:,} of RAM in "
            f"all, {v['milliseconds']:.1f} ms, 20 of 20 pictures equal.") in text


def test_a_dry_run_says_whose_memory_it_shows(nanonas):
    assert "the network's own C takes on a Cortex-M0." in nanonas(*DRY_RUN).stdout
    assert "TensorFlow Lite Micro's file and tensor arena alone" in nanonas(*DRY_RUN, "--runtime", "tflm").stdout


def kibibytes(count):
    return f"{count / 1024:.1f} KiB" if count >= 1024 else f"{count} B"


def tiles(page):
    """The figures at the report's head by their names."""
    return dict(re.findall(r'<div class="tile"><h3>(.*?)</h3><p class="figure">(.*?)</p>', page))


def test_the_head_of_a_report_has_one_runtime(as_c, under_tflm, tmp_path):
    r, page = result(as_c), (as_c / "report.html").read_text()
    assert tiles(page)["RAM"] == kibibytes(r["verify"]["ram_bytes"])
    assert tiles(page)["Flash"] == kibibytes(r["verify"]["flash_bytes"])
    shown = measure(as_c / "report.html", tmp_path)["text"]
    assert "RAM, Flash and milliseconds are all that the network's own C takes on a Cortex-M0, linked and run" in shown
    assert tiles(page)["A picture takes"] == f"{r['verify']['milliseconds']:.1f} ms"
    assert f"an arena of {r['memory']['tflm']['arena_bytes_32bit']:,} bytes" in shown
    assert "limit 4.0 KiB" not in page.split("Under TensorFlow Lite Micro: its tensor arena over time")[1].split("</figure>")[0]

    r, page = result(under_tflm), (under_tflm / "report.html").read_text()
    shown = measure(under_tflm / "report.html", tmp_path)["text"]
    assert tiles(page)["RAM"] == kibibytes(r["memory"]["tflm"]["arena_bytes_32bit"])
    assert "A picture takes" not in tiles(page)
    assert "RAM and Flash are TensorFlow Lite Micro's tensor arena and the model file alone" in shown
    assert f"{r['verify']['ram_bytes']:,} bytes of RAM, {r['verify']['flash_bytes']:,} of Flash" in shown


def test_without_a_target_the_c_is_counted_on_a_cortex_m0_plus_and_all_say_so(nanonas, finished):
    r = result(finished)
    assert r["constraints"]["target"] is None and r["verify"] is None
    assert (r["ram_bytes"], r["flash_bytes"]) == (r["memory"]["c"]["ram_bytes"], r["memory"]["c"]["flash_bytes"])
    there = json.loads(nanonas("search", "--dry-run", "--classes", 6, "--input", "16x16x3", "--target", "STM32L010RBT6",
                               "--json").stdout)["candidates"]
    same = next(entry for entry in there if (entry["k"], entry["c"]) == (r["architecture"]["k"], r["architecture"]["c"]))
    assert same["ram_bytes"] == r["ram_bytes"] and abs(same["flash_bytes"] - r["flash_bytes"]) < 32  # other names
    assert 'core = "Cortex-M0+"' in (finished / "run.toml").read_text()
    assert "own C takes on a Cortex-M0+, for no target is named." in nanonas("run", "--resume", "--out", finished).stdout
    assert "its own C on a Cortex-M0+, for no target was named" in (finished / "report.html").read_text()


def test_a_search_that_no_limit_of_macc_ends_has_a_bound_and_says_so(nanonas, sample, tmp_path):
    small = ["search", sample / "train", "--input", "12x12x1"]
    said = nanonas(*small, "--max-ram", "20k", "--out", tmp_path / "bounded").stdout
    assert "The search goes no further than 3,000,000 MACC" in said and "--max-macc" in said
    assert result(tmp_path / "bounded")["constraints"]["macc"] == 3000000
    nanonas("report", tmp_path / "bounded", "--no-pictures")
    assert "where every search ends unless it is told otherwise" in (tmp_path / "bounded/report.html").read_text()
    dry = ["search", "--dry-run", "--classes", 2, "--target", "STM32F746NGH6"]  # which may compute 10.8 million
    assert "no further than 3,000,000" in nanonas(*dry).stdout
    over = [entry for entry in json.loads(nanonas(*dry, "--json").stdout)["candidates"] if entry["limit"] == "macc"]
    assert 3000000 < min(entry["macc"] for entry in over) < 4000000
    assert "no further" not in nanonas(*dry, "--max-macc", "5M").stdout
    assert "no further" not in nanonas(*dry, "--runtime", "tflm").stdout


def test_inspect_tells_the_same_of_the_file(nanonas, as_c):
    words = ["inspect", as_c / "model.tflite", "--target", "STM32F030F4P6"]
    target = json.loads(nanonas(*words, "--json").stdout)["targets"][0]
    computed = result(as_c)["memory"]["c"]
    assert target["c"]["fits"]
    assert 4096 - target["c"]["spare_ram_bytes"] == computed["ram_bytes"]
    assert abs(16384 - target["c"]["spare_flash_bytes"] - computed["flash_bytes"]) <= computed["flash_bytes"] / 20
    assert "As C: code and tables, rings and stack." in nanonas(*words).stdout


def test_a_run_under_tflm_counts_the_arena_of_the_part(under_tflm):
    r = result(under_tflm)
    assert r["ram_bytes"] == r["memory"]["tflm"]["arena_bytes_32bit"] < r["memory"]["tflm"]["arena_bytes"]
    assert 0 < r["memory"]["c"]["ram_bytes"] < r["ram_bytes"]
    assert "core =" not in (under_tflm / "run.toml").read_text()


def test_the_reference_counts_the_arena_of_64_bits(nanonas, sample):
    words = ["search", sample / "train", "--input", "12x12x3", "--max-macc", "20k", "--as-reference", "--json"]
    r = json.loads(nanonas(*words).stdout)
    assert r["ram_bytes"] == r["memory"]["tflm"]["arena_bytes"]
    assert r["flash_bytes"] == r["memory"]["tflm"]["file_bytes"]


def test_a_core_without_a_model_is_refused_for_c_and_null_for_tflm(nanonas, sample, tmp_path):
    words = ["search", sample / "train", "--input", "12x12x3", "--max-macc", "20k", "--target", "ESP32"]
    refused = nanonas.fail(*words, code=2)
    assert "Xtensa LX6" in refused and "--runtime tflm" in refused
    r = json.loads(nanonas(*words, "--runtime", "tflm", "--json").stdout)
    assert r["memory"]["c"] == {"ram_bytes": None, "flash_bytes": None}
