# SPDX-License-Identifier: MIT
"""The arena that nanonas computes is the smallest in which the tflite-micro wheel sets up the file.

NANONAS_ARENA_NETWORKS (60) random networks are asked about; scripts/test-thoroughly asks about 500."""
import json
import os
import pathlib
import subprocess

import pytest
from test_tflite_oracles import SHARED
from wheel_arena import works

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNT = int(os.environ.get("NANONAS_ARENA_NETWORKS", "60"))
# Files of TensorFlow's converter, and the published models where shared/ is.
FOREIGN = [path for path in [*sorted((ROOT / "tests/oracles").glob("*.tflite")),
                            *sorted(SHARED.glob("reference/models/*.tflite"))]
           if path.stem != "softmax_513_classes"]  # which the wheel prepares, and aborts when it runs


@pytest.fixture(scope="session")
def networks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    printed = subprocess.run([ROOT / "build/src/memory/nanonas_arena_networks", folder, str(COUNT), "1"],
                             check=True, capture_output=True, text=True).stdout
    rows = []
    for line in printed.splitlines():
        number, name, arena = line.split()
        rows.append((name, (folder / f"{number}.tflite").read_bytes(), int(arena)))
    assert len(rows) > COUNT  # those of the reference's table and of MLPerf Tiny's kind follow
    return rows


def test_the_arena_is_enough_and_a_byte_less_is_not(networks):
    wrong = [f"{name}: {arena}" for name, model, arena in networks
             if not works(model, arena) or works(model, arena - 1)]
    assert not wrong


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.stem)
def test_files_of_others_too(path):
    printed = subprocess.run([ROOT / "build/nanonas", "inspect", "--json", path], check=True, capture_output=True).stdout
    arena = json.loads(printed)["arena_bytes"]
    model = path.read_bytes()
    assert works(model, arena)
    assert not works(model, arena - 1)
