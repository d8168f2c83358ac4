# SPDX-License-Identifier: MIT
"""report.html: its figures are the run's, it shows nothing it should not, and it reads in light and dark, on a phone and on paper."""
import json
import pathlib
import re
import shutil

import pytest
from PIL import Image

from browser import chromium, contrast, measure
from run_folder import journal, result


def percent(share):
    return f"{share * 100:.1f} %"


@pytest.fixture(scope="session")
def seen(finished, tmp_path_factory):
    return measure(finished / "report.html", tmp_path_factory.mktemp("light"))


def copy_of(run, folder):
    return pathlib.Path(shutil.copytree(run, folder / "copy"))


def test_a_run_leaves_its_report_and_the_command_makes_the_same(nanonas, finished, tmp_path):
    nanonas("report", finished, "--out", tmp_path / "again.html", "--threads", 2)
    assert (tmp_path / "again.html").read_bytes() == (finished / "report.html").read_bytes()


def test_the_figures_are_those_of_the_result(seen, finished):
    r = result(finished)
    text = seen["text"]
    for figure in (percent(r["test_accuracy"]["int8"]), percent(r["test_accuracy"]["float"]), percent(r["val_accuracy"]),
                   f"{r['macc']:,}", f"{r['ram_bytes']:,} bytes", f"{r['memory']['tflm']['arena_bytes_32bit']:,}",
                   f"{r['flash_bytes'] / 1024:.1f} KiB", f"{r['ram_bytes']} B",  # below one KiB
                   percent(r["ram_bytes"] / r["constraints"]["ram_bytes"]),
                   f"({r['architecture']['k']},{r['architecture']['c']})",
                   f"{r['candidates']['evaluated']} candidates", f"{r['pictures']['test']} test pictures"):
        assert figure in text, figure
    assert all(name in text for name in r["classes"])


def test_accuracies_have_intervals_and_the_worst_class_is_named(seen, finished):
    r = result(finished)
    low, high = r["test_accuracy_interval"]["int8"]
    assert f"95 % interval: {low * 100:.1f} to {high * 100:.1f} %" in seen["text"]
    matrix = json.loads((finished / "test.json").read_text())["confusion"]["int8"]
    shares = [row[i] / sum(row) for i, row in enumerate(matrix)]
    worst = shares.index(min(shares))
    assert f"{r['classes'][worst]}: {percent(shares[worst])} (" in seen["text"]


def test_a_warning_is_in_the_report_and_the_table(nanonas, finished, tmp_path):
    run = copy_of(finished, tmp_path)
    r = result(run)
    r["warnings"] = ["One sentence about <chance>."]
    (run / "result.json").write_text(json.dumps(r))
    nanonas("report", run)
    assert '<p class="notice">One sentence about &lt;chance&gt;.</p>' in (run / "report.html").read_text()
    table = nanonas("run", "--resume", "--out", run, "--quiet").stdout
    assert "Warning: One sentence about <chance>.\n" in table


def test_a_page_has_a_title_and_a_date_and_no_absolute_path(nanonas, finished, sample, tmp_path):
    nanonas("report", finished, "--title", "The gate's <sign>", "--out", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "<h1>The gate&#39;s &lt;sign&gt;</h1>" in page and "<title>The gate&#39;s &lt;sign&gt;</title>" in page
    assert re.search(r'<p class="small">\d{1,2} [A-Z][a-z]+ 20\d\d</p>', page)
    for folder in (sample, finished, finished.parent):
        assert str(folder) not in page
    assert f"{sample.name}/train" in page


def test_the_drawings_say_what_the_journal_says(seen, finished):
    plane = next(label for label in seen["drawings"] if label.startswith("The search path"))
    for line in journal(finished):
        if line["feasible"]:
            assert f"({line['k']},{line['c']}) {percent(max(line['val_accuracy']))}" in plane
    front = next(label for label in seen["drawings"] if label.startswith("Accuracy against MACC"))
    evaluated = [(line["macc"], max(line["val_accuracy"]), line) for line in journal(finished) if line["feasible"]]
    for macc, accuracy, line in evaluated:
        beaten = any((m <= macc and a > accuracy) or (m < macc and a >= accuracy) for m, a, _ in evaluated)
        if not beaten:
            assert f"({line['k']},{line['c']}) {percent(accuracy)} at {macc:,};" in front
        else:
            assert f"({line['k']},{line['c']})" not in front


def test_the_confusion_matrix_is_that_of_the_test_command(nanonas, seen, finished, sample):
    tested = json.loads(nanonas("test", finished, sample / "test", "--json").stdout)
    matrix = next(label for label in seen["drawings"] if label.startswith("Confusion matrix"))
    assert f"120 test pictures: {percent(tested['accuracy']['int8'])} on the diagonal" in matrix
    page = (finished / "report.html").read_text()
    names = tested["classes"]
    for truth, row in enumerate(tested["confusion"]["int8"]):
        for answer, count in enumerate(row):
            tip = f"{names[truth]} taken for {names[answer]}: {count} of {sum(row)}"
            assert (tip in page) == (count > 0), tip


def test_it_needs_nothing_from_elsewhere(seen):
    assert seen["console"] == [] and seen["scripts"] == 0 and seen["outside"] == []


def test_its_pictures_are_what_the_network_sees(seen):
    assert len(seen["pictures"]) > 40
    assert all((width, height) == (16, 16) for width, height, _ in seen["pictures"])
    wrong = [alt for _, _, alt in seen["pictures"] if "taken for" in alt]
    assert 1 <= len(wrong) <= 18


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_reads_at_any_width_in_light_and_dark(finished, tmp_path, width, dark):
    m = measure(finished / "report.html", tmp_path, width, dark)
    assert m["inner_width"] == width
    assert m["scroll_width"] <= width and m["wide"] == []
    assert m["cut"] == []  # no text of a drawing runs out of it
    assert m["console"] == []
    red = int(re.findall(r"\d+", m["ground"])[0])
    assert red < 60 if dark else red > 200
    assert contrast(m["ink"], m["ground"]) > 7 and contrast(m["muted"], m["ground"]) > 4.5


def test_it_prints(finished, tmp_path):
    chromium(f"--print-to-pdf={tmp_path / 'report.pdf'}", "--no-pdf-header-footer", (finished / "report.html").as_uri(),
             cwd=tmp_path)
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-") and 2 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 20


def test_no_pictures_means_none(nanonas, finished, tmp_path):
    nanonas("report", finished, "--no-pictures", "--out", tmp_path / "plain.html")
    page = (tmp_path / "plain.html").read_text()
    assert "<img" not in page and "data:image" not in page
    assert not re.search(r"\d{6}\.(png|jpg)", page)  # nor a picture's name
    assert "Confusion matrix" in page


HOSTILE = ["<script>alert(1)</script>".replace("/", "∕"), "a\"b' onload='x", "&amp;<b>", "</title>".replace("/", "∕"), "-->"]


def test_names_from_outside_are_text(nanonas, tmp_path):
    pictures = tmp_path / "<i>pictures & more"
    for label, name in enumerate(HOSTILE):
        (pictures / name).mkdir(parents=True)
        for i in range(10):
            Image.new("RGB", (16, 16), (label * 50, i * 20, 90)).save(pictures / name / f"<img src=x>{i}.png")
    run = tmp_path / "<u>run"
    nanonas("run", pictures, "--input", "16x16x3", "--max-macc", "20k", "--max-ram", "20KiB", "--max-flash", "20k", "--epochs", "2",
            "--out", run)
    page = (run / "report.html").read_text()
    for mark in ("<script", "<b>", "<i>", "<u>", "<img src=x", "b' onload"):
        assert mark not in page, mark
    m = measure(run / "report.html", tmp_path, 360)
    assert m["console"] == [] and m["scripts"] == 0 and m["wide"] == [] and m["scroll_width"] <= 360
    assert all(name in m["text"] for name in HOSTILE)


def test_an_unfinished_run_is_reported_as_far_as_it_went(nanonas, finished, tmp_path):
    run = copy_of(finished, tmp_path)
    for name in ("weights.safetensors", "model.tflite", "result.json"):
        (run / name).unlink()
    nanonas("report", run)
    page = (run / "report.html").read_text()
    for sentence in ("This report is incomplete", "no weights.safetensors", "no model.tflite", "no result.json"):
        assert sentence in page
    assert "The way of the search" in page and "Every setting" in page


def test_without_its_pictures_a_run_is_reported_all_the_same(nanonas, finished, tmp_path):
    run = copy_of(finished, tmp_path)
    toml = (run / "run.toml").read_text()
    (run / "run.toml").write_text(re.sub(r'^pictures = .*$', 'pictures = "/gone"', toml, flags=re.M))
    nanonas("report", run)
    page = (run / "report.html").read_text()
    assert "pictures can&#39;t be shown" in page and "/gone" in page
    assert percent(result(run)["test_accuracy"]["int8"]) in page


def test_pictures_that_changed_since_the_run_are_not_passed_off_as_its_own(nanonas, finished, tmp_path):
    assert "have changed since the run was begun" not in (finished / "report.html").read_text()
    run = copy_of(finished, tmp_path)
    toml = (run / "run.toml").read_text()
    (run / "run.toml").write_text(re.sub(r'^fingerprint = .*$', 'fingerprint = "of another time"', toml, flags=re.M))
    nanonas("report", run)
    assert "have changed since the run was begun" in (run / "report.html").read_text()


def test_a_verified_run_says_what_was_run(nanonas, finished, tmp_path):
    assert "nanonas verify" in (finished / "report.html").read_text()
    run = copy_of(finished, tmp_path)
    r = result(run)
    r["verify"] = {"core": "Cortex-M0+", "images": 100, "mismatches": 0, "flash_bytes": 4321, "ram_bytes": 1234,
                   "instructions": 7654321, "milliseconds": 239.25}
    (run / "result.json").write_text(json.dumps(r))
    nanonas("report", run)
    page = (run / "report.html").read_text()
    for figure in ("Cortex-M0+, emulated", "Every output was equal", "100 pictures", "4,321 of 20,000 bytes",
                   "1,234 of 20,480 bytes", "7,654,321 a picture", "239.2 ms"):
        assert figure in page, figure
    r["verify"]["mismatches"] = 3
    (run / "result.json").write_text(json.dumps(r))
    nanonas("report", run)
    assert "3 of 100 pictures gave other outputs" in (run / "report.html").read_text()


def test_runs_are_compared_on_one_page(nanonas, finished, command, tmp_path):
    other = tmp_path / "prime23"
    nanonas(*command, "--variant", "prime23", "--out", other)
    nanonas("report", finished, other, "--out", tmp_path / "both.html")
    page = (tmp_path / "both.html").read_text()
    for r in (result(finished), result(other)):
        for figure in (percent(r["test_accuracy"]["int8"]), f"{r['ram_bytes']:,}", f"{r['macc']:,}"):
            assert figure in page, figure
    assert "<code>prime23</code>" in page  # the setting that differs
    assert "Accuracy against RAM</h4>" in page and "under TFLM" not in page
    m = measure(tmp_path / "both.html", tmp_path, 360)
    assert m["console"] == [] and m["scroll_width"] <= 360 and m["wide"] == [] and m["cut"] == []


def test_runtimes_share_no_axis_and_milliseconds_have_one(nanonas, finished, command, tmp_path):
    tflm, timed = tmp_path / "tflm", tmp_path / "timed"
    nanonas(*command, "--runtime", "tflm", "--out", tflm)
    nanonas(*command, "--target", "STM32L010RBT6", "--out", timed)
    nanonas("report", finished, tflm, timed, "--out", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    of = {title: body.split("</svg>")[0].count("<circle")
          for title, body in re.findall(r"<h4>Accuracy against ([^<]*)</h4>(.*?)</div>", page, re.S)}
    assert of == {"MACC": 3, "Milliseconds": 1, "RAM as C": 2, "RAM under TFLM": 1, "Flash as C": 2, "Flash under TFLM": 1}


def test_what_is_no_run_is_one_sentence(nanonas, finished, tmp_path):
    assert "is not a run folder: it has no run.toml." in nanonas.fail("report", tmp_path, code=1)
    assert "--out" in nanonas.fail("report", finished, finished, code=2)
    assert not list(tmp_path.iterdir())
