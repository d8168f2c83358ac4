# SPDX-License-Identifier: MIT
"""The generated C, compiled for each core and run on an emulated board, gives the interpreter's own outputs."""
import subprocess

import numpy as np
import pytest
from generated_c import ROOT, random_networks

CORES = ["Cortex-M0", "Cortex-M0+", "Cortex-M3", "Cortex-M4F", "Cortex-M7", "RV32IMAC"]


def verify(model, count, core, ram, flash, *options):
    return subprocess.run([ROOT / "build/src/emulation/nanonas_verify_model", model, model.with_suffix(".in"), str(count),
                           core, str(ram), str(flash), *options], capture_output=True, text=True)


def figures(finished):
    assert finished.returncode == 0, finished.stderr
    return dict(part.split("=") for part in finished.stdout.split())


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    return random_networks(tmp_path_factory.mktemp("networks"), 5, 3, 5)


@pytest.mark.parametrize("core,options", [(core, ["speed"]) for core in CORES]
                         + [(core, ["size"]) for core in CORES[1:4]]
                         + [(core, ["speed", "portable"]) for core in ("Cortex-M0+", "Cortex-M4F")])
def test_every_output_equals_the_hosts(networks, core, options):
    for model in networks:
        found = figures(verify(model, 3, core, 64 << 10, 512 << 10, *options))
        assert (found["images"], found["mismatches"]) == ("3", "0"), model


def test_every_output_equals_the_hosts_on_an_avr(networks):
    ran = 0
    for model in networks:
        finished = verify(model, 3, "AVR", 2 << 10, 32 << 10)
        if "does not fit" not in finished.stderr:
            assert figures(finished)["mismatches"] == "0", model
            ran += 1
    assert ran > 0


@pytest.mark.parametrize("architecture,picture", [("3,3", "50x50x3"), ("6,4", "32x32x3")])
def test_an_atmega328p_runs(tmp_path, architecture, picture):
    """2 KB of RAM, 32 KB of Flash."""
    nanonas = ROOT / "build/nanonas"
    subprocess.run([nanonas, "train", "--arch", architecture, "--input", picture, "--epochs", "1", "--out", tmp_path / "run",
                    "--cache", tmp_path / "cache", "--quiet"], check=True, capture_output=True)
    subprocess.run([nanonas, "quantize", tmp_path / "run", "--quiet"], check=True, capture_output=True)
    model = tmp_path / "run/model.tflite"
    model.with_suffix(".in").write_bytes(np.random.default_rng(0).integers(0, 256, 7500, np.uint8).tobytes())
    found = figures(verify(model, 2, "AVR", 2 << 10, 32 << 10))
    assert found["mismatches"] == "0"
    assert int(found["cycles"]) < 8_000_000  # loops in C take more than twice as many


def test_too_small_a_part_is_said_in_plain_words(networks):
    for core in ["Cortex-M0+", "AVR"]:
        finished = verify(networks[0], 1, core, 2 << 10, 4 << 10)
        assert finished.returncode == 1
        assert "bytes more than the 4096 bytes of Flash." in finished.stderr
        finished = verify(networks[0], 1, core, 256, 512 << 10)
        assert "bytes more than the 256 bytes of RAM." in finished.stderr


def test_a_core_that_is_not_known_is_said(networks):
    assert "can't emulate a Z80; it knows Cortex-M0," in verify(networks[0], 1, "Z80", 1, 1).stderr


def test_a_missing_tool_is_one_sentence_with_its_package(networks):
    finished = subprocess.run([ROOT / "build/src/emulation/nanonas_verify_model", networks[0],
                               networks[0].with_suffix(".in"), "1", "Cortex-M3", "65536", "65536"],
                              capture_output=True, text=True, env={"PATH": "/nowhere"})
    assert finished.stderr.strip() == ("arm-none-eabi-gcc is missing, which running on a Cortex-M3 needs; install the "
                                       "package gcc-arm-none-eabi.")
