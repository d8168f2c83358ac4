# SPDX-License-Identifier: MIT
"""C of any graph gives the tflite-micro wheel's own bytes, without a warning and without an undefined operation.

NANONAS_RANDOM_GRAPHS (25) graphs are made, from NANONAS_RANDOM_GRAPHS_SEED (0) on."""
import os
import subprocess

import numpy as np
import pytest
from generated_c import ROOT, compile_and_link, generate, run
from random_graphs import random_graph
from tflite_micro import runtime

COUNT = int(os.environ.get("NANONAS_RANDOM_GRAPHS", "25"))
FIRST = int(os.environ.get("NANONAS_RANDOM_GRAPHS_SEED", "0"))
FOREIGN = ROOT / "tests/oracles/foreign_operators.tflite"
CHECKED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

# Computes inputs from standard input until they end and writes the outputs of each.
MAIN = """
#include <stdio.h>
#include "nanonas.h"
int main(void)
{
    static nanonas_input row[NANONAS_ROW_BYTES];
    static nanonas_output outputs[NANONAS_OUTPUTS];
    for (;;) {
        int y;
        nanonas_begin();
        for (y = 0; y < NANONAS_HEIGHT; y++) {
            if (fread(row, 1, sizeof row, stdin) != sizeof row)
                return 0;
            nanonas_push_row(row);
        }
        nanonas_result(outputs);
        fwrite(outputs, 1, sizeof outputs, stdout);
    }
}
"""


def inputs_and_outputs(model, count):
    """Random inputs of a model, half of them of a narrower range, and what the wheel makes of them."""
    interpreter = runtime.Interpreter.from_file(str(model), arena_size=8 << 20)
    entry = interpreter.get_input_details(0)
    limits, random = np.iinfo(entry["dtype"]), np.random.default_rng(1)
    inputs = random.integers(limits.min, limits.max, (count, *entry["shape"]), entry["dtype"], endpoint=True)
    inputs[count // 2:] //= 4
    outputs = []
    for values in inputs:
        interpreter.set_input(values, 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).copy())
    return inputs.tobytes(), np.stack(outputs)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_random_graphs_give_the_wheels_bytes(seed, tmp_path):
    model = tmp_path / "model.tflite"
    model.write_bytes(random_graph(seed))
    inputs, expected = inputs_and_outputs(model, 4)
    program = compile_and_link(generate(model, tmp_path / "c"), MAIN, CHECKED)
    assert run(program, inputs) == expected.tobytes()


def test_the_random_graphs_tell_inputs_apart(tmp_path):
    """Otherwise equal outputs would prove little."""
    telling = 0
    for seed in range(20):
        model = tmp_path / f"{seed}.tflite"
        model.write_bytes(random_graph(seed))
        _, outputs = inputs_and_outputs(model, 4)
        telling += len(np.unique(outputs.reshape(4, -1), axis=0)) > 1
    assert telling > 13


@pytest.mark.parametrize("compiler", [["gcc", "-std=c99", "-pedantic"], ["clang", "-std=c99", "-pedantic"],
                                      ["g++", "-x", "c++", "-std=c++11"],
                                      ["arm-none-eabi-gcc", "-mcpu=cortex-m0plus", "-mthumb", "-std=c99"],
                                      ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-std=c99"],
                                      ["avr-gcc", "-mmcu=atmega2560", "-std=c99"]])
def test_compilers_have_nothing_to_say(compiler, tmp_path):
    strict = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]
    for seed in range(4):
        model = tmp_path / f"{seed}.tflite"
        model.write_bytes(FOREIGN.read_bytes() if seed == 0 else random_graph(seed))
        for style in ([], ["--caller-state"]):
            folder = generate(model, tmp_path / f"{seed}{len(style)}", *style)
            subprocess.run([*compiler, "-O2", *strict, "-c", folder / "nanonas.c", "-o", os.devnull], check=True)


def test_a_network_in_progress_can_be_the_callers(tmp_path):
    inputs, expected = inputs_and_outputs(FOREIGN, 4)
    text = MAIN.replace("nanonas_begin()", "nanonas_begin(&state)").replace("push_row(", "push_row(&state, ")
    text = text.replace("result(", "result(&state, ").replace("    for (;;) {", "    static nanonas_state state;\n    for (;;) {")
    program = compile_and_link(generate(FOREIGN, tmp_path / "c", "--caller-state"), text, CHECKED)
    assert run(program, inputs) == expected.tobytes()
