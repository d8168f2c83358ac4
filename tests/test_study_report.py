# SPDX-License-Identifier: MIT
"""A study leaves a report of each run, and one of its own that compares them and tells mean and spread over the seeds."""
import re
import shutil
import signal
import statistics

import pytest

from browser import contrast, measure
from conftest import STUDY_RUNS
from run_folder import comparable_pages, result


def percent(share):
    return f"{share * 100:.1f} %"


def test_each_run_has_the_report_that_the_command_makes(nanonas, studied, tmp_path):
    out, _ = studied
    for name in STUDY_RUNS:
        nanonas("report", out / name, "--out", tmp_path / "again.html")
        assert (tmp_path / "again.html").read_bytes() == (out / name / "report.html").read_bytes()


def test_the_study_has_a_report_that_the_command_makes_again(nanonas, studied, tmp_path):
    out, _ = studied
    nanonas("report", out, "--out", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (out / "report.html").read_bytes()


def test_the_page_tells_mean_deviation_and_range_of_each_group(studied):
    out, study = studied
    page = (out / "report.html").read_text()
    table = page.split("Mean, deviation and range over the seeds")[1].split("</table>")[0]
    for names in (STUDY_RUNS[:2], STUDY_RUNS[2:]):
        for figure in (lambda r: r["test_accuracy"]["int8"], lambda r: r["test_accuracy"]["float"], lambda r: r["val_accuracy"]):
            values = [figure(result(out / name)) for name in names]
            assert f"{percent(statistics.mean(values))} ± {percent(statistics.stdev(values))}" in table
            assert f"{percent(min(values))} to {percent(max(values))}" in table
    best = max(study["groups"], key=lambda group: group["mean"]["test_accuracy_int8"])
    lead = re.search(r'<p class="lead">(.*?)</p>', page).group(1)
    assert best["name"].split("_")[1] in lead and percent(best["mean"]["test_accuracy_int8"]) in lead


def test_the_page_compares_the_runs_and_leads_to_their_reports(studied):
    out, _ = studied
    page = (out / "report.html").read_text()
    for name in STUDY_RUNS:
        assert f'href="{name}/report.html"' in page
        r = result(out / name)
        for figure in (percent(r["test_accuracy"]["int8"]), f"{r['ram_bytes']:,}", f"{r['macc']:,}"):
            assert figure in page.split("Side by side")[1].split("</table>")[0], figure


def test_the_page_says_how_to_do_it_again(nanonas, sample, studied, tmp_path):
    """Its command, in another folder, comes to the same pages."""
    out, _ = studied
    page = (out / "report.html").read_text()
    command = re.search(r'<pre class="command"><code>nanonas (study [^<]*) --out again</code>', page).group(1)
    assert "&" not in command
    nanonas(*command.split(), "--out", tmp_path / "again", cwd=sample.parent)
    assert comparable_pages(tmp_path / "again") == comparable_pages(out)


def test_the_page_says_which_run_to_flash(nanonas, studied, tmp_path):
    """By validation, with a command that works beside the study."""
    out, _ = studied
    page = (out / "report.html").read_text()
    best = max(STUDY_RUNS, key=lambda name: result(out / name)["val_accuracy"])
    card = page.split("Which run to flash")[1].split("</figure>")[0]
    assert f"<strong>{best}</strong>" in card
    command = re.search(r"nanonas (export [^<]*) --out firmware", card).group(1)
    nanonas(*command.split(), "--out", tmp_path / "firmware", cwd=out.parent)
    assert any((tmp_path / "firmware").iterdir())


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_reads_at_any_width_in_light_and_dark(studied, tmp_path, width, dark):
    out, study = studied
    m = measure(out / "report.html", tmp_path, width, dark)
    assert m["scroll_width"] <= width and m["wide"] == [] and m["cut"] == []
    assert m["console"] == [] and m["scripts"] == 0
    assert [u for u in m["outside"] if u not in [f"{name}/report.html" for name in STUDY_RUNS]] == []
    red = int(re.findall(r"\d+", m["ground"])[0])
    assert red < 60 if dark else red > 200
    assert contrast(m["ink"], m["ground"]) > 7 and contrast(m["muted"], m["ground"]) > 4.5
    spread = next(label for label in m["drawings"] if label.startswith("Spread of the test accuracy, int8"))
    for group in study["groups"]:
        mean, deviation = group["mean"]["test_accuracy_int8"], group["deviation"]["test_accuracy_int8"]
        assert f"{percent(mean)} ± {percent(deviation)}" in spread


def test_no_pictures_means_none(nanonas, study_command, tmp_path):
    out = tmp_path / "study"
    nanonas(*study_command, "--seeds", "2", "--inputs", "12x12x1", "--out", out, "--no-pictures")
    page = (out / STUDY_RUNS[2] / "report.html").read_text()
    assert "<img" not in page and "Confusion matrix" in page


def test_a_study_gone_on_with_reports_what_is_new_or_lacks_a_report(nanonas, studied, tmp_path):
    out = shutil.copytree(studied[0], tmp_path / "study")
    kept, lost = (out / name / "report.html" for name in STUDY_RUNS[:2])
    kept.write_text("as it was")
    lost.unlink()
    nanonas("study", "--resume", "--out", out, "--seeds", "2..4")
    assert kept.read_text() == "as it was"
    assert lost.exists() and (out / "limits_16x16x3_current_seed4/report.html").exists()
    assert "A study of 6 runs" in (out / "report.html").read_text()


def test_an_unfinished_study_is_reported_as_far_as_it_went(nanonas, moments, study_command, tmp_path):
    out = tmp_path / "study"
    process = nanonas.start(*study_command, "--out", out, **moments.signals("study    1/4|search   1 ", signal.SIGKILL))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    (out / STUDY_RUNS[3]).mkdir()  # perhaps begun, and certainly not finished
    for name in ("result.json", "report.html"):
        (out / STUDY_RUNS[1] / name).unlink(missing_ok=True)
    nanonas("report", out)
    page = (out / "report.html").read_text()
    assert "not finished yet; nanonas study --resume --out" in page
    assert f'href="{STUDY_RUNS[0]}/report.html"' in page and f'href="{STUDY_RUNS[1]}/report.html"' not in page
    nanonas("study", "--resume", "--out", out)
    page = (out / "report.html").read_text()
    assert "not finished" not in page and all(f'href="{name}/report.html"' in page for name in STUDY_RUNS)


def test_that_nothing_fits_is_on_the_page(nanonas, study_command, tmp_path):
    out = tmp_path / "study"
    nanonas(*study_command, "--seeds", "0", "--inputs", "12x12x1,16x16x3", "--max-macc", "2k", "--out", out)
    page = (out / "report.html").read_text()
    assert "No network fits" in page and "1 without a network that fits" in page
    assert 'href="limits_12x12x1_current_seed0/report.html"' in page
    assert "limits_16x16x3_current_seed0/report.html" not in page
