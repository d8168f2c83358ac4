# SPDX-License-Identifier: MIT
"""The house has one direction: a room includes only rooms above it in CMakeLists.txt's list."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = re.search(r"set\(NANONAS_ROOMS ([^)]*)\)", (ROOT / "CMakeLists.txt").read_text()).group(1).split() + ["cli", "mpi"]

# Whose concept a public header is.
PUBLIC = {
    "result": "base", "version": "base", "progress": "base", "executor": "base", "thread_pool": "system", "input_shape": "network", "pictures": "data", "picture_survey": "data", "sample": "data", "architecture": "network", "families": "network", "layer": "network", "folded_network": "network", "reference_network": "network",
    "float_network": "network", "graph": "graph", "lower": "graph", "interpreter": "graph", "tflite": "tflite", "memory": "memory", "targets": "memory", "tensor_arena": "memory",
    "inspect": "memory", "ring_plan": "memory", "c_layout": "memory", "c_memory": "memory",
    "training": "training", "quantize": "quantize", "search": "search",
    "codegen": "codegen", "source_format": "codegen", "emulation": "emulation",
    "run_settings": "settings", "run_result": "folder", "weights_file": "folder", "trained_model": "model", "export": "model",
    "verify_model": "model", "report": "report", "run": "run", "crew": "run", "study": "study",
}


def included_rooms(text):
    for name in re.findall(r'#include "([^"]+)"', text):
        folder, _, rest = name.partition("/")
        if folder == "nanonas":
            yield name, PUBLIC[rest.removesuffix(".h")]
        elif rest:
            yield name, folder


def test_every_public_header_has_a_room():
    assert {path.stem for path in (ROOT / "include/nanonas").glob("*.h")} == set(PUBLIC)


def test_no_room_includes_a_room_below_it():
    upward = []
    for room in ROOMS:
        for path in (ROOT / "src" / room).rglob("*"):
            if path.suffix in (".h", ".cpp", ".c"):
                for name, other in included_rooms(path.read_text()):
                    if ROOMS.index(other) > ROOMS.index(room):
                        upward.append(f"{path.relative_to(ROOT)} includes {name}")
    assert not upward


def test_the_python_bindings_include_no_command_line():
    rooms = {room for path in (ROOT / "python/bindings").glob("*.*") for _, room in included_rooms(path.read_text())}
    assert rooms <= set(ROOMS) - {"cli"}


def test_public_headers_follow_the_same_direction():
    upward = []
    for path in (ROOT / "include/nanonas").glob("*.h"):
        for name, other in included_rooms(path.read_text()):
            if ROOMS.index(other) > ROOMS.index(PUBLIC[path.stem]):
                upward.append(f"{path.name} includes {name}")
    assert not upward
