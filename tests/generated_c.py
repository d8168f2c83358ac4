# SPDX-License-Identifier: MIT
"""Makes, compiles and runs C of quantised networks on the host."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("NANONAS_SHARED", ROOT.parent / "shared"))
STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]

# Classifies pictures from standard input until they end; writes each one's probabilities and class.
MAIN = """
#include <stdio.h>
#include "nanonas.h"
int main(void)
{
    static uint8_t row[NANONAS_ROW_BYTES], probabilities[NANONAS_CLASSES];
    for (;;) {
        int y;
        nanonas_begin();
        for (y = 0; y < NANONAS_HEIGHT; y++) {
            if (fread(row, 1, sizeof row, stdin) != sizeof row)
                return 0;
            nanonas_push_row(row);
        }
        putchar(nanonas_result(probabilities));
        fwrite(probabilities, 1, sizeof probabilities, stdout);
    }
}
"""


def random_networks(folder, networks, pictures, seed):
    subprocess.run([ROOT / "build/src/quantize/nanonas_make_random_networks", folder, str(networks), str(pictures),
                    str(seed)], check=True, capture_output=True, text=True)
    models = sorted(folder.glob("*.tflite"))
    assert len(models) == networks
    return models


def generate(model, folder, *arguments):
    folder.mkdir(exist_ok=True)
    subprocess.run([ROOT / "build/src/codegen/nanonas_generate_c", model, folder, *arguments], check=True)
    return folder


def compile_and_link(folder, main=MAIN, flags=(), name="nanonas"):
    (folder / "main.c").write_text(main)
    subprocess.run(["gcc", "-std=c99", "-O1", *STRICT, *flags, f"-I{folder}", folder / "main.c", folder / f"{name}.c",
                    "-o", folder / "program"], check=True)
    return folder / "program"


def run(program, pictures):
    return subprocess.run([program], input=pictures, check=True, capture_output=True).stdout
