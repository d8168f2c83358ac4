#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the README's picture from a real run.

    python docs/make_how_it_works.py RUN PICTURES docs/how-it-works.svg

RUN is the folder that `nanonas run --target STM32L010RBT6 --out RUN` left, PICTURES the one that
`nanonas sample PICTURES --count 60 --size 64 --seed 3` drew. Needs pillow.
"""
import base64
import html
import io
import json
import sys
from pathlib import Path

from PIL import Image, ImageStat

INK, SOFT, LINE, TRACK = "#1f2933", "#5b6773", "#d5dbe1", "#e6eaee"
GREEN, RED, GREY, FAINT, BLUE, GOLD = "#2b8a57", "#c8453b", "#8b96a1", "#b3bcc5", "#2f6690", "#d99a1c"
TOP, BOTTOM = 98, 402  # where the content of every panel begins and ends
RADIUS = 18


def text(x, y, words, size=13, fill=INK, anchor="start", weight=400):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{html.escape(str(words))}</text>')


def box(x, y, width, height, fill, stroke="none", rounding=5):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{rounding}" '
            f'fill="{fill}" stroke="{stroke}"/>')


def arrow(path, colour, width=2.0):
    return (f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
            f'marker-end="url(#head{colour[1:]})"/>')


def panel(number, x, width, title, subtitle):
    return [box(x, 16, width, 400, "#ffffff", LINE, 10),
            f'<circle cx="{x + 27}" cy="45" r="12" fill="{BLUE}"/>',
            text(x + 27, 49.5, number, 13, "#ffffff", "middle", 700),
            text(x + 47, 50.5, title, 16, INK, weight=600), text(x + 16, 78, subtitle, 12, SOFT)]


def pictures(folder, x, columns=3, side=46):
    """One row a class: its pictures of first, third and fifth contrast, so that not only easy ones show."""
    parts, classes = [], sorted(p for p in folder.iterdir() if p.is_dir())
    pitch = (BOTTOM - TOP + 4) / len(classes)
    for row, directory in enumerate(classes):
        y = TOP + row * pitch
        parts.append(text(x + 16, y + side / 2 + 4, directory.name.replace("_", " "), 12.5))
        opened = [Image.open(path).convert("RGB") for path in sorted(directory.iterdir())]
        opened.sort(key=lambda picture: -ImageStat.Stat(picture.convert("L")).stddev[0])
        for column, picture in enumerate(opened[: 2 * columns : 2]):
            jpeg = io.BytesIO()
            picture.resize((64, 64), Image.Resampling.LANCZOS).save(jpeg, "JPEG", quality=82)
            data = base64.b64encode(jpeg.getvalue()).decode()
            left = x + 92 + column * (side + 4)
            parts.append(f'<image x="{left}" y="{y:.1f}" width="{side}" height="{side}" '
                         f'clip-path="inset(0 round 4px)" href="data:image/jpeg;base64,{data}"/>')
    return parts


def shade(share):
    """A blue, the darker the greater the share of 0 to 1, and a colour of writing to be read on it."""
    blue = "".join(f"{round(light + (dark - light) * share):02x}"
                   for light, dark in zip((222, 233, 243), (47, 102, 144)))
    return "#" + blue, "#ffffff" if share > 0.62 else INK


def candidate(x, y, score, low, high, is_best):
    if score is None:
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="#f3f5f7" stroke="{GREY}" '
                'stroke-dasharray="3 3"/>', cross(x, y, 6)]
    fill, ink = shade((score - low) / (high - low or 1))
    ring = f' stroke="{GOLD}" stroke-width="4"' if is_best else ""
    return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{fill}"{ring}/>',
            text(x, y + 4.5, f"{100 * score:.0f}", 13, ink, "middle", 600)]


def walk(journal, best, x, width):
    """Every candidate in the order of decisions; scores as the search compares them, to three decimals."""
    last_c, last_k = (max(line[axis] for line in journal) for axis in "ck")
    step_x, step_y = (width - 62) / (last_c + 1), 248 / last_k
    columns = [x + 46 + (c + 0.5) * step_x for c in range(last_c + 1)]
    rows = [TOP + 24 + (k + 0.5) * step_y for k in range(last_k)]
    parts = [text(column, TOP + 14, f"c = {c}", 12, SOFT, "middle") for c, column in enumerate(columns)]
    parts += [text(x + 16, row + 4.5, f"k = {k + 1}", 12, SOFT) for k, row in enumerate(rows)]
    scores = [round(max(line["val_accuracy"]), 3) if line["feasible"] else None for line in journal]
    low, high = (pick(s for s in scores if s is not None) for pick in (min, max))
    for i, (line, score) in enumerate(zip(journal, scores)):
        cx, cy, before = columns[line["c"]], rows[line["k"] - 1], journal[i - 1]
        if line["c"]:
            colour = GREY if score is None else GREEN if score > scores[i - 1] else RED
            tilt = {GREEN: 4, RED: -4, GREY: 0}[colour]
            parts.append(arrow(f"M{cx - step_x + RADIUS + 4:.1f} {cy + tilt:.1f}"
                               f"L{cx - RADIUS - 6:.1f} {cy - tilt:.1f}", colour))
        elif i:
            parts.append(arrow(f'M{columns[before["c"]]:.1f} {cy - step_y + RADIUS + 3:.1f}'
                               f"V{cy - step_y / 2 - 6:.1f}q0 6 -6 6H{cx + 6:.1f}q-6 0 -6 6"
                               f"V{cy - RADIUS - 5:.1f}", FAINT, 1.5))
        parts += candidate(cx, cy, score, low, high, (line["k"], line["c"]) == best)
    return parts + legend(x + 18, BOTTOM - 4)


def cross(x, y, r):
    return (f'<path d="M{x - r:.1f} {y - r:.1f}l{2 * r} {2 * r}m0 {-2 * r}l{-2 * r} {2 * r}" '
            f'stroke="{GREY}" stroke-width="2"/>')


def legend(x, y):
    ring = f'<circle cx="{x + 296}" cy="{y - 4}" r="6" fill="none" stroke="{GOLD}" stroke-width="3"/>'
    marks = [(0, "better", arrow(f"M{x} {y - 1}l15 -6", GREEN)),
             (72, "worse: next k", arrow(f"M{x + 72} {y - 7}l15 6", RED)),
             (186, "does not fit", cross(x + 196, y - 4, 5)), (286, "best", ring)]
    return [part for dx, words, mark in marks for part in (mark, text(x + dx + 25, y, words, 12, SOFT))]


def network(result, x, width):
    height, width_in, channels = (result["input"][side] for side in ("height", "width", "channels"))
    rows = [("input", False, f"{height}\u00d7{width_in}\u00d7{channels}")]
    for stage, kernels in enumerate(result["architecture"]["channels"]):
        size = f"{height >> stage}\u00d7{width_in >> stage}\u00d7{kernels}"
        rows.append((f"conv {kernels}", stage > 0, size))
    rows += [("mean", False, kernels), ("dense", False, len(result["classes"]))]
    pitch, left, wide = (BOTTOM - TOP + 10) / len(rows), x + 16, width - 102
    parts = []
    for i, (name, pool, size) in enumerate(rows):
        y, tall, start = TOP + i * pitch, pitch - 10, left + (52 if pool else 0)
        fill = "#d3e3f0" if name.startswith("conv") else "#eceff2"
        parts += [box(start, y, wide - (start - left), tall, fill, "#b9c6d2"),
                  text((start + left + wide) / 2, y + tall / 2 + 4.5, name, 13, INK, "middle", 600),
                  text(x + width - 16, y + tall / 2 + 4.5, size, 13, SOFT, "end")]
        if pool:
            parts += [box(left, y, 46, tall, "#fbeed5", "#e3cc9c"),
                      text(left + 23, y + tall / 2 + 4.5, "pool", 13, INK, "middle")]
        if i:
            parts.append(f'<path d="M{left + 19} {y - 7.5:.1f}h8l-4 5z" fill="{GREY}"/>')
    return parts


def fits(result, x, width):
    limits, kib, parts = result["constraints"], 1024, []
    bars = [("RAM", result["ram_bytes"] / kib, limits["ram_bytes"] / kib, "{:.1f} of {:g} KiB"),
            ("Flash", result["flash_bytes"] / kib, limits["flash_bytes"] / kib, "{:.1f} of {:g} KiB"),
            ("MACC", result["macc"] / 1000, limits["macc"] / 1000, "{:.0f} k of {:.0f} k")]
    left, wide = x + 16, width - 32
    for i, (name, used, limit, words) in enumerate(bars):
        y = TOP + 14 + i * 54
        parts += [text(left, y, name, 13, INK, weight=600),
                  text(left + wide, y, words.format(used, limit), 13, SOFT, "end"),
                  box(left, y + 9, wide, 12, TRACK, rounding=3),
                  box(left, y + 9, wide * used / limit, 12, GREEN, rounding=3)]
    y = TOP + 176
    parts += [f'<path d="M{left} {y}h{wide}" stroke="{LINE}"/>',
              text(left, y + 28, f'Accuracy, {result["pictures"]["test"]} test pictures', 12, SOFT)]
    for dx, kind in ((0, "float"), (wide / 2 + 4, "int8")):
        accuracy = f'{100 * result["test_accuracy"][kind]:.1f} %'
        parts += [text(left + dx, y + 64, accuracy, 22, BLUE, weight=600),
                  text(left + dx, y + 82, kind, 12, SOFT)]
    times = f'search {result["seconds"]["search"]:.1f} s, training {result["seconds"]["train"]:.1f} s'
    return parts + [text(left, BOTTOM - 4, times, 12, SOFT)]


def main(run, folder, out):
    result = json.loads((run / "result.json").read_text())
    journal = [json.loads(line) for line in (run / "journal.jsonl").read_text().splitlines()]
    k, c = (result["architecture"][axis] for axis in "kc")
    heads = "".join(
        f'<marker id="head{colour[1:]}" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="7" markerHeight="7" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
        for colour in (GREEN, RED, GREY, FAINT))
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="432" viewBox="0 0 1200 432" '
             'role="img" font-family="system-ui, -apple-system, Roboto, Helvetica, Arial, sans-serif">',
             "<title>From a folder of pictures, over the walk of the search, to a network that fits</title>",
             f"<defs>{heads}</defs>", box(0.5, 0.5, 1199, 431, "#f4f6f8", LINE, 14),
             *panel(1, 16, 258, "A folder of pictures", "one subfolder a class"), *pictures(folder, 16),
             *panel(2, 294, 388, "Algorithm 1 walks over k and c",
                    "validation accuracy in %, best of three epochs"),
             *walk(journal, (k, c), 294, 388),
             *panel(3, 702, 240, "The network found", f"k = {k} kernels, c = {c} cells"),
             *network(result, 702, 240),
             *panel(4, 962, 222, "It fits", result["constraints"]["target"]), *fits(result, 962, 222)]
    parts += [f'<path d="M{x} 209l6 7l-6 7" fill="none" stroke="{GREY}" stroke-width="2.5"/>'
              for x in (281, 689, 949)]
    out.write_text("\n".join(parts) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
