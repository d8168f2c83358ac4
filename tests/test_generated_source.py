# SPDX-License-Identifier: MIT
"""The generated C makes of a camera's rows the very bytes that nanonas' picture loader makes of the same picture,
without float, without a warning.

NANONAS_RANDOM_SOURCES (200) pairs of sizes are asked about, each with every format of pixels."""
import os
import random
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


def camera_pictures(rng, format, count, height, width):
    """Raw pictures of a camera, as bytes and as the rgb that a file of them would hold."""
    noise = rng.integers(0, 256, (count, height, width, 3), np.uint8)
    smooth = np.stack([np.asarray(Image.fromarray(rng.integers(0, 256, (3, 4, 3), np.uint8)).resize(
        (width, height), Image.BICUBIC)) for _ in range(count)])
    extreme = rng.choice(np.array([0, 255], np.uint8), (count, height, width, 3))
    kind = rng.integers(0, 3, count)[:, None, None, None]
    rgb = np.where(kind == 0, noise, np.where(kind == 1, smooth, extreme))
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
    return subprocess.run([ROOT / "build/src/data/nanonas_load_pictures", "x".join(map(str, shape)), *files], check=True,
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
    cases = [(width, height, format, (*shape, channels)) for i, (width, height, shape) in enumerate(sizes)
             for format in FORMATS[i % 2::2] for channels in (1, 3)]

    def differing(case):
        number = cases.index(case)
        folder = tmp_path / str(number)
        wrong = differences(folder, number, *case)
        shutil.rmtree(folder)
        return wrong

    with ThreadPoolExecutor(2) as pool:
        wrong = {case: count for case, count in zip(cases, pool.map(differing, cases)) if count}
    assert len(cases) >= 4 * COUNT and wrong == {}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("channels", [1, 3])
def test_no_operation_is_undefined(tmp_path, format, channels):
    for number, (width, height, shape) in enumerate([(160, 120, (50, 50)), (20, 30, (64, 50)), (96, 72, (48, 36)),
                                                     (1, 1, (5, 7)), (61, 2, (50, 50))]):
        assert differences(tmp_path / str(number), number, width, height, format, (*shape, channels), SANITIZERS) == 0
