# SPDX-License-Identifier: MIT
"""Prints src/memory/wheel_arenas.h: for random networks, the smallest arena in which the tflite-micro wheel sets
up the file that nanonas writes, found by bisection alone.

    python tests/make_arena_table.py build/src/memory/nanonas_arena_networks > src/memory/wheel_arenas.h"""
import pathlib
import re
import subprocess
import sys
import tempfile

from wheel_arena import works

COUNT, SEED = 40, 2


def smallest_arena(model):
    low, high = 1024, 1 << 25  # less than the interpreter's own structures take; more than any of these needs
    while high - low > 1:
        middle = (low + high) // 2
        if works(model, middle):
            high = middle
        else:
            low = middle
    return high


print("""// SPDX-License-Identifier: MIT
// Made by tests/make_arena_table.py.
#pragma once

#include "nanonas/architecture.h"

namespace nanonas {

struct WheelArena {
    Architecture architecture;
    std::int64_t arena_bytes;
};

constexpr WheelArena wheel_arenas[] = {""")
with tempfile.TemporaryDirectory() as folder:
    lines = subprocess.run([sys.argv[1], folder, str(COUNT), str(SEED)], check=True, capture_output=True, text=True)
    for line in lines.stdout.splitlines()[:COUNT]:
        number, variant, k, c, height, width, channels, classes = re.match(
            r"(\d+) (\w+)\((\d+),(\d+)\)@(\d+)x(\d+)x(\d+):(\d+) ", line).groups()
        arena = smallest_arena(pathlib.Path(folder, f"{number}.tflite").read_bytes())
        print(f"    {{{{Variant::{variant}, {k}, {c}, {{{height}, {width}, {channels}}}, {classes}}}, {arena}}},")
print("""};

}  // namespace nanonas""")
