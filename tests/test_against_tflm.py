# SPDX-License-Identifier: MIT
"""benchmarks/against_tflm measures any firmware that keeps its contract: here ones of nanonas' own C."""
import json
import subprocess
import sys

import pytest
from generated_c import ROOT, generate, random_networks

TOOL = ROOT / "benchmarks/against_tflm"
PLATFORM = ROOT / "src/emulation/firmware"
CORES = {"cortex-m0plus": "Cortex-M0+", "cortex-m3": "Cortex-M3", "cortex-m4": "Cortex-M4F"}


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """A model, its generated C beside it, and how many bytes go in and come out."""
    folder = tmp_path_factory.mktemp("against")
    model = random_networks(folder, 1, 4, 3)[0]
    generate(model, folder / "c")
    return model, *(tensor_bytes(model, *place) for place in ((0, "inputs"), (-1, "outputs")))


def tensor_bytes(model, operator, port):
    seen = json.loads(subprocess.check_output([ROOT / "build/nanonas", "inspect", model, "--json"]))
    return seen["tensors"][seen["operators"][operator][port][0]]["bytes"]


def build(network, folder, core="cortex-m3", runtime=None, output_bytes=None):
    model, picture_bytes, true_output_bytes = network
    if runtime:
        (folder / "runtime.c").write_text(f'#include "nanonas.h"\n#include "runtime.h"\n{runtime}')
    subprocess.run(["arm-none-eabi-gcc", f"-mcpu={core}", "-mthumb", "-O2", "-ffunction-sections", "-fdata-sections",
                    f"-I{model.parent / 'c'}", f"-I{TOOL}", f"-I{PLATFORM}", f"-DPICTURE_BYTES={picture_bytes}",
                    f"-DOUTPUT_BYTES={output_bytes or true_output_bytes}", TOOL / "harness.c",
                    folder / "runtime.c" if runtime else TOOL / "nanonas_runtime.c", model.parent / "c/nanonas.c",
                    PLATFORM / "cortex_m_platform.c", ROOT / "src/codegen/project/cortex_m_start.c", PLATFORM / "semihosting.c",
                    "-nostartfiles", "--specs=nano.specs", "-Wl,--gc-sections", "-T", TOOL / "firmware.ld",
                    "-o", folder / "firmware.elf"], check=True)
    return folder / "firmware.elf"


def compare(network, *firmwares, options=()):
    model = network[0]
    return subprocess.run([sys.executable, TOOL / "compare.py", model, *firmwares, "--pictures",
                           model.with_suffix(".in"), "--count", "4", *options], capture_output=True, text=True)


def complaint(finished):
    assert finished.returncode == 1
    assert finished.stderr.startswith("compare.py: ") and "Traceback" not in finished.stderr
    return finished.stderr


@pytest.mark.parametrize("core", CORES)
def test_the_generated_c_measures_as_verify_does(network, tmp_path, core):
    finished = compare(network, build(network, tmp_path, core), options=["--json"])
    assert finished.returncode == 0, finished.stderr
    found, = json.loads(finished.stdout)
    ours = found["nanonas"]
    assert (found["core"], found["pictures"], found["mismatches"]) == (CORES[core], 4, 0)
    assert found["instructions"] == pytest.approx(ours["instructions"], rel=0.03)
    assert found["flash"] == pytest.approx(ours["flash"], abs=160)
    assert found["ram"] == pytest.approx(ours["ram"], abs=80)


def test_the_table_has_a_row_a_firmware(network, tmp_path):
    firmware = build(network, tmp_path)
    finished = compare(network, firmware, firmware)
    assert finished.returncode == 0, finished.stderr
    rows = [line for line in finished.stdout.splitlines() if line.startswith("| Cortex-M3 | firmware |")]
    assert len(rows) == 2 and "4 pictures, every output equal" in finished.stdout


def test_one_other_output_is_noticed(network, tmp_path):
    wrong = build(network, tmp_path, runtime="""
        static int calls;
        int runtime_init(void) { return 0; }
        void runtime_invoke(const uint8_t *picture, uint8_t *output)
        {
            for (int y = 0; y < NANONAS_HEIGHT; y++) {
                if (y == 0)
                    nanonas_begin();
                nanonas_push_row(picture + y * NANONAS_ROW_BYTES);
            }
            nanonas_result(output);
            output[0] += calls++ == 2;
        }""")
    said = complaint(compare(network, wrong))
    assert "gives 1 of 4 outputs otherwise than nanonas' interpreter, picture 2 first." in said


def test_the_stack_that_a_runtime_takes_counts_as_ram(network, tmp_path):
    greedy = """
        int runtime_init(void) { volatile char bytes[6000]; for (int i = 0; i < 6000; i++) bytes[i] = 0; return 0; }
        void runtime_invoke(const uint8_t *picture, uint8_t *output) { output[0] = picture[0]; }"""
    finished = compare(network, build(network, tmp_path, runtime=greedy), options=["--json"])
    assert 6000 <= json.loads(finished.stdout)[0]["stack"] < 6100


def test_constructors_run_before_the_runtime_starts(network, tmp_path):
    firmware = build(network, tmp_path, runtime="""
        static int constructed;
        __attribute__((constructor)) static void construct(void) { constructed = 1; }
        int runtime_init(void) { return !constructed; }
        void runtime_invoke(const uint8_t *picture, uint8_t *output) { output[0] = picture[0]; }""")
    assert json.loads(compare(network, firmware, options=["--json"]).stdout)[0]["pictures"] == 4


def test_a_runtime_that_cannot_start_is_said(network, tmp_path):
    broken = build(network, tmp_path, runtime="""
        int runtime_init(void) { return 1; }
        void runtime_invoke(const uint8_t *picture, uint8_t *output) { output[0] = picture[0]; }""")
    assert "wrote no results: its runtime_init failed" in complaint(compare(network, broken))


def test_a_firmware_for_another_model_is_said(network, tmp_path):
    other = build(network, tmp_path, output_bytes=network[2] + 1)
    assert f"-DOUTPUT_BYTES={network[2]}." in complaint(compare(network, other))


def test_a_file_that_is_no_firmware_is_said(network, tmp_path):
    assert "is not a file" in complaint(compare(network, tmp_path / "none.elf"))
    assert "is not for a Cortex-M0+, M3 or M4" in complaint(compare(network, ROOT / "build/nanonas"))
    (tmp_path / "text.elf").write_text("no firmware")
    assert "arm-none-eabi-readelf failed" in complaint(compare(network, tmp_path / "text.elf"))
