# SPDX-License-Identifier: MIT
"""What the memory model says of row-streaming C, beside what compilers and linkers make of it."""
import json
import os
import random
import subprocess

import pytest
from generated_c import ROOT

TOOL = ROOT / "build/src/emulation/nanonas_measure_c"
CORES = ["Cortex-M0", "Cortex-M0+", "Cortex-M3", "Cortex-M4F", "Cortex-M7", "RV32IMAC", "AVR"]
# More of them in scripts/test-thoroughly.
NETWORKS = int(os.environ.get("NANONAS_C_NETWORKS", "26"))
TOLERANCE = 0.05


def measure(lines, *options):
    done = subprocess.run([TOOL, *options], input="\n".join(lines), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def random_network(chance):
    """Of the space, not of those that the table was made from."""
    size = 40 if chance.random() < 0.7 else 96
    height, width = chance.randint(9, size), chance.randint(9, size)
    c = chance.randint(0, 4)
    while min(height, width) >> c < 1:
        c -= 1
    k = chance.choice([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 16, 20])
    variant = chance.choice(["current", "current", "prime23"])
    return f"{variant} {k} {c} {height}x{width}x{chance.choice([1, 3])} {chance.choice([2, 3, 5, 10, 30])}"


@pytest.fixture(scope="module")
def linked():
    """Random networks, those of every core among them."""
    chance = random.Random(5)
    return measure([f"{random_network(chance)} {CORES[i % len(CORES)]} {'speed' if i // len(CORES) % 2 == 0 else 'size'}"
                    for i in range(NETWORKS)])


def test_the_state_has_the_compilers_size_to_the_byte(linked):
    for network in linked:
        assert network["static_ram"] == network["state"], network["line"]


def test_an_architectures_state_is_that_of_its_network_or_a_row_more(linked):
    """Lines in front of a convolution that change no byte are left out, with a row of the picture that they need."""
    for network in linked:
        words = network["line"].split()
        row = int(words[3].split("x")[1]) * int(words[3].split("x")[2])
        spare = network["model_state"] - network["state"]
        assert spare == 0 or words[0] == "prime23" and 0 < spare <= row + 3, network["line"]


def test_flash_is_an_upper_bound_five_percent_or_160_bytes_above_the_linked_figure_at_most(linked, capsys):
    def excess(network):
        return network["model_flash"] / network["flash"] - 1

    least, most = min(linked, key=excess), max(linked, key=excess)
    with capsys.disabled():
        print(f"\n{len(linked)} networks; the model says {excess(least):+.1%} ({least['line']}) to {excess(most):+.1%} "
              f"({most['line']}, {most['model_flash']} instead of {most['flash']} bytes)")
    for network in linked:
        assert 0 <= excess(network) <= max(TOLERANCE, 160 / network["flash"]), network["line"]


@pytest.mark.parametrize("kernels", ["", "portable"])
@pytest.mark.parametrize("core", CORES)
def test_no_call_uses_more_stack_than_its_bound(core, kernels):
    lines = [f"{network} {core} {optimize} {kernels}" for network, optimize in
             [("current 3 1 17x13x3 2", "speed"), ("prime23 5 1 17x13x1 4", "size"), ("prime23 5 1 17x13x1 4", "speed"),
              ("current 4 0 9x9x3 150", "speed")]]
    for network in measure(lines, "stack"):
        assert 0 < network["stack"] <= network["model_stack"] <= network["stack"] + 200, network["line"]


def test_every_emulated_core_has_a_model():
    for core in CORES:
        assert measure([f"current 1 0 9x9x1 2 {core} speed"])[0]["model_flash"] > 0
