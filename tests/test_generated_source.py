# SPDX-License-Identifier: MIT
"""The generated C makes of a camera's rows the very bytes that nanonas' picture loader makes of the same picture,
without float, without a warning.

NANONAS_RANDOM_SOURCES (200) pairs of sizes are asked about, each with two formats of pixels."""
import os
import random
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from generated_c import ROOT, STRICT, compile_and_link, generate, random_networks, run
from PIL import Image

COUNT = int(os.environ.get("NANONAS_RANDOM_SOURCES", "200"))
FORMATS = ["rgb565", "rgb565le", "rgb", "grey"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

# Stands in the network's place and writes out what it is given.
STUB = """
#include <stdint.h>
#include <stdio.h>
#define NANONAS_HEIGHT {height}
#define NANONAS_WIDTH {width}
#define NANONAS_ROW_BYTES ({width} * {channels})
#ifdef __cplusplus
extern "C" {{
#endif
void nanonas_begin(void);
void nanonas_push_row(const uint8_t *row);
#ifdef __cplusplus
}}
#endif
"""
MAIN = """
#include <stdlib.h>
#include "nanonas_source.h"
void nanonas_begin(void) {}
void nanonas_push_row(const uint8_t *row) { fwrite(row, 1, NANONAS_ROW_BYTES, stdout); }
int main(void)
{
    uint8_t *row = malloc(NANONAS_SOURCE_ROW_BYTES);
    for (;;) {
        int y;
        nanonas_source_begin();
        for (y = 0; y < NANONAS_SOURCE_HEIGHT; y++) {
            if (fread(row, 1, NANONAS_SOURCE_ROW_BYTES, stdin) != NANONAS_SOURCE_ROW_BYTES) {
                free(row);
                return 0;
            }
            nanonas_source_push_row(row);
        }
    }
}
"""


NOISE, SMOOTH, EXTREME = range(3)


def camera_pictures(rng, format, count, height, width, kinds=(NOISE, SMOOTH, EXTREME)):
    """Raw pictures of a camera, as bytes and as the rgb that a file of them would hold."""
    noise = rng.integers(0, 256, (count, height, width, 3), np.uint8)
    smooth = np.stack([np.asarray(Image.fromarray(rng.integers(0, 256, (3, 4, 3), np.uint8)).resize(
        (width, height), Image.BICUBIC)) for _ in range(count)])
    extreme = rng.choice(np.array([0, 255], np.uint8), (count, height, width, 3))
    kind = rng.choice(kinds, count)[:, None, None, None]
    rgb = np.where(kind == NOISE, noise, np.where(kind == SMOOTH, smooth, extreme))
    if format == "rgb":
        return rgb.tobytes(), rgb
    if format == "grey":
        return rgb[..., 0].tobytes(), np.repeat(rgb[..., :1], 3, 3)
    red, green, blue = (rgb[..., c].astype(np.uint16) >> low for c, low in enumerate((3, 2, 3)))
    words = (red << 11 | green << 5 | blue).astype("<u2" if format == "rgb565le" else ">u2")
    expanded = np.stack([red << 3 | red >> 2, green << 2 | green >> 4, blue << 3 | blue >> 2], 3)
    return words.tobytes(), expanded.astype(np.uint8)


def seen_by_nanonas(folder, pictures, shape):
    files = []
    for i, picture in enumerate(pictures):
        files.append(folder / f"{i}.bmp")
        Image.fromarray(picture).save(files[-1])
    return subprocess.run([ROOT / "build/src/pictures/nanonas_load_pictures", "x".join(map(str, shape)), *files], check=True,
                          stdout=subprocess.PIPE).stdout


def generate_source(folder, width, height, format, shape):
    folder.mkdir(exist_ok=True)
    subprocess.run([ROOT / "build/src/codegen/nanonas_generate_source", folder, f"{width}x{height}:{format}",
                    "x".join(map(str, shape))], check=True)
    (folder / "nanonas.h").write_text(STUB.format(height=shape[0], width=shape[1], channels=shape[2]))
    return folder


def differences(folder, number, width, height, format, shape, flags=()):
    """How many bytes of ten pictures are not the host's."""
    generate_source(folder, width, height, format, shape)
    program = compile_and_link(folder, MAIN, flags, name="nanonas_source")
    raw, rgb = camera_pictures(np.random.default_rng(number), format, 10, height, width)
    found = np.frombuffer(run(program, raw), np.uint8)
    wanted = np.frombuffer(seen_by_nanonas(folder, rgb, shape), np.uint8)
    return len(wanted) if found.shape != wanted.shape else int((found != wanted).sum())


def random_sizes(rng):
    """Of a camera and a network: mostly smaller ones of larger, sometimes equal, enlarged, of one pixel a side, or of
    even ratios."""
    def side():
        network = rng.choice([1, 2, 3, rng.randint(4, 20), rng.randint(20, 96), rng.randint(20, 96)])
        return network, rng.choice([1, 2, network, 2 * network, 4 * network, rng.randint(1, network),
                                    *(rng.randint(network, 200 + network) for _ in range(4))])
    (network_height, camera_height), (network_width, camera_width) = side(), side()
    return camera_width, camera_height, (network_height, network_width)


KNOWN = [(160, 120, (50, 50)), (320, 240, (50, 50)), (96, 96, (48, 48)), (640, 480, (32, 32)), (1, 1, (7, 5)),
         (7, 5, (1, 1)), (20, 30, (64, 50)), (4096, 3, (3, 9)), (3, 4096, (9, 3)), (50, 50, (50, 50))]


def test_every_byte_equals_the_hosts(tmp_path):
    rng = random.Random(1)
    sizes = KNOWN + [random_sizes(rng) for _ in range(COUNT - len(KNOWN))]
    cases = [(width, height, FORMATS[(i // 2 + channels) % 4], (*shape, channels))
             for i, (width, height, shape) in enumerate(sizes) for channels in (1, 3)]

    def differing(case):
        number = cases.index(case)
        folder = tmp_path / str(number)
        wrong = differences(folder, number, *case)
        shutil.rmtree(folder)
        return wrong

    with ThreadPoolExecutor(2) as pool:
        wrong = {case: count for case, count in zip(cases, pool.map(differing, cases)) if count}
    assert len(cases) == 2 * max(COUNT, len(KNOWN)) and wrong == {}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("channels", [1, 3])
def test_no_operation_is_undefined(tmp_path, format, channels):
    for number, (width, height, shape) in enumerate([(160, 120, (50, 50)), (20, 30, (64, 50)), (96, 72, (48, 36)),
                                                     (1, 1, (5, 7)), (61, 2, (50, 50))]):
        assert differences(tmp_path / str(number), number, width, height, format, (*shape, channels), SANITIZERS) == 0


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Folders with the C of each kind of source: weights long and short, both layouts in memory, every format."""
    folder = tmp_path_factory.mktemp("sources")
    cases = [(width, height, format, (*shape, channels))
             for width, height, shape in [(160, 120, (50, 50)), (96, 72, (48, 36)), (20, 30, (64, 50))]
             for format in FORMATS for channels in (1, 3)]
    return [generate_source(folder / str(i), *case) for i, case in enumerate(cases)]


@pytest.mark.parametrize("compiler", [["gcc", "-std=c99", "-pedantic"], ["clang", "-std=c99", "-pedantic"],
                                      ["g++", "-x", "c++", "-std=c++11"], ["clang++", "-x", "c++", "-std=c++11"]])
def test_compilers_have_nothing_to_say(sources, compiler):
    assert shutil.which(compiler[0]), f"{compiler[0]} is missing; scripts/install --tests installs it."
    for folder in sources:
        subprocess.run([*compiler, "-O2", *STRICT, "-c", folder / "nanonas_source.c", "-o", os.devnull], check=True)


# Arithmetic in libgcc that is of integers, and memcpy.
INTEGER_HELPERS = {"__aeabi_lmul", "__aeabi_llsl", "__aeabi_llsr", "memcpy", "nanonas_begin",
                   "nanonas_push_row"}


@pytest.mark.parametrize("optimize", ["-Os", "-O2"])
def test_nothing_is_called_on_a_cortex_m0_plus_but_integer_arithmetic(sources, tmp_path, optimize):
    for folder in sources:
        subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb", "-std=c99", optimize, *STRICT, "-c",
                        folder / "nanonas_source.c", "-o", tmp_path / "source.o"], check=True)
        undefined = subprocess.run(["arm-none-eabi-nm", "-u", tmp_path / "source.o"], check=True, capture_output=True,
                                   text=True).stdout.replace("U", " ").split()
        assert {"nanonas_begin", "nanonas_push_row"} <= set(undefined) <= INTEGER_HELPERS


def test_nothing_is_called_on_an_avr_but_integer_arithmetic(sources, tmp_path):
    for folder in sources:
        subprocess.run(["avr-gcc", "-mmcu=atmega328p", "-std=c99", "-Os", *STRICT, "-c", folder / "nanonas_source.c", "-o",
                        tmp_path / "source.o"], check=True)
        undefined = subprocess.run(["avr-nm", "-u", tmp_path / "source.o"], check=True, capture_output=True,
                                   text=True).stdout
        assert "nanonas_push_row" in undefined
        assert not re.search(r"float|__\w*sf|__\w*df", undefined), undefined


AVR_MAIN = """
#include "nanonas_source.h"
#include "platform.h"
void nanonas_begin(void) {}
void nanonas_push_row(const uint8_t *row) { platform_write(row, NANONAS_ROW_BYTES); }
int main(void)
{
    static uint8_t row[NANONAS_SOURCE_ROW_BYTES];
    int y;
    platform_start();
    nanonas_source_begin();
    for (y = 0; y < NANONAS_SOURCE_HEIGHT; y++) {
        platform_read(row, sizeof row);
        nanonas_source_push_row(row);
    }
    platform_finish();
    return 0;
}
"""
FIRMWARE = ROOT / "src/emulation/firmware"


@pytest.mark.parametrize("format,channels", [("rgb565", 3), ("rgb565le", 1), ("rgb", 1), ("grey", 3)])
@pytest.mark.parametrize("width,height,shape", [(40, 30, (12, 13)), (32, 24, (12, 16)), (7, 9, (10, 12))])
def test_an_avr_gives_the_same_bytes(tmp_path, width, height, shape, format, channels):
    """Whose int has 16 bits."""
    generate_source(tmp_path, width, height, format, (*shape, channels))
    raw, rgb = camera_pictures(np.random.default_rng(width), format, 1, height, width)
    (tmp_path / "main.c").write_text(AVR_MAIN)
    (tmp_path / "pictures.c").write_text("#include <avr/pgmspace.h>\n#include <stdint.h>\n"
                                         f"const uint8_t pictures[] PROGMEM = {{{','.join(map(str, raw))}}};\n")
    subprocess.run(["avr-gcc", "-mmcu=atmega328p", "-std=gnu99", "-Os", f"-I{tmp_path}", f"-I{FIRMWARE}",
                    *tmp_path.glob("*.c"), FIRMWARE / "avr_platform.c", "-o", tmp_path / "program.elf"], check=True)
    ran = subprocess.run(["simavr", "-m", "atmega328p", "-f", "16000000", tmp_path / "program.elf"], check=True,
                         capture_output=True, text=True, timeout=900)
    found = bytes(int(digits, 16) for digits in re.findall(r"#([0-9a-f]{2})", ran.stdout + ran.stderr))
    assert found == seen_by_nanonas(tmp_path, rgb, (*shape, channels))


END_TO_END = """
#include <stdio.h>
#include "nanonas_source.h"
static uint8_t row[NANONAS_SOURCE_ROW_BYTES], probabilities[NANONAS_CLASSES];
int main(void)
{
    for (;;) {
        int y;
        nanonas_source_begin();
        for (y = 0; y < NANONAS_SOURCE_HEIGHT; y++) {
            if (fread(row, 1, sizeof row, stdin) != sizeof row)
                return 0;
            nanonas_source_push_row(row);
        }
        nanonas_source_push_row(row); /* changes nothing */
        putchar(nanonas_result(probabilities));
        fwrite(probabilities, 1, sizeof probabilities, stdout);
    }
}
"""
# The same with a state of the caller's, of two pictures by turns.
BY_TURNS = """
#include <stdio.h>
#include "nanonas_source.h"
static nanonas_source_state cameras[2];
static uint8_t pictures[2][NANONAS_SOURCE_HEIGHT][NANONAS_SOURCE_ROW_BYTES], probabilities[NANONAS_CLASSES];
int main(void)
{
    while (fread(pictures, sizeof pictures, 1, stdin) == 1) {
        int i, y;
        for (i = 0; i < 2; i++)
            nanonas_source_begin(&cameras[i]);
        for (y = 0; y < NANONAS_SOURCE_HEIGHT; y++)
            for (i = 0; i < 2; i++)
                nanonas_source_push_row(&cameras[i], pictures[i][y]);
        for (i = 0; i < 2; i++) {
            putchar(nanonas_result(&cameras[i].network, probabilities));
            fwrite(probabilities, 1, sizeof probabilities, stdout);
        }
    }
    return 0;
}
"""


def host_results(model, folder, pictures):
    """Class and probabilities of pictures in the network's size, by nanonas' interpreter."""
    (folder / "inputs").write_bytes(pictures)
    subprocess.run([ROOT / "build/src/quantize/nanonas_run_model", model, folder / "inputs", folder / "outputs",
                    folder / "rewritten.tflite"], check=True)
    classes = int(re.search(r"_CLASSES (\d+)", (folder / "nanonas.h").read_text()).group(1))
    outputs = np.fromfile(folder / "outputs", np.uint8).reshape(-1, classes)
    return np.concatenate([outputs.argmax(1).astype(np.uint8)[:, None], outputs], 1).tobytes()


@pytest.mark.parametrize("main,options", [(END_TO_END, []), (BY_TURNS, ["--caller-state"])])
def test_a_cameras_pictures_are_classified_as_on_the_host(tmp_path, main, options):
    for number, model in enumerate(random_networks(tmp_path, 6, 1, 7)):
        format, folder = FORMATS[number % 4], model.with_suffix("")
        generate(model, folder, "--source", f"160x120:{format}", *options)
        header = (folder / "nanonas.h").read_text()
        shape = [int(re.search(rf"_{word} (\d+)", header).group(1)) for word in ("HEIGHT", "WIDTH", "CHANNELS")]
        raw, rgb = camera_pictures(np.random.default_rng(number), format, 8, 120, 160)
        subprocess.run(["gcc", "-std=c99", "-O1", *STRICT, *SANITIZERS, "-c", folder / "nanonas.c", "-o",
                        folder / "network.o"], check=True)
        program = compile_and_link(folder, main, [*SANITIZERS, folder / "network.o"], name="nanonas_source")
        assert run(program, raw) == host_results(model, folder, seen_by_nanonas(folder, rgb, shape))


def test_what_is_no_format_is_a_sentence_and_no_file(tmp_path):
    for source, words in [("160x120", "write WIDTHxHEIGHT:FORMAT"), ("160x120:yuv", "use grey, rgb, rgb565"),
                          ("0x120:rgb", "sides may be 1 to 4096 pixels")]:
        failed = subprocess.run([ROOT / "build/src/codegen/nanonas_generate_source", tmp_path, source, "50x50x3"],
                                capture_output=True, text=True)
        assert failed.returncode == 1 and words in failed.stderr
    assert not list(tmp_path.iterdir())
