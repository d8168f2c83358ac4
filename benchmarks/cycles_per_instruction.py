#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many cycles an instruction of the generated C takes: every instruction of one inference, as QEMU executes them one
by one, weighed with the maker's table of instruction timings. src/memory/cores.cpp has what this prints.

    benchmarks/cycles_per_instruction.py RUN [PICTURE]

Memory has no wait states and multipliers take one cycle. A taken branch refills the pipeline: 3 cycles on a Cortex-M0, 2 on
a Cortex-M0+, and on a Cortex-M3 and M4 1 + P with P = 2, the middle of Arm's 1 to 3. Long multiplications of a Cortex-M3
take 4 of Arm's 3 to 5. A load or store behind another one is pipelined there.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

NANONAS = pathlib.Path(__file__).resolve().parent.parent / "build/nanonas"
PARTS = {"Cortex-M0": "STM32F072RBT6", "Cortex-M0+": "STM32L010RBT6", "Cortex-M3": "STM32L151UCY6DTR",
         "Cortex-M4": "STM32L412KBU3", "RV32IMAC": "GD32VF103CBT6"}
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t[0-9a-f ]+\t(\S+)\s*(.*)")


def kind_of(mnemonic, operands):
    """(what the table calls it, registers of a list)"""
    name = mnemonic.split(".")[0]
    registers = sum(2 if "-" in part else 1 for part in operands[operands.find("{"):].split(",")) if "{" in operands else 0
    spans = re.findall(r"r(\d+)-r(\d+)", operands)
    registers += sum(int(b) - int(a) - 1 for a, b in spans)
    if name in ("push", "pop", "ldmia", "stmia", "ldm", "stm", "ldmdb", "stmdb", "ldrd", "strd"):
        return ("pop pc" if "pc" in operands else "multiple"), registers or 2
    if re.fullmatch(r"(ldr|str)(b|h|sb|sh)?(eq|ne|cs|cc|mi|pl|hi|ls|ge|lt|gt|le)?|l[bhw]u?|s[bhw]|c\.?[ls]w(sp)?", name):
        return "memory", 1
    if re.fullmatch(r"(smull|umull|smlal|umlal|smmul|smmla).*", name):
        return "long multiplication", 1
    if re.fullmatch(r"(mla|mls).*", name):
        return "mla", 1
    if re.fullmatch(r"bl|blx", name):
        return "call", 1
    if re.fullmatch(r"b|bx|cbn?z|tbb|b(eq|ne|cs|cc|mi|pl|hi|ls|ge|lt|gt|le)|b(ne|eq|lt|ge)[uz]?|bltu|bgeu|bgez|blez|bgtz|j|jr|jal|jalr|ret", name):
        return "branch", 1
    return "other", 1


def cycles(core, kind, registers, taken, behind_memory):
    v6 = core.startswith("Cortex-M0")
    refill = {"Cortex-M0": 2, "Cortex-M0+": 1}.get(core, 2)
    if kind == "memory":
        return 1 if behind_memory and not v6 and core != "RV32IMAC" else 2
    if kind == "multiple":
        return 1 + registers
    if kind == "pop pc":
        return 1 + registers + refill
    if kind == "call":
        return 1 + refill + (1 if v6 else 0)
    if kind == "branch":
        return 1 + (refill if taken else 0)
    if kind == "long multiplication" and core == "Cortex-M3":
        return 4
    if kind == "mla" and core == "Cortex-M3":
        return 2
    return 1


def listing(elf, prefix):
    lines = subprocess.run([prefix + "objdump", "-d", elf], text=True, capture_output=True, check=True).stdout.splitlines()
    found = (INSTRUCTION.match(line) for line in lines)
    return {int(m[1], 16): (m[2], m[3]) for m in found if m}


def executed(folder, emulator):
    """Addresses in the order of execution."""
    log = folder / "log"
    subprocess.run([*emulator, "-singlestep", "-d", "exec,nochain", "-D", log, "-kernel", folder / "emulated.elf"],
                   stdin=subprocess.DEVNULL, check=True, capture_output=True)
    with open(log) as lines:
        return [int(line.split("/")[1], 16) for line in lines if line.startswith("Trace")]


def measure(core, model, picture):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        image = ["--image", picture] if picture else []
        subprocess.run([NANONAS, "export", model, "--format", "project", "--target", PARTS[core], "--out", folder, "--quiet",
                        *image], check=True, capture_output=True)
        subprocess.run(["make", "-s", "-C", folder, "emulated.elf"], check=True, capture_output=True)
        makefile = (folder / "Makefile").read_text()
        prefix = re.search(r"TOOLS = (\S+)", makefile)[1]
        emulator = re.search(r"EMULATOR = (.*)", makefile)[1].split()
        program, trace = listing(folder / "emulated.elf", prefix), executed(folder, emulator)
    mix, total, before = collections.Counter(), 0, "other"
    for address, following in zip(trace, trace[1:]):
        kind, registers = kind_of(*program.get(address, ("?", "")))
        taken = following - address not in (2, 4)
        total += cycles(core, kind, registers, taken, before == "memory")
        mix["taken branch" if kind == "branch" and taken else kind] += 1
        before = kind
    return len(trace) - 1, total, mix


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    model, picture = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    for core in PARTS:
        count, total, mix = measure(core, model, picture)
        shares = ", ".join(f"{kind} {100 * n / count:.1f} %" for kind, n in mix.most_common())
        print(f"{core:<11} {count:>9,} instructions, {total / count:.2f} cycles each: {shares}")


if __name__ == "__main__":
    main()
