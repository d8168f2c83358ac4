#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the generated C in front of a network costs that makes its picture of a camera's rows: RAM, Flash, and
instructions a picture on an emulated Cortex-M0+. The bytes are compared with the host's before anything is printed.

    benchmarks/camera_source.py [WIDTHxHEIGHT:FORMAT HEIGHTxWIDTHxCHANNELS]...
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from test_generated_source import NOISE, SMOOTH, camera_pictures, generate_source, seen_by_nanonas  # noqa: E402

FIRMWARE = ROOT / "src/emulation/firmware"
CORE = ["-mcpu=cortex-m0plus", "-mthumb", "-std=gnu99", "-ffunction-sections", "-fdata-sections"]
CASES = ["160x120:rgb565", "50x50x3", "160x120:grey", "50x50x1", "160x120:rgb", "50x50x3", "160x120:rgb565", "50x50x1",
         "96x96:rgb565", "48x48x3", "96x96:rgb565", "50x50x3"]
PICTURES = 4
SPIN = 100000

MAIN = """
#include "nanonas_source.h"
#include "platform.h"
static uint8_t row[NANONAS_SOURCE_ROW_BYTES];
static struct { uint64_t ticks; uint32_t spin; } totals;
static uint32_t written;
void nanonas_begin(void) {}
void nanonas_push_row(const uint8_t *finished)
{
    const uint32_t start = platform_ticks();
    platform_write(finished, NANONAS_ROW_BYTES);
    written += (platform_ticks() - start) & platform_tick_mask;
}
int main(void)
{
    uint32_t before;
    int picture, y;
    platform_start();
    before = platform_ticks();
    platform_spin(SPIN);
    totals.spin = (platform_ticks() - before) & platform_tick_mask;
    for (picture = 0; picture < PICTURES; picture++) {
        nanonas_source_begin();
        for (y = 0; y < NANONAS_SOURCE_HEIGHT; y++) {
            platform_read(row, sizeof row);
            written = 0;
            before = platform_ticks();
            nanonas_source_push_row(row);
            totals.ticks += ((platform_ticks() - before) & platform_tick_mask) - written;
        }
    }
    platform_write(&totals, 12);
    platform_finish();
    return 0;
}
"""


def call(*arguments, **options):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **options).stdout


def sections(path):
    """Flash and RAM of an object file."""
    code, data, bss = map(int, call("arm-none-eabi-size", path).splitlines()[1].split()[:3])
    return code + data, data + bss


def instructions(folder, source, shape, optimize):
    script = (FIRMWARE / "cortex_m.ld.in").read_text()
    (folder / "cortex_m.ld").write_text(re.sub(r"@\{\w+\}", str(1 << 20), script))
    (folder / "main.c").write_text(MAIN)
    platform = [*FIRMWARE.glob("cortex_m_*.c"), FIRMWARE / "semihosting.c"]
    call("arm-none-eabi-gcc", *CORE, optimize, f"-I{folder}", f"-I{FIRMWARE}", f"-DPICTURES={PICTURES}", f"-DSPIN={SPIN}",
         folder / "main.c", folder / "nanonas_source.c", *platform, "-nostartfiles", "--specs=nano.specs",
         "-Wl,--gc-sections", "-T", folder / "cortex_m.ld", "-o", folder / "program.elf")
    width, height, format = re.split("[x:]", source)
    raw, rgb = camera_pictures(np.random.default_rng(0), format, PICTURES, int(height), int(width),
                               (NOISE, SMOOTH))
    (folder / "pictures.bin").write_bytes(raw)
    call("qemu-system-arm", "-M", "mps2-an385", "-display", "none", "-monitor", "none", "-serial", "none",
         "-semihosting-config", "enable=on,target=native", "-icount", "shift=0", "-kernel", "program.elf", cwd=folder)
    results = (folder / "results.bin").read_bytes()
    assert results[:-12] == seen_by_nanonas(folder, rgb, shape), f"{source} gives other bytes than the host's"
    ticks, spin = np.frombuffer(results[-12:], "<u8", 1)[0], np.frombuffer(results[-4:], "<u4")[0]
    return ticks / PICTURES * 3 * SPIN / spin


def main():
    words = sys.argv[1:] or CASES
    print("camera           network   -O  Flash B  (tables)  RAM B  instructions  a value")
    for source, text in zip(words[::2], words[1::2]):
        shape = tuple(map(int, text.split("x")))
        for optimize in ("-O2", "-Os"):
            with tempfile.TemporaryDirectory() as name:
                width, height, format = re.split("[x:]", source)
                folder = generate_source(pathlib.Path(name), int(width), int(height), format, shape)
                call("arm-none-eabi-gcc", *CORE, optimize, f"-I{folder}", "-c", folder / "nanonas_source.c", "-o",
                     folder / "source.o")
                flash, ram = sections(folder / "source.o")
                tables = sum(int(size, 16) for size in re.findall(r"^\w+ (\w+) r (?:columns|rows)$",
                             call("arm-none-eabi-nm", "-S", folder / "source.o"), re.MULTILINE))
                count = instructions(folder, source, shape, optimize)
                print(f"{source:16} {text:9} {optimize} {flash:8} {tables:9} {ram:6} {count:13,.0f} "
                      f"{count / np.prod(shape):8.1f}")


if __name__ == "__main__":
    main()
