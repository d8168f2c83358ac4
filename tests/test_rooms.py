# SPDX-License-Identifier: MIT
"""The house has one direction: a room includes only rooms above it in CMakeLists.txt's list, and of those only public headers
and what they offer."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE, HOST = (re.search(rf"set\(NANONAS_{part}_ROOMS ([^)]*)\)", (ROOT / "CMakeLists.txt").read_text()).group(1).split()
              for part in ("CORE", "HOST"))
ROOMS = CORE + HOST + ["cli", "mpi"]

# Whose concept a public header is.
PUBLIC = {
    "result": "base", "version": "base", "progress": "base", "executor": "base", "thread_pool": "system", "input_shape": "network", "softmax_limit": "network", "dataset": "dataset", "pictures": "pictures", "picture_layout": "pictures", "survey": "survey", "sample": "sample",
    "architecture": "network", "families": "network", "layer": "network", "folded_network": "network", "reference_network": "network",
    "float_network": "network", "graph": "graph", "lower": "graph", "interpreter": "graph", "tflite": "tflite", "memory": "memory", "targets": "memory", "tensor_arena": "memory",
    "inspect": "memory", "ring_plan": "memory", "schedule": "memory", "c_layout": "memory", "c_memory": "memory", "c_time": "memory",
    "training": "training", "quantize": "quantize", "confusion": "quantize", "search": "search", "strategy": "search", "speculative_search": "search",
    "codegen": "codegen", "source_format": "codegen", "emulation": "emulation",
    "run_settings": "settings", "run_plan": "settings", "target_file": "settings", "run_result": "folder", "weights_file": "folder", "model": "model", "export": "model",
    "verify_model": "model", "report": "report", "run_record": "report", "run": "run", "workers": "run", "parallel_search": "run", "study": "study",
}

# The rooms whose private headers are all for others: tools without a concept of their own, and the kernels, which have no
# public header since they are training's alone.
OPEN = {"base", "system", "kernels"}

# The private headers that other rooms offer.
OFFERED = {
    "dataset/augmentation.h", "dataset/interpolation.h", "dataset/resize.h",
    "pictures/decoder.h", "pictures/encode_png.h", "pictures/orientation.h", "pictures/picture_cache.h",
    "pictures/picture_format.h", "pictures/read_picture.h",
    "graph/classifier.h", "graph/fixed_point.h", "graph/operator.h", "graph/operator_options.h", "graph/steps.h",
    "memory/cores.h",
    "codegen/core_compiler.h", "codegen/project_text.h", "codegen/text_template.h",
    "settings/setting_text.h",
    "folder/file_lock.h", "folder/file_names.h", "folder/journal.h", "folder/labels.h", "folder/result_reader.h",
    "folder/run_folder.h", "folder/run_toml.h", "folder/test_file.h", "folder/training_file.h", "folder/verification_json.h",
    "model/run_pictures.h", "model/verification_pictures.h",
    "report/axis.h", "report/compared_runs.h", "report/page.h", "report/parts.h", "report/sections.h", "report/wording.h",
    "run/job.h", "run/output_place.h",
    "cli/command_line.h", "cli/signal_watch.h",
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


# What a browser has not, or the host gives the core in another form; and what would throw across its border.
HOSTS = re.compile(r"#include <(filesystem|fstream|iostream|cstdio|thread|mutex|shared_mutex|condition_variable|future|"
                   r"sched\.h|unistd\.h|sys/\w+\.h|tbb/[\w/]+\.h)>|\bgetenv\b|\bstd::(system|abort|exit)\b|\bthrow\b")


def without_comments_and_texts(text):
    return re.sub(r'//[^\n]*|"(\\.|[^"\\\n])*"', "", text)


def test_the_core_knows_no_files_processes_environment_or_threads():
    found = []
    for room in CORE:
        paths = [path for path in (ROOT / "src" / room).rglob("*") if path.suffix in (".h", ".cpp")]
        paths += [ROOT / f"include/nanonas/{name}.h" for name, owner in PUBLIC.items() if owner == room]
        for path in paths:
            if path.stem.endswith("_test") or path.stem.startswith("test_"):
                continue
            for match in HOSTS.finditer(without_comments_and_texts(path.read_text())):
                found.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert not found


def private_headers_of_others():
    """(file, header) of each include of a private header by another room, the Python bindings included."""
    for room in [*ROOMS, "python"]:
        for path in (ROOT / ("python" if room == "python" else f"src/{room}")).rglob("*"):
            if path.suffix in (".h", ".cpp", ".c"):
                for name, other in included_rooms(path.read_text()):
                    if other in ROOMS and other != room and not name.startswith("nanonas/"):
                        yield path.relative_to(ROOT), name


def test_no_room_includes_what_another_keeps_to_itself():
    assert not [f"{path} includes {name}" for path, name in private_headers_of_others()
                if name not in OFFERED and name.partition("/")[0] not in OPEN]


def test_what_a_room_offers_is_used():
    assert OFFERED == OFFERED & {name for _, name in private_headers_of_others()}


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


def types_defined(text):
    """(namespace, name) of every class, structure and enumeration that other sources could see under its name."""
    text = re.sub(r"^namespace \{$.*?^\}  // namespace$", "", text, flags=re.DOTALL | re.MULTILINE)
    namespace = ""
    for line in text.splitlines():
        opened = re.match(r"namespace ([\w:]+) \{", line)
        namespace = opened.group(1) if opened else namespace
        defined = re.match(r"(?:class|struct|enum class) (\w+)(?: final)?(?: : [^;]*)? \{", line)
        if defined:
            yield namespace, defined.group(1)


def test_no_two_types_share_a_name():
    """The linker would take one's destructor or table of functions for the other's, without a word."""
    places = {}
    for path in [*(ROOT / "src").rglob("*"), *(ROOT / "include").rglob("*.h")]:
        if path.suffix in (".h", ".cpp") and not path.stem.endswith("_test"):
            for name in types_defined(path.read_text()):
                places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1 and "HWY_NAMESPACE" not in name[0]} == {}


def test_one_writer_makes_all_json():
    """nlohmann's own dump() throws where a name is no UTF-8."""
    found = [str(path.relative_to(ROOT)) for path in [*(ROOT / "src").rglob("*"), *(ROOT / "python").rglob("*")]
             if path.suffix in (".h", ".cpp") and not path.stem.endswith("_test") and ".dump(" in path.read_text()]
    assert found == ["src/base/json_text.h"]
