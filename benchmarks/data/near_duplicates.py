# SPDX-License-Identifier: MIT
"""At how many differing bits `nanonas data` calls pictures nearly equal: how many changed copies it then finds, and how
many pictures of a set it takes for another one's copy. usage: near_duplicates.py DIR [--count N]"""
import argparse
import io
import json
import pathlib
import random
import subprocess
import tempfile

from PIL import Image, ImageEnhance

NANONAS = pathlib.Path(__file__).resolve().parents[2] / "build/nanonas"


def recompressed(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=50)
    return Image.open(buffer).convert("RGB")


CHANGES = {
    "jpeg, quality 50": recompressed,
    "half the size": lambda p: p.resize((p.width // 2, p.height // 2), Image.Resampling.BILINEAR),
    "twice the size": lambda p: p.resize((p.width * 2, p.height * 2), Image.Resampling.BICUBIC),
    "brighter by 20 %": lambda p: ImageEnhance.Brightness(p).enhance(1.2),
    "cut by 3 % a side": lambda p: p.crop((round(p.width * .03), round(p.height * .03), round(p.width * .97), round(p.height * .97))),
}


def survey(*words):
    return json.loads(subprocess.run([NANONAS, "data", *map(str, words), "--quiet", "--json"], check=True, capture_output=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=500)
    given = parser.parse_args()
    files = sorted(file for file in given.folder.glob("*/*") if file.is_file())
    drawn = random.Random(0).sample(files, min(given.count, len(files)))
    with tempfile.TemporaryDirectory() as place:
        folders = {}
        for name, change in CHANGES.items():
            folders[name] = pathlib.Path(place) / str(len(folders)) / "copies"
            folders[name].mkdir(parents=True)
            for i, file in enumerate(drawn):
                change(Image.open(file).convert("RGB")).save(folders[name] / f"{i}.png")
        print("| bits | " + " | ".join(CHANGES) + f" | of {len(files):,} pictures like another |")
        print("|---" * (len(CHANGES) + 2) + "|")
        for bits in (0, 2, 3, 5, 7, 10, 15):
            cells = []
            for folder in folders.values():
                found = survey(given.folder, "--test", folder.parent, "--near", bits)
                cells.append(f"{(found['test_in_training'] + found['test_near_training']) / len(drawn):.1%}")
            alike = sum(len(group["training"]) - 1 for group in survey(given.folder, "--near", bits)["duplicates"])
            print(f"| {bits} | " + " | ".join(cells) + f" | {alike:,} |", flush=True)


if __name__ == "__main__":
    main()
