# SPDX-License-Identifier: MIT
"""Run folders, compared as the design compares them."""
import json
import re


def result(folder):
    return json.loads((folder / "result.json").read_text())


def journal(folder):
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


def comparable(value):
    """result.json or a journal line without what two equal runs may differ in."""
    value = json.loads(json.dumps(value))
    value.pop("seconds", None)
    value.pop("peak_rss_bytes", None)
    value.get("candidates", {}).pop("ahead", None)
    return value


def assert_equal_runs(one, other):
    assert comparable(result(one)) == comparable(result(other))
    assert [comparable(line) for line in journal(one)] == [comparable(line) for line in journal(other)]
    for name in ("weights.safetensors", "model.tflite", "labels.txt", "c/nanonas.h", "c/nanonas.c"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def comparable_pages(study):
    """The reports of a study and its runs without what two equal ones may differ in: times, memory, threads, the folder."""
    pages = {}
    for path in sorted(study.rglob("report.html")):
        text = re.sub(r"\b[\d.]+ (s|MiB)\b", "", path.read_text().replace(f"{study.name}/", "STUDY/"))
        pages[str(path.relative_to(study))] = re.sub(r"<li><span>threads</span>.*?</li>", "", text)
    return pages
