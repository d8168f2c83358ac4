# SPDX-License-Identifier: MIT
"""The generated C gives the interpreter's and the tflite-micro wheel's own bytes, and compiles without a warning.

NANONAS_RANDOM_NETWORKS (40) random networks are asked about."""
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from generated_c import MAIN, ROOT, SHARED, STRICT, compile_and_link, generate, random_networks, run
from tflite_micro import runtime

COUNT = int(os.environ.get("NANONAS_RANDOM_NETWORKS", "40"))


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    models = random_networks(folder, COUNT, 10, 3)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda model: compile_and_link(generate(model, model.with_suffix(""))), models))
    return models


def expected(model):
    """Of each picture its class, the first with the highest probability, and its probabilities."""
    classes = int(re.search(r"_CLASSES (\d+)", (model.with_suffix("") / "nanonas.h").read_text()).group(1))
    outputs = np.fromfile(model.with_suffix(".out"), np.uint8).reshape(-1, classes)
    return np.concatenate([outputs.argmax(1).astype(np.uint8)[:, None], outputs], 1).tobytes()


def test_random_networks_give_the_interpreters_bytes(networks):
    wrong = [model.stem for model in networks
             if run(model.with_suffix("") / "program", model.with_suffix(".in").read_bytes()) != expected(model)]
    assert wrong == []


def test_500_pictures_give_the_interpreters_bytes(tmp_path):
    for model in random_networks(tmp_path, 2, 500, 4):
        program = compile_and_link(generate(model, model.with_suffix("")), flags=["-O2"])
        assert run(program, model.with_suffix(".in").read_bytes()) == expected(model)


def test_no_operation_is_undefined(networks):
    for model in networks[:6]:
        program = compile_and_link(model.with_suffix(""), flags=["-fsanitize=address,undefined",
                                                                 "-fno-sanitize-recover=all"])
        assert run(program, model.with_suffix(".in").read_bytes()) == expected(model)


@pytest.mark.parametrize("compiler", [["gcc", "-std=c99", "-pedantic"], ["clang", "-std=c99", "-pedantic"],
                                      ["g++", "-x", "c++", "-std=c++11"], ["clang++", "-x", "c++", "-std=c++11"]])
def test_compilers_have_nothing_to_say(networks, compiler):
    assert shutil.which(compiler[0]), f"{compiler[0]} is missing; scripts/install --tests installs it."
    for model in networks[:10]:
        folder = model.with_suffix("")
        subprocess.run([*compiler, "-O2", *STRICT, "-c", folder / "nanonas.c", "-o", os.devnull], check=True)


@pytest.mark.parametrize("compiler", [["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb"],
                                      ["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb"],
                                      ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb"],
                                      ["arm-none-eabi-g++", "-mcpu=cortex-m4", "-mthumb", "-x", "c++", "-std=c++11"],
                                      ["avr-gcc", "-mmcu=atmega328p"]])
def test_cross_compilers_have_nothing_to_say(networks, compiler):
    assert shutil.which(compiler[0]), f"{compiler[0]} is missing; scripts/install --tests installs it."
    for model in networks[:10]:
        if compiler[0] == "avr-gcc" and model.stat().st_size > 32 << 10:
            continue
        standard = [] if "-x" in compiler else ["-std=c99"]
        subprocess.run([*compiler, *standard, "-O2", *STRICT, "-c", model.with_suffix("") / "nanonas.c", "-o", os.devnull],
                       check=True)


def test_two_networks_share_a_program(networks, tmp_path):
    sources = []
    for name, model in zip(("first", "second"), networks):
        generate(model, tmp_path, name)
        sources.append(tmp_path / f"{name}.c")
    (tmp_path / "main.c").write_text('#include "first.h"\n#include "second.h"\n'
                                     "int main(void) { first_begin(); second_begin(); return 0; }\n")
    subprocess.run(["gcc", "-std=c99", *STRICT, tmp_path / "main.c", *sources, "-o", tmp_path / "program"], check=True)
    subprocess.run([tmp_path / "program"], check=True)


def test_two_pictures_can_be_in_progress(networks, tmp_path):
    """Rows of two pictures by turns, each with a state of its own."""
    model = networks[0]
    generate(model, tmp_path, "nanonas", "--caller-state")
    program = compile_and_link(tmp_path, """
#include <stdio.h>
#include "nanonas.h"
static nanonas_state states[2];
static uint8_t pictures[2][NANONAS_HEIGHT][NANONAS_ROW_BYTES], probabilities[NANONAS_CLASSES];
int main(void)
{
    int i, y;
    if (fread(pictures, sizeof pictures, 1, stdin) != 1)
        return 1;
    for (i = 0; i < 2; i++)
        nanonas_begin(&states[i]);
    for (y = 0; y < NANONAS_HEIGHT; y++)
        for (i = 0; i < 2; i++)
            nanonas_push_row(&states[i], pictures[i][y]);
    for (i = 0; i < 2; i++) {
        putchar(nanonas_result(&states[i], probabilities));
        fwrite(probabilities, 1, sizeof probabilities, stdout);
    }
    return 0;
}
""")
    both = expected(model)
    assert run(program, model.with_suffix(".in").read_bytes()) == both[:len(both) // 5]


def test_a_name_is_copied_and_one_that_is_not_there_is_empty(nanonas, finished, tmp_path):
    """Of as many bytes as the longest needs and no more."""
    names = ["0 first", "1", "größer \"3\"?", "x" * 200, "4", "last\\"]
    (tmp_path / "labels").write_text("".join(name + "\n" for name in names))
    nanonas("export", finished, "--format", "c", "--out", tmp_path / "c", "--labels", tmp_path / "labels")
    program = compile_and_link(tmp_path / "c", """
#include <stdio.h>
#include "nanonas.h"
int main(void)
{
    static char name[NANONAS_NAME_BYTES];
    int i;
    printf("%u\\n", (unsigned)sizeof name);
    for (i = -1; i <= NANONAS_CLASSES; i++)
        puts(nanonas_class_name(i, name));
    return nanonas_class_name(0, name) != name;
}
""", flags=["-fsanitize=address,undefined"])
    assert run(program, b"").decode() == "\n".join(["201", "", *names, "", ""])


def test_rows_too_many_change_nothing(networks, tmp_path):
    model = networks[0]
    program = compile_and_link(generate(model, tmp_path),
                               MAIN.replace("putchar", "nanonas_push_row(row); nanonas_push_row(row); putchar"))
    assert run(program, model.with_suffix(".in").read_bytes()) == expected(model)


def published_models():
    return sorted((SHARED / "reference/models").glob("*.tflite"))


@pytest.mark.parametrize("model", published_models() or [None], ids=lambda model: model.stem if model else "absent")
def test_published_models_give_the_wheels_bytes(model, tmp_path):
    if model is None:
        pytest.skip(f"The reference's published models are not in {SHARED}; set NANONAS_SHARED.")
    interpreter = runtime.Interpreter.from_file(str(model), arena_size=1 << 18)
    _, height, width, channels = interpreter.get_input_details(0)["shape"]
    random = np.random.default_rng(0)
    pictures, wanted = [], b""
    for _ in range(20):
        slope_x, slope_y, noise = random.uniform(-4, 4, 3), random.uniform(-4, 4, 3), random.uniform(0, 80)
        picture = (random.uniform(0, 255, 3) + slope_x * np.arange(width)[None, :, None]
                   + slope_y * np.arange(height)[:, None, None] + random.normal(0, noise, (height, width, channels)))
        pictures.append(picture.clip(0, 255).astype(np.uint8))
        interpreter.set_input(pictures[-1][None], 0)
        interpreter.invoke()
        output = interpreter.get_output(0)[0]
        wanted += bytes([output.argmax()]) + output.tobytes()
    program = compile_and_link(generate(model, tmp_path))
    assert run(program, np.array(pictures).tobytes()) == wanted
