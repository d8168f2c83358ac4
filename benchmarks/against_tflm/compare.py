#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures firmwares of any runtime that classify with a model, beside the C that nanonas makes of it.

    python3 benchmarks/against_tflm/compare.py MODEL.tflite FIRMWARE.elf... --pictures FOLDER_OR_FILE [--count 20]

README.md beside this says what a firmware must do. Each runs in QEMU on the board of its core; every output must be
nanonas' own. Prints a Markdown table, a row a firmware.
"""
import argparse
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PLATFORM = ROOT / "src/emulation/firmware"
HARNESS = [HERE / "harness.c", PLATFORM / "cortex_m_platform.c", ROOT / "src/codegen/project/cortex_m_start.c",
           PLATFORM / "semihosting.c"]
TOOLS = {"arm-none-eabi-gcc": "gcc-arm-none-eabi", "arm-none-eabi-size": "binutils-arm-none-eabi",
         "arm-none-eabi-readelf": "binutils-arm-none-eabi", "qemu-system-arm": "qemu-system-arm"}
# By architecture in the .elf: the core as nanonas names it, its compiler flag, QEMU's board. QEMU's only Cortex-M0 has
# 16 KiB of RAM; a Cortex-M3 executes the same instructions.
CORES = {"v6S-M": ("Cortex-M0+", "cortex-m0plus", "mps2-an385"), "v7": ("Cortex-M3", "cortex-m3", "mps2-an385"),
         "v7E-M": ("Cortex-M4F", "cortex-m4", "mps2-an386")}
TOTALS = struct.Struct("<QIII")  # of harness.c: ticks, ticks and instructions of the calibration, stack
NO_RUNTIME = ('#include "runtime.h"\nint runtime_init(void) { return 0; }\n'
              "void runtime_invoke(const uint8_t *picture, uint8_t *output) { output[0] = picture[0]; }\n")
LONGEST_RUN = 1800  # seconds; what runs longer hangs


class Failure(Exception):
    pass


def output_of(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise Failure(f"{pathlib.Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def find_tools(build):
    for tool, package in TOOLS.items():
        if not shutil.which(tool):
            raise Failure(f"{tool} is missing; install the package {package}.")
    for tool in ("nanonas", "src/pictures/nanonas_load_pictures", "src/emulation/nanonas_verify_model",
                 "src/quantize/nanonas_run_model"):
        if not (build / tool).exists():
            raise Failure(f"{build / tool} is missing; build with -DNANONAS_TESTS=ON or name a --build folder.")


class Model:
    """A .tflite, pictures for it, and what nanonas' interpreter makes of them."""

    def __init__(self, path, pictures, count, build, folder):
        self.path = path
        seen = json.loads(output_of([build / "nanonas", "inspect", path, "--json"]))
        self.file_bytes, self.weight_bytes, self.macc = seen["file_bytes"], seen["weight_bytes"], seen["macc"]
        picture = seen["tensors"][seen["operators"][0]["inputs"][0]]
        self.picture_bytes = picture["bytes"]
        self.output_bytes = seen["tensors"][seen["operators"][-1]["outputs"][0]]["bytes"]
        self.pictures = read_pictures(pictures, picture["shape"][1:], count, build)[:count * self.picture_bytes]
        self.count = len(self.pictures) // self.picture_bytes
        if self.count == 0:
            raise Failure(f"{pictures} holds no picture of {self.picture_bytes} bytes.")
        self.pictures_file, outputs = folder / "host_pictures.bin", folder / "host_outputs.bin"
        self.pictures_file.write_bytes(self.pictures)
        output_of([build / "src/quantize/nanonas_run_model", path, self.pictures_file, outputs, folder / "rewritten"])
        self.expected = outputs.read_bytes()


def read_pictures(path, shape, count, build):
    """Raw bytes from a file, or the pictures of a folder, a few of each subfolder, as nanonas resizes them."""
    if path.is_file():
        return path.read_bytes()
    by_class = {}
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        by_class.setdefault(file.parent, []).append(file)
    if not by_class:
        raise Failure(f"{path} is neither a folder of pictures nor a file of their bytes.")
    each = -(-count // len(by_class))
    files = [file for files in by_class.values() for file in files[:each]]
    loaded = subprocess.run([build / "src/pictures/nanonas_load_pictures", "x".join(map(str, shape)), *files],
                            capture_output=True)
    if loaded.returncode:
        raise Failure(loaded.stderr.decode().strip())
    return loaded.stdout


def core_of(firmware):
    lines = output_of(["arm-none-eabi-readelf", "-A", firmware]).splitlines()
    tags = dict(line.strip().split(": ", 1) for line in lines if ": " in line)
    core = CORES.get(tags.get("Tag_CPU_arch"))
    if not core or tags.get("Tag_CPU_arch_profile") != "Microcontroller":
        raise Failure(f"{firmware} is not for a Cortex-M0+, M3 or M4.")
    return core


def sizes_of(program):
    """Bytes of Flash and of static RAM."""
    text, data, bss = (int(word) for word in output_of(["arm-none-eabi-size", program]).splitlines()[1].split()[:3])
    return text + data, data + bss


def harness_sizes(model, core, folder):
    """What the harness alone takes, with room for one picture and one output."""
    (folder / "no_runtime.c").write_text(NO_RUNTIME)
    output_of(["arm-none-eabi-gcc", f"-mcpu={core[1]}", "-mthumb", "-Os", "-ffunction-sections", "-fdata-sections",
               f"-I{HERE}", f"-I{PLATFORM}", f"-DPICTURE_BYTES={model.picture_bytes}",
               f"-DOUTPUT_BYTES={model.output_bytes}", *HARNESS, folder / "no_runtime.c", "-nostartfiles",
               "--specs=nano.specs", "-Wl,--gc-sections", "-T", HERE / "firmware.ld", "-o", folder / "harness.elf"])
    return sizes_of(folder / "harness.elf")


def emulate(firmware, model, board, folder):
    """The firmware's outputs and totals."""
    results = folder / "results.bin"
    results.unlink(missing_ok=True)
    (folder / "pictures.bin").write_bytes(struct.pack("<I", model.count) + model.pictures)
    try:
        output_of(["qemu-system-arm", "-M", board, "-display", "none", "-monitor", "none", "-serial", "none",
                   "-semihosting-config", "enable=on,target=native", "-icount", "shift=0", "-kernel",
                   firmware.resolve()], cwd=folder, timeout=LONGEST_RUN)
    except subprocess.TimeoutExpired:
        raise Failure(f"{firmware} did not end in {LONGEST_RUN} seconds on the emulated {board}.") from None
    written = results.read_bytes() if results.exists() else b""
    outputs = model.count * model.output_bytes
    if not written:
        raise Failure(f"{firmware} wrote no results: its runtime_init failed, or it isn't linked with harness.c.")
    if len(written) != outputs + TOTALS.size:
        raise Failure(f"{firmware} wrote {len(written)} bytes of results instead of {outputs + TOTALS.size}; compile "
                      f"its harness.c with -DPICTURE_BYTES={model.picture_bytes} -DOUTPUT_BYTES={model.output_bytes}.")
    return written[:outputs], TOTALS.unpack(written[outputs:])


def measure(firmware, model, folder):
    core = core_of(firmware)
    outputs, (ticks, spin_ticks, spin_instructions, stack) = emulate(firmware, model, core[2], folder)
    each = model.output_bytes
    wrong = [number for number in range(model.count)
             if outputs[number * each:][:each] != model.expected[number * each:][:each]]
    flash, ram = sizes_of(firmware)
    harness_flash, harness_ram = harness_sizes(model, core, folder)
    instructions = ticks * spin_instructions / spin_ticks / model.count
    return {"core": core[0], "pictures": model.count, "mismatches": len(wrong), "first_mismatch": wrong[:1],
            "flash": flash - harness_flash, "beyond": flash - harness_flash - model.file_bytes,
            "ram": ram - harness_ram + stack, "stack": stack,
            "instructions": instructions, "per_mac": instructions / model.macc}


def measure_ours(core, model, optimize, build):
    line = output_of([build / "src/emulation/nanonas_verify_model", model.path, model.pictures_file, model.count, core,
                      1 << 16, 1 << 20, optimize])
    found = dict(part.split("=") for part in line.split())
    if found["mismatches"] != "0":
        raise Failure(f"nanonas' own C gives {found['mismatches']} other outputs than its interpreter on a {core}.")
    flash, instructions = int(found["flash"]), float(found["instructions"])
    return {"flash": flash, "beyond": flash - model.weight_bytes, "ram": int(found["ram"]),
            "stack": int(found["stack"]), "instructions": instructions, "per_mac": instructions / model.macc}


FIGURES = [("Flash", "flash", "{:,}"), ("beyond the model", "beyond", "{:,}"), ("RAM", "ram", "{:,}"),
           ("instructions a MAC", "per_mac", "{:.2f}")]


def heading():
    titles = [title for name, _, _ in FIGURES for title in (name, "nanonas", "ratio")]
    return f"| core | firmware | {' | '.join(titles)} |\n|{'---|' * (2 + len(titles))}"


def row(name, theirs, ours):
    cells = [cell for _, key, form in FIGURES
             for cell in (form.format(theirs[key]), form.format(ours[key]), f"{theirs[key] / ours[key]:.3g}")]
    return f"| {theirs['core']} | {name} | {' | '.join(cells)} |"


def compare(arguments, folder):
    find_tools(arguments.build)
    for file in (arguments.model, *arguments.firmwares):
        if not file.is_file():
            raise Failure(f"{file} is not a file.")
    model = Model(arguments.model, arguments.pictures, arguments.count, arguments.build, folder)
    found, ours = [], {}
    if not arguments.json:
        print(heading(), flush=True)
    for firmware in arguments.firmwares:
        theirs = measure(firmware, model, folder)
        core = theirs["core"]
        if core not in ours:
            ours[core] = measure_ours(core, model, arguments.optimize, arguments.build)
        found.append({"firmware": str(firmware), **theirs, "nanonas": ours[core]})
        if not arguments.json:
            print(row(firmware.stem, theirs, ours[core]), flush=True)
    if arguments.json:
        print(json.dumps(found, indent=2))
    wrong = [each for each in found if each["mismatches"]]
    if wrong:
        raise Failure("\n".join(
            f"{each['firmware']} gives {each['mismatches']} of {model.count} outputs otherwise than nanonas' "
            f"interpreter, picture {each['first_mismatch'][0]} first." for each in wrong))
    if not arguments.json:
        print(f"\n{model.count} pictures, every output equal. Bytes, without the harness and the caller's picture.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("firmwares", type=pathlib.Path, nargs="+")
    parser.add_argument("--pictures", type=pathlib.Path, required=True,
                        help="folder with a subfolder a class, or a file of pictures' bytes, one after the other")
    parser.add_argument("--count", type=int, default=20, help="pictures to classify [20]")
    parser.add_argument("--optimize", choices=["speed", "size"], default="speed", help="of nanonas' C [speed]")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build", help="where nanonas is built [build]")
    parser.add_argument("--json", action="store_true", help="print an object a firmware instead of the table")
    arguments = parser.parse_args()
    if arguments.count < 1:
        parser.error("--count must be 1 or more")
    with tempfile.TemporaryDirectory() as folder:
        try:
            compare(arguments, pathlib.Path(folder))
        except Failure as failure:
            sys.exit(f"compare.py: {failure}")


if __name__ == "__main__":
    main()
