# SPDX-License-Identifier: MIT
"""Fits means fits: what nanonas says of a firmware is what the firmware takes, to the byte, and what does not fit is
refused in plain words."""
import json
import re
import subprocess

import numpy as np
import pytest
from conftest import ROOT, SMALL
from PIL import Image

# The German road signs, as people name their folders.
SIGNS = [f"speed limit {limit} km_h" for limit in (20, 30, 50, 60, 70, 80, 100, 120)] + """
end of speed limit 80 km_h|no passing|no passing for vehicles over 3.5 tons|right-of-way at the next intersection
priority road|yield|stop|no vehicles|vehicles over 3.5 tons prohibited|no entry|general caution
dangerous curve to the left|dangerous curve to the right|double curve|bumpy road|slippery road
road narrows on the right|road work|traffic signals|pedestrians|children crossing|bicycles crossing
beware of ice and snow|wild animals crossing|end of all speed and passing limits|turn right ahead
turn left ahead|ahead only|go straight or right|go straight or left|keep right|keep left|roundabout mandatory
end of no passing|end of no passing by vehicles over 3.5 tons""".strip().replace("\n", "|").split("|")

TOOLS = {"GD32VF103CBT6": "riscv64-unknown-elf-", "ATmega328P": "avr-"}
PARTS = ["STM32L010RBT6", "STM32L151UCY6DTR", "STM32L412KBU3", "STM32L552ZET6", "GD32VF103CBT6", "ATmega328P"]


def make(folder, *words):
    done = subprocess.run(["make", "-s", "-C", folder, *words], text=True, capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def sections_of(map_file, object_file):
    """Bytes of Flash and RAM that a file has in GNU ld's map."""
    text = map_file.read_text()
    flash = ram = 0
    for name, address, size, path in re.findall(r"^ (\.\S+|COMMON)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+)$",
                                                text[text.index("Linker script and memory map"):], re.M):
        if path == object_file and int(address, 16) > 0 and not re.match(r"\.(comment|note|debug|ARM|riscv)", name):
            bss = re.match(r"\.s?bss|COMMON", name)
            flash += 0 if bss else int(size, 16)
            ram += int(size, 16) if bss or re.match(r"\.s?data", name) else 0
    return flash, ram


def sizes(folder, tools):
    """Text, data and bss of a firmware."""
    said = subprocess.run([f"{tools}size", folder / "firmware.elf"], text=True, capture_output=True, check=True).stdout
    return [int(number) for number in said.splitlines()[1].split()[:3]]


def export(nanonas, model, out, *words):
    return json.loads(nanonas("export", model, "--format", "project", "--out", out, *words, "--json").stdout)["firmware"]


@pytest.fixture(scope="module")
def signs(nanonas, tmp_path_factory):
    """A network of 43 road signs, barely trained."""
    folder, chance = tmp_path_factory.mktemp("signs"), np.random.default_rng(7)
    assert len(SIGNS) == 43
    for name in SIGNS:
        (folder / "pictures" / name).mkdir(parents=True)
        blocks = Image.fromarray(chance.integers(0, 256, (4, 4, 3), np.uint8)).resize((24, 24))
        for i in range(3):
            noisy = np.asarray(blocks) + chance.integers(-20, 20, (24, 24, 3))
            Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / "pictures" / name / f"{i}.png")
    nanonas("train", folder / "pictures", "--arch", "4,2", "--input", "24x24x3", "--epochs", "1", "--out", folder / "run")
    nanonas("quantize", folder / "run")
    return folder / "run"


def test_an_arduino_uno_keeps_43_names_in_flash_and_says_what_it_takes(nanonas, signs, tmp_path):
    picture = sorted((signs.parent / "pictures/stop").iterdir())[0]
    said = export(nanonas, signs, tmp_path / "uno", "--target", "ATmega328P", "--image", picture)
    make(tmp_path / "uno")
    text, data, bss = sizes(tmp_path / "uno", "avr-")
    assert said["linked"] and (said["flash_bytes"], said["ram_bytes"]) == (text + data, data + bss + said["stack_bytes"])
    names = sum(len(name) + 1 for name in SIGNS)
    assert data < 40 < names  # the words of main.c alone
    assert said["ram_bytes"] < 1024
    found = json.loads(nanonas("predict", signs, picture, "--json").stdout)["predictions"][0]
    probabilities = [round(256 * p) for p in found["probabilities"].values()]
    ran = make(tmp_path / "uno", "run")
    line = f"{sorted(SIGNS).index(found['class'])} {found['class']}: {' '.join(map(str, probabilities))}"
    assert f"built-in picture {line}"[:100] in ran  # simavr cuts a line after a hundred bytes


def test_the_search_counts_the_names(nanonas, signs, tmp_path):
    """Of the same network, names that nobody gave are shorter."""
    alone = tmp_path / "alone.tflite"
    alone.write_bytes((signs / "model.tflite").read_bytes())
    flash = [export(nanonas, model, tmp_path / f"p{i}", "--target", "ATmega328P", "--image",
                    signs.parent / "pictures/stop/0.png")["network_flash_bytes"] for i, model in enumerate([signs, alone])]
    given, default = sum(len(name) + 1 for name in SIGNS), sum(len(f"class {i}") + 1 for i in range(43))
    assert flash[0] - flash[1] == given - default
    result = json.loads((signs / "result.json").read_text())["memory"]["c"]
    verified = json.loads(nanonas("verify", signs, "--target", "STM32L010RBT6", "--count", 1, "--json").stdout)
    assert verified["flash_bytes"] <= result["flash_bytes"] <= 1.05 * verified["flash_bytes"]


@pytest.mark.parametrize("part", PARTS)
def test_export_verify_and_the_link_map_agree_to_the_byte(nanonas, finished, tmp_path, part):
    said = export(nanonas, finished, tmp_path / "project", "--target", part)
    make(tmp_path / "project")
    assert sections_of(tmp_path / "project/firmware.map", "nanonas.o") == (said["network_flash_bytes"],
                                                                           said["network_ram_bytes"])
    text, data, bss = sizes(tmp_path / "project", TOOLS.get(part, "arm-none-eabi-"))
    reserved = said["stack_bytes"] if part == "ATmega328P" else 0  # elsewhere a section of its own
    assert (said["flash_bytes"], said["ram_bytes"]) == (text + data, data + bss + reserved)
    if part == "STM32L552ZET6":
        return  # no emulator knows its core
    verified = json.loads(nanonas("verify", finished, "--target", part, "--count", 1, "--json").stdout)
    assert verified["flash_bytes"] - verified["library_bytes"] == said["network_flash_bytes"]
    assert verified["static_ram_bytes"] == said["network_ram_bytes"]
    assert verified["stack_bytes"] < said["stack_bytes"]


def own_target(tmp_path, name, core, ram, flash):
    file = tmp_path / f"{name}.toml"
    file.write_text(f'[[target]]\nname = "{name}"\ncore = "{core}"\nclock_mhz = 32\nram = {ram}\nflash = {flash}\n')
    return ["--targets", file, "--target", name]


@pytest.mark.parametrize("name, core", [("STM32L0 tight", "Cortex-M0+"), ("STM32L1 tight", "Cortex-M3"),
                                        ("GD32VF103 tight", "RV32IMAC"), ("AVR tight", "AVR")])
def test_a_firmware_that_just_fits_runs_and_a_byte_less_is_refused(nanonas, finished, tmp_path, name, core):
    roomy = export(nanonas, finished, tmp_path / "a", *own_target(tmp_path, name, core, 20480, 32768))
    expected = re.search("built-in picture .*", make(tmp_path / "a", "run")).group(0)
    ram = roomy["ram_bytes"]
    tight = export(nanonas, finished, tmp_path / "b", *own_target(tmp_path, name, core, ram, roomy["flash_bytes"]))
    assert tight["picture"] and tight["ram_bytes"] == ram
    make(tmp_path / "b")
    if core != "AVR":  # whose emulated part has its own sizes
        assert expected in make(tmp_path / "b", "run")
    words_of_picture = len("built-in picture ") + 1 if core == "AVR" else 0  # in RAM there, and left out with it
    less = ram - words_of_picture - 4
    words = own_target(tmp_path, name, core, less, 32768)
    message = nanonas.fail("export", finished, "--format", "project", "--out", tmp_path / "c", *words, code=1)
    assert message.startswith(f"The firmware does not fit the {name}: it needs 4 bytes more than the {less} of RAM.")
    assert str(roomy["network_ram_bytes"]) in message and f"the stack {roomy['stack_bytes']}" in message
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("part", ["STM32L010RBT6", "GD32VF103CBT6", "ATmega328P"])
def test_the_linker_asserts_the_stack(nanonas, finished, tmp_path, part):
    """As if the user's own data had grown."""
    said = export(nanonas, finished, tmp_path, "--target", part)
    ram = {"STM32L010RBT6": 20480, "GD32VF103CBT6": 32768, "ATmega328P": 2048}[part]
    main = tmp_path / "main.c"
    grown = ram - said["ram_bytes"] + 64
    main.write_text(main.read_text() + f"\nuint8_t more[{grown}] __attribute__((used, section(\".bss.more\")));\n")
    script = tmp_path / "Makefile"
    script.write_text(script.read_text().replace("-Wl,--gc-sections", "-Wl,--gc-sections -Wl,-u,more"))
    done = subprocess.run(["make", "-s", "-C", tmp_path, "firmware.elf"], text=True, capture_output=True)
    assert done.returncode != 0
    assert f"The data leaves too little RAM for the stack of {said['stack_bytes']} bytes." in done.stderr


@pytest.mark.parametrize("part, core", [("STM32L010 tight", "Cortex-M0+"), ("AVR tight", "AVR")])
def test_a_picture_that_does_not_fit_is_left_out_and_said(nanonas, finished, tmp_path, part, core):
    roomy = export(nanonas, finished, tmp_path / "a", *own_target(tmp_path, part, core, 20480, 32768))
    words = own_target(tmp_path, part, core, 20480, roomy["flash_bytes"] - 100)
    text = nanonas("export", finished, "--format", "project", "--out", tmp_path / "b", *words).stdout
    assert "The built-in picture was left out, for it does not fit beside the network." in text
    assert not (tmp_path / "b/picture.c").exists() and "does not fit" in (tmp_path / "b/README.md").read_text()
    make(tmp_path / "b")
    said = export(nanonas, finished, tmp_path / "b", *words, "--force")
    assert not said["picture"] and said["flash_bytes"] < roomy["flash_bytes"] - 700


def test_a_measured_stack_is_reserved_and_said(nanonas, sample, tmp_path):
    nanonas("run", sample / "train", *SMALL, "--target", "STM32L412KBU3", "--out", tmp_path / "run")
    measured = json.loads((tmp_path / "run/result.json").read_text())["verify"]
    said = export(nanonas, tmp_path / "run", tmp_path / "a")
    assert said["stack_measured"] and measured["stack_bytes"] + 64 <= said["stack_bytes"] < measured["stack_bytes"] + 72
    assert said["milliseconds"] == pytest.approx(measured["cycles"] / 80e3)
    assert f"stack_bytes = {said['stack_bytes']};" in (tmp_path / "a/part.ld").read_text()
    assert "measured in the emulator" in (tmp_path / "a/part.ld").read_text()
    other = export(nanonas, tmp_path / "run", tmp_path / "b", "--target", "STM32L010RBT6")  # not verified for that one
    assert not other["stack_measured"] and "an upper bound" in (tmp_path / "b/part.ld").read_text()


@pytest.mark.parametrize("part", PARTS[:5])
@pytest.mark.parametrize("optimize", ["speed", "size"])
def test_main_takes_no_more_stack_than_it_is_given(nanonas, finished, tmp_path, part, optimize):
    export(nanonas, finished, tmp_path, "--target", part, "--optimize", optimize)
    make(tmp_path, "CC=" + TOOLS.get(part, "arm-none-eabi-") + "gcc -fstack-usage")
    lines = [line.split() for line in (tmp_path / "main.su").read_text().splitlines()]
    frames = {words[0].split(":")[-1]: int(words[1]) for words in lines}
    most = {"riscv64-unknown-elf-": 96}.get(TOOLS.get(part), 64)
    # Down to the network's calls; send() and send_number() come when these have returned.
    assert frames["main"] + frames.get("classify_from_uart", 0) + frames.get("send_result", 0) <= most


def test_without_tools_the_figures_are_upper_bounds_and_say_so(nanonas, finished, tmp_path):
    for part in ("STM32L010RBT6", "GD32VF103CBT6", "ATmega328P"):
        linked = export(nanonas, finished, tmp_path / f"a{part}", "--target", part)
        (tmp_path / "bin").mkdir(exist_ok=True)
        path = {**nanonas.environment, "PATH": str(tmp_path / "bin")}
        done = subprocess.run([ROOT / "build/nanonas", "export", finished, "--format", "project", "--target", part, "--out",
                               tmp_path / f"b{part}", "--json"], env=path, text=True, capture_output=True, check=True)
        bound = json.loads(done.stdout)["firmware"]
        assert linked["linked"] and not bound["linked"]
        for figure in ("network_flash_bytes", "network_ram_bytes", "flash_bytes", "ram_bytes"):
            assert linked[figure] <= bound[figure], (part, figure)
        assert bound["flash_bytes"] - linked["flash_bytes"] < 2048


# ---- clocks

@pytest.mark.parametrize("part, series, said", [
    ("STM32L010RBT6", "L0", "32 MHz, 1 wait states, range 1, 115108 baud"),
    ("STM32L073RZT6", "L0", "32 MHz, 1 wait states, range 1, 115108 baud"),
    ("STM32L151UCY6DTR", "L1", "32 MHz, 1 wait states, range 1, 115108 baud"),
    ("STM32L412KBU3", "L4", "80 MHz, 4 wait states, range 1, 115274 baud"),
    ("STM32L476RGT6", "L4", "80 MHz, 4 wait states, range 1, 115274 baud")])
def test_a_board_runs_at_the_clock_that_its_figures_are_for(nanonas, finished, tmp_path, part, series, said):
    firmware = export(nanonas, finished, tmp_path, "--target", part)
    subprocess.run(["gcc", "-std=gnu11", "-O0", "-finstrument-functions", "-Wno-int-to-pointer-cast", "-c",
                    tmp_path / "board.c", "-o", tmp_path / "board.o"], check=True)
    subprocess.run(["gcc", "-std=gnu11", "-O1", "-Wall", "-Werror", "-pthread", f"-I{tmp_path}",
                    ROOT / "tests/board_clocks.c", tmp_path / "board.o", "-o", tmp_path / "clocks"], check=True)
    assert subprocess.run([tmp_path / "clocks", series], text=True, capture_output=True, check=True).stdout == said + "\n"
    assert firmware["clock_mhz"] == float(said.split()[0])
    assert f"{said.split()[0]} MHz, which this firmware runs at." in (tmp_path / "README.md").read_text()


def test_a_part_sold_for_less_keeps_its_clock(nanonas, finished, tmp_path):
    (tmp_path / "slow.toml").write_text('[[target]]\nname = "STM32L0 slow"\ncore = "Cortex-M0+"\nclock_mhz = 16\n'
                                        "ram = 20480\nflash = 65536\n")
    said = export(nanonas, finished, tmp_path / "a", "--targets", tmp_path / "slow.toml", "--target", "STM32L0 slow")
    assert said["clock_mhz"] == 16 and "USART2_BRR = 139;" in (tmp_path / "a/board.c").read_text()


def test_where_no_clock_is_set_both_times_are_said(nanonas, sample, tmp_path):
    nanonas("run", sample / "train", *SMALL, "--target", "STM32F103C8T6", "--out", tmp_path / "run")
    milliseconds = json.loads((tmp_path / "run/result.json").read_text())["verify"]["milliseconds"]
    text = nanonas("export", tmp_path / "run", "--format", "project", "--out", tmp_path / "a").stdout
    both = f"{milliseconds:.2f} ms a picture at 72 MHz, and {milliseconds * 9:.2f} ms at the 8 MHz of its board.c."
    assert both in text
    assert f"A picture takes {milliseconds:.2f} ms at 72 MHz, and {milliseconds * 9:.2f} ms at the 8 MHz" in \
        (tmp_path / "a/README.md").read_text()


# ---- more classes than a softmax tells apart

def test_more_than_512_classes_are_refused_before_training(nanonas, tmp_path):
    picture = tmp_path / "picture.png"
    Image.new("RGB", (8, 8)).save(picture)
    for i in range(513):
        (tmp_path / "many" / f"{i:03}").mkdir(parents=True)
        for name in ("a.png", "b.png"):
            (tmp_path / "many" / f"{i:03}" / name).hardlink_to(picture)
    words = [tmp_path / "many", "--input", "8x8x1", "--out", tmp_path / "run"]
    for command in (["run"], ["train", "--arch", "1,0"]):
        message = nanonas.fail(*command, *words, code=2 if command == ["train", "--arch", "1,0"] else 3)
        assert "A network tells at most 512 classes apart" in message and "513" in message
        assert not (tmp_path / "run/weights.safetensors").exists()


def test_a_foreign_model_of_more_classes_is_reported_by_name(nanonas, tmp_path):
    model = ROOT / "tests/oracles/softmax_513_classes.tflite"
    Image.new("L", (8, 8), 100).save(tmp_path / "a.png")
    said = "SOFTMAX has 513 classes"
    inspected = nanonas("inspect", model).stdout
    assert said in inspected and "As C" not in inspected
    assert json.loads(nanonas("inspect", model, "--json").stdout)["arena_bytes"] is None
    assert said in nanonas.fail("predict", model, tmp_path / "a.png", code=1)
    assert said in nanonas.fail("export", model, "--format", "c", "--out", tmp_path / "c", code=1)
    assert not (tmp_path / "c").exists()


# ---- what can't be C

def test_a_prime23_run_on_equal_pictures_finishes_all_but_its_c(nanonas, tmp_path):
    for name in ("a", "b"):
        (tmp_path / "black" / name).mkdir(parents=True)
        for i in range(12):
            Image.new("RGB", (24, 24)).save(tmp_path / "black" / name / f"{i}.png")
    done = nanonas("run", tmp_path / "black", "--max-macc", "60k", "--input", "24x24x3", "--epochs", "2", "--variant", "prime23",
                   "--target", "STM32L010RBT6", "--out", tmp_path / "run")
    assert "The run has a .tflite and no C. C can't be made of this network: a MUL or ADD" in done.stderr
    assert "The C was not verified, for there is none." in done.stderr
    result = json.loads((tmp_path / "run/result.json").read_text())
    assert result["verify"] is None and result["seconds"]["total"] > 0
    assert (tmp_path / "run/model.tflite").exists() and (tmp_path / "run/report.html").exists()
    assert not (tmp_path / "run/c").exists()


def test_an_avr_runs_pictures_of_more_than_64_kib(nanonas, tmp_path):
    for name in ("a", "b"):
        (tmp_path / "large" / name).mkdir(parents=True)
        for i in range(3):
            pixels = np.random.default_rng(i).integers(0, 256, (150, 150, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "large" / name / f"{i}.png")
    nanonas("train", tmp_path / "large", "--arch", "2,2", "--input", "150x150x3", "--epochs", "1", "--out", tmp_path / "run")
    nanonas("quantize", tmp_path / "run")
    found = json.loads(nanonas("verify", tmp_path / "run", "--target", "ATmega2560", "--count", 2, "--json").stdout)
    assert (found["images"], found["mismatches"]) == (2, 0)
