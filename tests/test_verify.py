# SPDX-License-Identifier: MIT
"""`verify` and the end of `run`: the C on emulated parts gives every output of the .tflite."""
import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest
from conftest import NANONAS, SMALL
from run_folder import assert_equal_runs, result

PARTS = [("STM32F072RBT6", "Cortex-M0"), ("STM32L010RBT6", "Cortex-M0+"), ("STM32L151UCY6DTR", "Cortex-M3"),
         ("STM32L412KBU3", "Cortex-M4F"), ("STM32F746NGH6", "Cortex-M7"), ("GD32VF103CBT6", "RV32IMAC"),
         ("ESP32-C3", "RV32IMC"), ("ATmega328P", "AVR"), ("ATmega2560", "AVR")]


def without_tools(folder, *kept):
    """An environment in which no compiler is found, but for the programs kept."""
    folder.mkdir()
    for name in kept:
        (folder / name).symlink_to(shutil.which(name))
    return {"PATH": str(folder)}


@pytest.mark.parametrize("part, core", PARTS)
def test_every_output_is_the_hosts(nanonas, finished, part, core):
    found = json.loads(nanonas("verify", finished, "--target", part, "--count", 4, "--json").stdout)
    assert list(found)[:4] == ["core", "board", "images", "mismatches"]
    assert (found["core"], found["images"], found["mismatches"]) == (core, 4, 0)
    assert found["ram_bytes"] == found["static_ram_bytes"] + found["stack_bytes"] > 500
    assert 2000 < found["flash_bytes"] < 20000
    if core == "AVR":
        assert found["instructions"] is None and found["cycles_per_instruction"] is None
    else:
        assert found["cycles"] == pytest.approx(found["instructions"] * found["cycles_per_instruction"])
        assert 2 * result(finished)["macc"] < found["instructions"] < 30 * result(finished)["macc"]
    targets = json.loads(nanonas("targets", part, "--json").stdout)["targets"]
    assert found["milliseconds"] == pytest.approx(found["cycles"] / targets[0]["clock_mhz"] / 1000)


def test_microjoules_follow_from_the_parts_figures(nanonas, finished):
    found = json.loads(nanonas("verify", finished, "--target", "STM32L412KBU3", "--count", 2, "--json").stdout)
    assert found["microjoules"] == pytest.approx(3.0 * 79e-6 * 80 * found["milliseconds"] * 1e3)
    assert "DS12469" in found["energy_source"]
    found = json.loads(nanonas("verify", finished, "--target", "STM32F103C8T6", "--count", 2, "--json").stdout)
    assert found["microjoules"] is None and found["energy_source"] is None


def test_size_and_the_plain_c_give_the_same_outputs(nanonas, finished):
    words = ["verify", finished, "--target", "STM32L010RBT6", "--count", 2, "--json"]
    speed, size, plain = (json.loads(nanonas(*words, *more).stdout)
                          for more in ([], ["--optimize", "size"], ["--portable"]))
    assert speed["mismatches"] == size["mismatches"] == plain["mismatches"] == 0
    assert size["flash_bytes"] <= speed["flash_bytes"]
    assert speed["instructions"] < plain["instructions"]


def test_the_table_tells_figures_assumption_and_source(nanonas, finished):
    text = nanonas("verify", finished, "--target", "STM32L010RBT6", "--count", 3).stdout
    for word in ("Cortex-M0+", "microbit", "pictures", "mismatches", "Flash bytes", "RAM bytes", "stack", "instructions",
                 "cycles", "milliseconds", "Arm DDI 0484C", "32 MHz", "test pictures of the run"):
        assert word in text, word


def test_a_models_pictures_are_the_sample_sets_or_a_folders(nanonas, finished, sample):
    model = finished / "model.tflite"
    assert "sample set" in nanonas("verify", model, "--target", "nRF52840", "--count", 2).stdout
    said = nanonas("verify", model, "--target", "nRF52840", "--images", sample / "test", "--count", 500).stdout
    assert f'pictures of "{sample}/test"' in said and "120" in said
    assert "--target" in nanonas.fail("verify", model, code=2)
    assert "nowhere" in nanonas.fail("verify", model, "--target", "nRF52840", "--images", "nowhere", code=1)


def test_mismatches_are_a_failure_behind_the_table(nanonas, finished, tmp_path):
    """A compiler that swaps two weights stands for one that is broken."""
    real = shutil.which("arm-none-eabi-gcc")
    fake = tmp_path / "bin" / "arm-none-eabi-gcc"
    fake.parent.mkdir()
    fake.write_text(f"""#!/bin/sh
case "$*" in *"-c nanonas.c"*) sed -i '/dense_weights\\[/,/}};/s/= *{{*$/&/; /dense_biases\\[/,/}};/s/[0-9]\\([0-9]*,\\)/9\\1/' nanonas.c;; esac
exec {real} "$@"
""")
    fake.chmod(0o755)
    environment = {**nanonas.environment, "PATH": f"{fake.parent}:{os.environ['PATH']}"}
    done = subprocess.run([NANONAS, "verify", finished, "--target", "STM32L151UCY6DTR", "--count", "3"], env=environment,
                          text=True, capture_output=True)
    assert done.returncode == 1, done.stderr
    assert "mismatches" in done.stdout
    assert "of 3 pictures the C gives other outputs" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("part, program, package", [("STM32L010RBT6", "arm-none-eabi-gcc", "gcc-arm-none-eabi"),
                                                    ("ATmega328P", "avr-gcc", "gcc-avr"),
                                                    ("GD32VF103CBT6", "riscv64-unknown-elf-gcc", "gcc-riscv64-unknown-elf")])
def test_a_missing_compiler_is_one_sentence_with_its_package(finished, tmp_path, part, program, package):
    done = subprocess.run([NANONAS, "verify", finished, "--target", part], env=without_tools(tmp_path / "bin"), text=True,
                          capture_output=True)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
    assert program in done.stderr and package in done.stderr


def test_a_missing_c_library_is_one_sentence_with_its_package(nanonas, finished, tmp_path):
    """A compiler that knows no specs but its own stands for one without the library."""
    fake = tmp_path / "bin" / "arm-none-eabi-gcc"
    fake.parent.mkdir()
    fake.write_text(f"""#!/bin/sh
for word; do case $word in --specs=*) echo "gcc: fatal error: cannot read spec file 'nano.specs': No such file or directory" >&2; exit 1;; esac; done
exec {shutil.which("arm-none-eabi-gcc")} "$@"
""")
    fake.chmod(0o755)
    done = subprocess.run([NANONAS, "verify", finished, "--target", "STM32L010RBT6", "--quiet"], text=True, capture_output=True,
                          env={**nanonas.environment, "PATH": f"{fake.parent}:{os.environ['PATH']}"})
    assert done.returncode == 1
    assert done.stderr == "nanonas: arm-none-eabi-gcc has no C library; install the package libnewlib-arm-none-eabi.\n"


@pytest.mark.parametrize("words, code, said", [
    (["--target", "ESP32"], 1, "can't emulate a Xtensa LX6; it knows Cortex-M0"),
    (["--target", "STM32L010RBT7"], 2, "STM32L010RBT6"),
    (["--count", "0", "--target", "nRF52840"], 2, "--count"),
    (["--count", "-3", "--target", "nRF52840"], 2, "--count"),
    ([], 2, "--target"),
    (["--target", "nRF52840", "--optimize", "fast"], 2, "--optimize"),
])
def test_bad_requests_are_answered_in_one_sentence(nanonas, finished, words, code, said):
    assert said in nanonas.fail("verify", finished, *words, code=code)


FOREIGN = pathlib.Path(__file__).parent / "oracles/foreign_operators.tflite"


@pytest.mark.parametrize("part, core", [part for part in PARTS if part[0] != "ATmega328P"])
def test_every_output_of_a_network_of_others_is_the_hosts(nanonas, part, core):
    """Strides, depthwise convolution, ReLU6, a residual addition, poolings and two dense layers, int8 in and out."""
    found = json.loads(nanonas("verify", FOREIGN, "--target", part, "--count", 3, "--json").stdout)
    assert (found["core"], found["images"], found["mismatches"]) == (core, 3, 0)
    assert 1000 < found["ram_bytes"] < 3000 and found["flash_bytes"] < 16000


def test_too_small_a_part_is_said_in_plain_words(nanonas, finished, tmp_path):
    targets = tmp_path / "mine.toml"
    targets.write_text("".join(f'[[target]]\nname = "{name}"\ncore = "{core}"\nclock_mhz = 1\nram = {ram}\nflash = {flash}\n'
                               for name, core, ram, flash in [("LittleFlash", "Cortex-M0+", 20480, 2048),
                                                              ("LittleRam", "Cortex-M3", 512, 65536)]))
    for name, said in [("LittleFlash", "more than the 2048 bytes of Flash"), ("LittleRam", "more than the 512 bytes of RAM")]:
        message = nanonas.fail("verify", finished, "--target", name, "--targets", targets, code=1)
        assert f"does not fit the {name}" in message and said in message


def test_an_avr_with_no_room_for_a_picture_is_said(nanonas, finished, tmp_path):
    words = ["verify", finished, "--count", 1, "--targets", tmp_path / "mine.toml", "--target", "Tight"]
    flash = json.loads(nanonas("verify", finished, "--count", 1, "--target", "ATmega328P", "--json").stdout)["flash_bytes"]
    (tmp_path / "mine.toml").write_text('[[target]]\nname = "Tight"\ncore = "AVR"\nclock_mhz = 1\nram = 2048\n'
                                        f'flash = {flash + 600}\n')
    message = nanonas.fail(*words, code=1)
    assert message.startswith("The network fits the Tight, but can't be run there: with the picture")


def test_verifying_stops_when_asked(nanonas, moments, finished):
    process = nanonas.start("verify", finished, "--target", "ATmega328P", "--count", 120,
                            **moments.signals("verify ", signal.SIGINT))
    stdout, stderr = process.communicate()
    assert process.returncode == 130 and stdout == "" and stderr


# ---- the end of a run

@pytest.fixture(scope="module")
def targeted(command):
    return [*command, "--target", "STM32L412KBU3"]


@pytest.fixture(scope="module")
def verified(nanonas, targeted, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "verified"
    nanonas(*targeted, "--out", out)
    return out


def test_a_run_ends_with_the_c_and_its_verification(nanonas, verified, finished):
    found = result(verified)
    assert set(found["verify"]) >= {"core", "images", "mismatches", "flash_bytes", "ram_bytes", "instructions",
                                    "milliseconds"}
    assert (found["verify"]["core"], found["verify"]["images"], found["verify"]["mismatches"]) == ("Cortex-M4F", 20, 0)
    assert found["seconds"]["verify"] > 0
    assert {path.name for path in (verified / "c").iterdir()} == {"nanonas.h", "nanonas.c"}
    assert json.loads(nanonas("verify", verified, "--json").stdout) == found["verify"]
    assert (verified / "c/nanonas.h").read_bytes() == (finished / "c/nanonas.h").read_bytes()
    # For a target the C has the loops of its core and the portable ones; without a target it has those of every core.
    of_its_core, of_every_core = ((folder / "c/nanonas.c").read_text() for folder in (verified, finished))
    assert "KERNEL_DSP" in of_its_core and "KERNEL_THUMB1" not in of_its_core
    assert "KERNEL_DSP" in of_every_core and "KERNEL_THUMB1" in of_every_core


def test_the_tables_last_lines_tell_of_it(nanonas, verified):
    text = nanonas("run", "--resume", "--out", verified).stdout
    assert "linked and run on an emulated Cortex-M4F, 20 of 20 pictures equal." in text


def test_a_verified_run_is_not_verified_again(nanonas, verified, tmp_path):
    out = shutil.copytree(verified, tmp_path / "run")
    kept = result(out)
    cut = {**kept, "seconds": {**kept["seconds"], "total": None}}  # as if killed behind it
    (out / "result.json").write_text(json.dumps(cut))
    done = subprocess.run([NANONAS, "run", "--resume", "--out", out],
                          env={**nanonas.environment, **without_tools(tmp_path / "bin")}, text=True, capture_output=True)
    assert done.returncode == 0 and "verify" not in done.stderr
    assert_equal_runs(out, verified)
    assert result(out)["seconds"]["verify"] == kept["seconds"]["verify"]


@pytest.mark.parametrize("moment", ["quantize 1/", "verify   0/", "verify   20/"])
def test_a_run_killed_while_verifying_resumes_to_the_same_result(nanonas, moments, targeted, verified, tmp_path, moment):
    process = nanonas.start(*targeted, "--out", tmp_path / "run", **moments.signals(moment, signal.SIGKILL))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    nanonas(*targeted, "--out", tmp_path / "run", "--resume")
    assert_equal_runs(tmp_path / "run", verified)
    assert {path.name for path in (tmp_path / "run/c").iterdir()} == {"nanonas.h", "nanonas.c"}


def test_without_tools_a_run_is_done_and_names_the_package(nanonas, targeted, verified, tmp_path):
    out = tmp_path / "run"
    done = subprocess.run([NANONAS, *map(str, targeted), "--out", out],
                          env={**nanonas.environment, **without_tools(tmp_path / "bin")}, text=True, capture_output=True)
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "gcc-arm-none-eabi" in line] != []
    assert result(out)["verify"] is None and result(out)["seconds"]["verify"] is None
    assert (out / "model.tflite").read_bytes() == (verified / "model.tflite").read_bytes()


def test_without_a_target_the_c_is_written_and_not_run(nanonas, command, tmp_path):
    done = nanonas(*command, "--out", tmp_path / "run")
    assert done.stderr.count("not verified") == 1 and "--target" in done.stderr
    assert (tmp_path / "run/c/nanonas.c").exists() and result(tmp_path / "run")["verify"] is None


def test_force_replaces_the_c_too(nanonas, verified, targeted, tmp_path):
    out = shutil.copytree(verified, tmp_path / "run")
    (out / "c/nanonas.c").write_text("old")
    nanonas(*targeted, "--out", out, "--force")
    assert (out / "c/nanonas.c").read_bytes() == (verified / "c/nanonas.c").read_bytes()


def test_validation_pictures_are_taken_where_there_is_no_test(nanonas, sample, tmp_path):
    nanonas("run", sample / "train", *SMALL, "--target", "nRF52840", "--out", tmp_path / "run")
    assert result(tmp_path / "run")["verify"]["images"] == 20
    assert "validation pictures" in nanonas("verify", tmp_path / "run", "--count", 2).stdout
