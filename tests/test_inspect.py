# SPDX-License-Identifier: MIT
"""`nanonas inspect` and `nanonas targets`: what a model takes, and where it fits."""
import json

import pytest

from conftest import ROOT
from one_operator import Tensor, build, options

MODEL = ROOT / "tests/oracles/foreign_operators.tflite"


@pytest.fixture(scope="module")
def told(nanonas):
    return json.loads(nanonas("inspect", MODEL, "--json").stdout)


def test_bytes_and_macc_add_up(told):
    assert told["file_bytes"] == MODEL.stat().st_size == told["weight_bytes"] + told["metadata_bytes"]
    assert told["macc"] == sum(op["macc"] for op in told["operators"]) > 0
    assert told["weight_bytes"] == sum(t["bytes"] for t in told["tensors"] if t["constant"])


def test_the_arena_lays_no_two_live_tensors_over_each_other(told):
    arena = told["arena"]
    assert told["arena_bytes"] == arena["smallest_bytes"] >= arena["head_bytes"] + arena["tail_bytes"]
    assert sum(arena["tail"].values()) == arena["tail_bytes"]
    assert max(step["live_bytes"] for step in told["timeline"]) == told["timeline"][told["peak_step"]]["live_bytes"]
    for step in told["timeline"]:
        live = [arena["buffers"][i] for i in step["buffers"]]
        for below, above in zip(live, live[1:]):
            assert below["offset"] + below["bytes"] <= above["offset"]
    assert max(b["offset"] + b["bytes"] for b in arena["buffers"]) == arena["head_bytes"]


def test_the_table_shows_the_timeline_and_what_fits(nanonas, told):
    text = nanonas("inspect", MODEL, "--target", "ATmega328P", "--target", "Arduino Nano 33 BLE").stdout
    assert f"step {told['peak_step']}," in text
    assert "arena and file alone, without stack and interpreter." in text
    assert "As C:" not in text  # which compares with targets what only the C of chains is known to take
    assert "As C, rows flow through 1,024 bytes of RAM" in text and "2 and the newest" in text
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines() if line.startswith(("ATmega", "nRF"))}
    assert rows == {"ATmega328P": "no", "nRF52840": "yes"}
    assert f"{told['arena_bytes'] - 2048:,} over" in text


def test_the_arena_of_a_32_bit_machine_counts_when_asked(nanonas, told):
    def spare(*words):
        return json.loads(nanonas("inspect", MODEL, "--json", "--target", "RP2040", *words).stdout)["targets"][0][
            "spare_ram_bytes"]
    assert spare() == 264 * 1024 - told["arena_bytes"]
    assert spare("--arena", "32") == 264 * 1024 - told["arena_bytes_32bit"]


def test_an_unknown_target_suggests_near_ones(nanonas):
    assert "STM32L010RBT6" in nanonas("inspect", MODEL, "--target", "STM32L010RB", code=2).stderr


@pytest.mark.parametrize("content", [b"", b"no model", MODEL.read_bytes()[:500], MODEL.read_bytes()[:8] + bytes(200)])
def test_what_is_no_model_gets_one_sentence(nanonas, tmp_path, content):
    (tmp_path / "bad.tflite").write_bytes(content)
    done = nanonas("inspect", tmp_path / "bad.tflite", code=1)
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1 and "bad.tflite" in done.stderr


def test_macc_counts_every_tap_of_a_transposed_convolution(nanonas, tmp_path):
    inputs = [Tensor("int32", (4,), [1, 12, 10, 7]), Tensor("int8", (7, 3, 3, 4), [0] * 252), Tensor("int8", (1, 6, 5, 4))]
    (tmp_path / "up.tflite").write_bytes(build("TRANSPOSE_CONV", inputs, [Tensor("int8", (1, 12, 10, 7))],
                                               options("TransposeConv", strideW=2, strideH=2)))
    told = json.loads(nanonas("inspect", tmp_path / "up.tflite", "--json").stdout)
    assert told["macc"] == 6 * 5 * 4 * 3 * 3 * 7 and told["macc_without"] == []


def test_what_macc_leaves_out_is_named_and_compared_with_no_target(nanonas, tmp_path):
    (tmp_path / "solid.tflite").write_bytes(build("CONV_3D", [Tensor("float32", (1, 2, 3, 3, 1)),
                                                              Tensor("float32", (2, 1, 1, 1, 1), [1, 2])],
                                                  [Tensor("float32", (1, 2, 3, 3, 2))]))
    text = nanonas("inspect", tmp_path / "solid.tflite").stdout
    assert "at least 0, without CONV_3D" in text and "unknown" in text.splitlines()[1]
    told = json.loads(nanonas("inspect", tmp_path / "solid.tflite", "--json").stdout)
    assert told["macc_without"] == ["CONV_3D"] and told["operators"][0]["macc"] is None
    assert told["arena_unknown"] == "nanonas does not know what CONV_3D takes of TensorFlow Lite Micro's arena."
    assert told["targets"] == [] and "fits" not in text


def test_what_tflm_refuses_fits_nowhere(nanonas, tmp_path):
    (tmp_path / "half.tflite").write_bytes(build("DEQUANTIZE", [Tensor("float16", (1, 4))], [Tensor("float32", (1, 4))],
                                                 options("Dequantize")))
    told = json.loads(nanonas("inspect", tmp_path / "half.tflite", "--json").stdout)
    assert told["arena_unknown"] == "TensorFlow Lite Micro has no DEQUANTIZE of float16." and told["targets"] == []


def names(nanonas, *words):
    return [target["name"] for target in json.loads(nanonas("targets", "--json", *words).stdout)["targets"]]


def test_targets_can_be_filtered_and_sorted(nanonas):
    assert names(nanonas, "arduino uno") == ["ATmega328P"]
    assert set(names(nanonas, "rv32")) == {"CH32V003F4P6", "GD32VF103CBT6", "ESP32-C3"}
    assert names(nanonas, "rv32", "--sort", "ram") == ["CH32V003F4P6", "GD32VF103CBT6", "ESP32-C3"]
    assert "CH32V003F4P6" not in names(nanonas, "rv32", "--min-ram", "32KiB")
    assert names(nanonas, "--min-flash", "8MiB") == ["ESP32-S3"]
    assert names(nanonas, "--min-macc", "20M") == ["STM32H743ZIT6"]
    nanonas("targets", "--sort", "beauty", code=2)
    nanonas("targets", "--min-ram", "much", code=2)


def test_a_file_of_ones_own_adds_targets(nanonas, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('[[target]]\nname = "Mine"\ncore = "Z80"\nclock_mhz = 4\nram = 1024\nflash = 4096\n')
    assert names(nanonas, "z80", "--targets", file) == ["Mine"]
    told = json.loads(nanonas("inspect", MODEL, "--json", "--targets", file, "--target", "mine").stdout)
    assert [(t["name"], t["fits"], t["spare_macc"]) for t in told["targets"]] == [("Mine", False, None)]
    file.write_text("[[target]]\nname = 5\n")
    assert "mine.toml" in nanonas("targets", "--targets", file, code=1).stderr
