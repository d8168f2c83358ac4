# SPDX-License-Identifier: MIT
"""Exported C, projects and Arduino libraries build for their parts and classify as nanonas does."""
import json
import os
import re
import shutil
import signal
import subprocess

import numpy as np
import pytest
from conftest import ROOT
from generated_c import STRICT
from PIL import Image

# One part of each series that a project knows, and each core.
PARTS = ["STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3", "STM32L476RGT6", "STM32F030F4P6", "STM32F103C8T6",
         "STM32F746NGH6", "STM32H743ZIT6", "STM32L552ZET6", "nRF51822", "nRF52840", "ATSAMD21G18A", "GD32VF103CBT6",
         "ATmega328P", "ATmega2560"]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory, sample):
    """Three pictures of just the network's size, so that their bytes are its input."""
    folder = tmp_path_factory.mktemp("pictures")
    paths = []
    for i, path in enumerate(sorted(sample.glob("test/*/*"))[::50]):
        paths.append(folder / f"{i}.png")
        Image.open(path).convert("RGB").resize((16, 16)).save(paths[-1])
    assert len(paths) == 3
    return paths


def pixels(path):
    return np.asarray(Image.open(path).convert("RGB")).tobytes()


@pytest.fixture(scope="module")
def answers(nanonas, finished, pictures):
    """Of each picture the line that firmware prints: index, name, and probabilities in 1/256."""
    said = json.loads(nanonas("predict", finished, *pictures, "--json").stdout)["predictions"]
    lines = []
    for entry in said:
        names = list(entry["probabilities"])
        bytes_ = [round(256 * p) for p in entry["probabilities"].values()]
        lines.append(f"{names.index(entry['class'])} {entry['class']}: {' '.join(map(str, bytes_))}")
    return lines


def export(nanonas, finished, out, form, *words):
    nanonas("export", finished, "--format", form, "--out", out, *words)
    return out


def make(folder, *words, **options):
    done = subprocess.run(["make", "-s", "-C", folder, *words], text=True, capture_output=True, timeout=900, **options)
    assert done.returncode == 0, done.stderr
    return done


# ---- C

def test_c_is_two_files_that_classify_as_predict_does(nanonas, finished, pictures, answers, tmp_path):
    folder = export(nanonas, finished, tmp_path / "new" / "c", "c", "--name", "signs", "--main")
    assert {path.name for path in folder.iterdir()} == {"signs.h", "signs.c", "main.c"}
    subprocess.run(["gcc", "-std=c99", "-O2", *STRICT, folder / "main.c", folder / "signs.c", "-o", tmp_path / "classify"],
                   check=True)
    said = subprocess.run([tmp_path / "classify"], input=b"".join(map(pixels, pictures)), capture_output=True, check=True)
    assert [line.split()[0] for line in said.stdout.decode().splitlines()] == [
        re.match(r"\d+ (\S+):", answer).group(1) for answer in answers]


def test_the_example_main_keeps_the_state_of_re_entrant_c(nanonas, finished, pictures, tmp_path):
    outputs = []
    for words in ([], ["--caller-state"]):
        folder = export(nanonas, finished, tmp_path / f"c{len(words)}", "c", "--main", *words)
        subprocess.run(["gcc", "-std=c99", *STRICT, folder / "main.c", folder / "nanonas.c", "-o", folder / "classify"],
                       check=True)
        outputs.append(subprocess.run([folder / "classify"], input=pixels(pictures[0]), capture_output=True).stdout)
    assert outputs[0] == outputs[1] != b""
    assert "nanonas_state" in (tmp_path / "c1/nanonas.h").read_text()


def test_the_header_tells_the_network_and_how_to_call_it(nanonas, finished, tmp_path):
    header = (export(nanonas, finished, tmp_path, "c", "--name", "signs") / "signs.h").read_text()
    result = json.loads((finished / "result.json").read_text())
    comment = header[:header.index("#ifndef")]
    assert re.search(rf"in all +\d+ +{result['macc']}\n", comment)
    assert all(call in comment for call in ("signs_begin", "signs_push_row", "signs_result"))


def test_a_cameras_rows_are_taken_by_two_more_files(nanonas, finished, tmp_path):
    folder = export(nanonas, finished, tmp_path / "c", "c", "--source", "160x120:rgb565")
    assert {path.name for path in folder.iterdir()} == {f"nanonas{end}" for end in (".h", ".c", "_source.h", "_source.c")}
    for source in folder.glob("*.c"):
        subprocess.run(["gcc", "-std=c99", *STRICT, "-c", source, "-o", tmp_path / "object.o"], check=True)
    library = export(nanonas, finished, tmp_path / "arduino", "arduino", "--source", "160x120:rgb565")
    assert (library / "src/nanonas_source.c").read_bytes() == (folder / "nanonas_source.c").read_bytes()


def test_class_names_come_from_the_run_a_file_or_a_number(nanonas, finished, tmp_path):
    labels = (finished / "labels.txt").read_text().splitlines()
    source = (export(nanonas, finished, tmp_path / "a", "c") / "nanonas.c").read_text()
    assert source.count("static const char names[]") == 1
    assert all(f'    "{label}\\000"\n' in source for label in labels[:-1]) and f'    "{labels[-1]}";\n' in source
    model = tmp_path / "alone.tflite"
    model.write_bytes((finished / "model.tflite").read_bytes())
    assert '"class 0\\000"' in (export(nanonas, model, tmp_path / "b", "c") / "nanonas.c").read_text()
    names = tmp_path / "names"
    names.write_text("".join(f"größer \"{i}\"\n" for i in range(len(labels))))
    assert r'"größer \"3\"\000"' in (export(nanonas, model, tmp_path / "d", "c", "--labels", names) / "nanonas.c").read_text()
    names.write_text("one\ntwo\n")
    message = nanonas.fail("export", model, "--format", "c", "--out", tmp_path / "e", "--labels", names, code=1)
    assert f'"{names}" names 2 classes' in message
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize("words, said", [
    (["c", "--name", "2nd"], '"2nd"'),
    (["c", "--name", "a b"], '"a b"'),
    (["c", "--name", "while"], "keyword"),
    (["c", "--name", "../up"], '"../up"'),
    (["tflite", "--name", "../up"], '"../up"'),
    (["tflite", "--main"], "--main"),
    (["tflite", "--labels", "x"], "--labels"),
    (["c", "--image", "x"], "--image"),
    (["project", "--caller-state"], "--caller-state"),
    (["project"], "--target"),
    (["project", "--target", "ATmega328"], "ATmega328P"),
    (["project", "--target", "ATmega328P", "--name", "board"], "board.c"),
    (["arduino", "--name", "_signs"], '"_signs"'),
    (["c", "--source", "160:rgb"], "160:rgb"),
    (["project", "--source", "160x120:rgb"], "--source"),
    (["c", "--optimize", "fast"], "--optimize"),
])
def test_what_makes_no_sense_is_a_usage_error_that_writes_nothing(nanonas, finished, tmp_path, words, said):
    message = nanonas.fail("export", finished, "--out", tmp_path / "out", "--format", *words, code=2, cwd=tmp_path)
    assert said in message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["c", "arduino"])
def test_files_are_replaced_only_by_force(nanonas, finished, tmp_path, form):
    folder = export(nanonas, finished, tmp_path / "out", form)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    victim = sorted(before)[-1]
    for path in before:
        if path != victim:
            path.unlink()
    message = nanonas.fail("export", finished, "--format", form, "--out", folder, code=1)
    assert str(victim) in message and "--force" in message
    assert [path for path in folder.rglob("*") if path.is_file()] == [victim]
    export(nanonas, finished, folder, form, "--force")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_network_of_another_kind_is_refused_in_one_sentence(nanonas, tmp_path):
    message = nanonas.fail("export", ROOT / "tests/oracles/softmax_513_classes.tflite", "--format", "c", "--out",
                           tmp_path / "out", code=1)
    assert "C can't be made of this network: SOFTMAX has 513 classes" in message
    assert not list(tmp_path.iterdir())


# ---- projects

@pytest.mark.parametrize("part", PARTS)
def test_a_project_builds_and_classifies_its_picture(nanonas, finished, pictures, answers, tmp_path, part):
    folder = export(nanonas, finished, tmp_path / "project", "project", "--target", part, "--image", pictures[0])
    assert make(folder).stderr == ""
    assert {"firmware.elf", "firmware.bin", "firmware.hex"} <= {path.name for path in folder.iterdir()}
    ran = make(folder, "run")
    assert f"built-in picture {answers[0]}" in ran.stdout + ran.stderr
    text = (folder / "README.md").read_text()
    assert part in text and "make run" in text and "@{" not in "".join(
        path.read_text() for path in folder.iterdir() if path.suffix in (".c", ".h", ".ld", ".S", ".md", ""))


@pytest.mark.parametrize("part, address", [("STM32L010RBT6", 0x08000000), ("STM32L412KBU3", 0x08000000),
                                           ("nRF52840", 0), ("GD32VF103CBT6", 0x08000000)])
def test_a_firmware_lies_at_the_parts_addresses(nanonas, finished, pictures, tmp_path, part, address):
    folder = export(nanonas, finished, tmp_path, "project", "--target", part, "--image", pictures[0])
    make(folder)
    tool = "riscv64-unknown-elf-nm" if part.startswith("GD32") else "arm-none-eabi-nm"
    lines = subprocess.run([tool, folder / "firmware.elf"], text=True, capture_output=True, check=True).stdout
    symbols = {line.split()[-1]: int(line.split()[0], 16) for line in lines.splitlines()}
    ram = {"STM32L010RBT6": 20480, "STM32L412KBU3": 40960, "nRF52840": 262144, "GD32VF103CBT6": 32768}[part]
    assert symbols["stack_top"] == 0x20000000 + ram
    assert address <= symbols["nanonas_push_row"] < address + 0x20000
    assert 0x20000000 <= symbols["bss_start"] < symbols["bss_end"] < symbols["stack_top"]


def test_a_projects_picture_is_one_of_the_runs_test(nanonas, finished, tmp_path):
    folder = export(nanonas, finished, tmp_path, "project", "--target", "STM32L010RBT6")
    assert re.search(r"built-in picture: \S+/\S+\.(jpg|png)", (folder / "picture.h").read_text())


def test_a_project_of_a_model_needs_a_picture_and_builds_without(nanonas, finished, pictures, tmp_path):
    words = ["export", finished / "model.tflite", "--format", "project", "--target", "ATmega328P", "--out", tmp_path / "out"]
    assert "--image" in nanonas.fail(*words, code=2)
    nanonas(*words, "--image", pictures[0])
    make(tmp_path / "out")
    with_picture = (tmp_path / "out/firmware.bin").stat().st_size
    make(tmp_path / "out", "clean")
    make(tmp_path / "out", "PICTURE=no")
    assert with_picture - (tmp_path / "out/firmware.bin").stat().st_size > 16 * 16 * 3


def test_parts_that_start_otherwise_are_refused(nanonas, finished, tmp_path):
    message = nanonas.fail("export", finished, "--format", "project", "--target", "RP2040", "--out", tmp_path / "out", code=1)
    assert "RP2040" in message and "--format c" in message
    assert not list(tmp_path.iterdir())


# ---- pictures over the UART

def converse(command, pictures, greeting):
    """Speaks the protocol of main.c with a firmware; returns the lines that it answers."""
    process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                               start_new_session=True)
    try:
        if greeting:
            assert process.stdout.readline().startswith(b"built-in picture ")
        answers = []
        for picture in pictures:
            data = pixels(picture)
            process.stdin.write(b"noise P")
            for start in range(0, len(data), 48):
                assert process.stdout.read(1) == b">"
                process.stdin.write(data[start:start + 48])
            answers.append(process.stdout.readline().decode().rstrip())
        return answers
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # make and what it started
        process.communicate()


def test_an_avr_says_that_no_emulator_takes_bytes_for_its_uart(nanonas, finished, pictures, tmp_path):
    """QEMU 7.2 computes wrongly on an AVR where a skipped instruction is a return, as in libgcc's __mulhisi3."""
    folder = export(nanonas, finished, tmp_path, "project", "--target", "ATmega328P", "--image", pictures[0])
    said = subprocess.run(["make", "-s", "-C", folder, "serial"], capture_output=True, text=True)
    assert said.returncode != 0 and "flash the part" in said.stderr


def test_an_stm32l1_takes_pictures_from_its_usart2_at_its_own_addresses(nanonas, finished, pictures, answers, tmp_path):
    """QEMU has no STM32L1, but an STM32F405 with the same USART2 at the same address, and Flash and RAM there too."""
    folder = export(nanonas, finished, tmp_path, "project", "--target", "STM32L151UCY6DTR", "--image", pictures[0])
    make(folder)
    assert converse(["qemu-system-arm", "-M", "netduinoplus2", "-display", "none", "-monitor", "none", "-serial", "null",
                     "-serial", "stdio", "-kernel", folder / "firmware.elf"], pictures, True) == answers


@pytest.mark.parametrize("part", ["STM32L010RBT6", "GD32VF103CBT6"])
def test_make_serial_takes_pictures_from_standard_input(nanonas, finished, pictures, answers, tmp_path, part):
    folder = export(nanonas, finished, tmp_path, "project", "--target", part, "--image", pictures[0])
    make(folder)
    sent = b"".join(b"P" + pixels(picture) for picture in pictures)
    said = subprocess.run(["make", "-s", "-C", folder, "serial"], input=sent, capture_output=True, check=True).stdout
    assert said.decode().replace(">", "").split("\r\n")[:-1] == [f"built-in picture {answers[0]}", *answers]


# ---- Arduino

ARDUINO_H = """
#include <cstddef>
#include <cstdint>
#include <cstdio>
struct HardwareSerial {
  void begin(unsigned long) {}
  int read() { return std::getchar(); }
  size_t readBytes(uint8_t *bytes, size_t count) { return std::fread(bytes, 1, count, stdin); }
  size_t write(int byte) { return std::putchar(byte) == byte; }
  void print(const char *text) { std::fputs(text, stdout); }
  void print(char c) { std::putchar(c); }
  void print(int number) { std::printf("%d", number); }
  void println(int number) { std::printf("%d\\n", number); }
};
static HardwareSerial Serial;
"""


@pytest.fixture(scope="module")
def library(nanonas, finished, tmp_path_factory):
    return export(nanonas, finished, tmp_path_factory.mktemp("arduino") / "signs", "arduino", "--name", "signs")


def test_an_arduino_library_has_the_files_of_the_specification(library):
    files = {str(path.relative_to(library)) for path in library.rglob("*") if path.is_file()}
    assert files == {"library.properties", "keywords.txt", "src/signs.h", "src/signs.c", "examples/Classify/Classify.ino"}
    properties = dict(line.split("=", 1) for line in (library / "library.properties").read_text().splitlines()
                      if line and not line.startswith("#"))
    assert set(properties) == {"name", "version", "author", "maintainer", "sentence", "paragraph", "category", "url",
                               "architectures", "includes"}
    assert all(properties.values())
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.\-]{0,62}", properties["name"]) and properties["name"] == "signs"
    assert re.fullmatch(r"\d+\.\d+\.\d+", properties["version"]) and properties["category"] == "Data Processing"
    for line in (library / "keywords.txt").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(r"\w+\t(KEYWORD1|KEYWORD2|LITERAL1)", line), line
    assert not [path for path in library.rglob("*") if path.is_file() and "@{" in path.read_text()]


@pytest.mark.parametrize("compiler", [["avr-gcc", "-mmcu=atmega328p"], ["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb"],
                                      ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb"]])
def test_an_arduino_library_compiles_for_its_boards(library, tmp_path, compiler):
    subprocess.run([*compiler, "-std=gnu11", "-Os", "-Wall", "-Werror", "-c", library / "src/signs.c", "-o",
                    tmp_path / "signs.o"], check=True)


def test_the_sketch_classifies(library, pictures, answers, tmp_path):
    (tmp_path / "sketch.cpp").write_text(ARDUINO_H + (library / "examples/Classify/Classify.ino").read_text() + """
int main() {
  setup();
  while (!std::feof(stdin)) loop();
}
""")
    subprocess.run(["gcc", "-c", library / "src/signs.c", "-o", tmp_path / "signs.o"], check=True)
    subprocess.run(["g++", "-std=c++11", "-Wall", "-Wextra", "-Werror", f"-I{library}/src", tmp_path / "sketch.cpp",
                    tmp_path / "signs.o", "-o", tmp_path / "sketch"], check=True)
    sent = b"".join(b"P" + pixels(picture) for picture in pictures)
    said = subprocess.run([tmp_path / "sketch"], input=sent, capture_output=True, check=True).stdout.decode()
    expected = []
    for answer in answers:
        head, probabilities = answer.rsplit(":", 1)
        expected.append(f"{head}: {probabilities.split()[int(answer.split()[0])]}")
    assert said.replace(">", "").splitlines() == expected


def test_a_camera_is_refused_for_a_run_of_another_resize(nanonas, finished, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(finished, run)
    settings = (run / "run.toml").read_text()
    (run / "run.toml").write_text(re.sub(r'resize = .*', 'resize = "antialiased"', settings))
    message = nanonas.fail("export", run, "--format", "c", "--source", "160x120:rgb", "--out", tmp_path / "c", code=2)
    assert "--resize tensorflow" in message and not (tmp_path / "c").exists()


def test_the_header_tells_flash_and_ram_within_the_models_bounds(nanonas, finished, tmp_path):
    header = (export(nanonas, finished, tmp_path, "c") / "nanonas.h").read_text()
    for core, target in [("Cortex-M0+", "STM32L010RBT6"), ("Cortex-M3", "STM32L151UCY6DTR")]:
        flash, ram = map(int, re.search(rf" \* +{re.escape(core)} +(\d+) +(\d+)\n", header).groups())
        ran = json.loads(nanonas("verify", finished, "--target", target, "--count", 1, "--json").stdout)
        assert abs(flash - ran["flash_bytes"]) <= 0.05 * ran["flash_bytes"]
        assert ran["ram_bytes"] <= ram <= ran["ram_bytes"] + 64
