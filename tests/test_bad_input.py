# SPDX-License-Identifier: MIT
"""What users hand in by mistake: one sentence, the right exit code, and nothing half written."""
import os
import resource
import shutil
import signal

import numpy
import pytest
from PIL import Image

from conftest import SMALL
from run_folder import assert_equal_runs, result


def picture(path, size=(20, 20), colour=(200, 100, 50)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)


@pytest.fixture
def two_classes(tmp_path):
    """Ten pictures of each of two classes that a network can tell apart."""
    folder = tmp_path / "two classes"
    for i in range(10):
        picture(folder / "dark" / f"{i}.png", colour=(i, 20 + i, 30))
        picture(folder / "bright" / f"{i}.jpg", colour=(250 - i, 200, 220 - i))
    return folder


@pytest.fixture
def refuse(nanonas, tmp_path):
    """Runs on a folder that must be refused; checks that no run folder is left."""
    def run(folder, *words, code=1):
        message = nanonas.fail("run", folder, "--out", tmp_path / "run", *SMALL, *words, code=code)
        assert not (tmp_path / "run").exists()
        return message
    return run


def test_no_such_folder(refuse, tmp_path):
    assert "no folder" in refuse(tmp_path / "nowhere")


def test_a_file_is_no_folder(refuse, tmp_path):
    picture(tmp_path / "a.png")
    assert "not a folder" in refuse(tmp_path / "a.png")


def test_no_classes(refuse, tmp_path):
    picture(tmp_path / "flat" / "a.png")
    assert "no classes" in refuse(tmp_path / "flat")


def test_one_class(refuse, tmp_path):
    picture(tmp_path / "one" / "cats" / "a.png")
    assert '"cats"' in refuse(tmp_path / "one")


def test_an_empty_class(refuse, two_classes):
    (two_classes / "none").mkdir()
    assert '"none"' in refuse(two_classes)


def test_a_class_of_one_picture(refuse, two_classes):
    picture(two_classes / "single" / "a.png")
    assert '"single"' in refuse(two_classes)


def test_no_readable_picture(refuse, two_classes):
    for path in two_classes.rglob("*.*"):
        path.write_text("not a picture")
    assert "20" in refuse(two_classes)


def test_unreadable_pictures_stop_the_run_with_their_number_and_first_names(refuse, two_classes):
    for i in range(7):
        (two_classes / "dark" / f"{i}.png").write_text("text")
    message = refuse(two_classes)
    assert "7" in message and "dark/0.png" in message and "dark/4.png" in message and "dark/5.png" not in message


def test_a_truncated_jpeg_is_unreadable(refuse, two_classes):
    path = two_classes / "bright" / "3.jpg"
    path.write_bytes(path.read_bytes()[:200])
    assert "bright/3.jpg" in refuse(two_classes)


def test_unreadable_pictures_are_counted_when_skipped(nanonas, two_classes, tmp_path):
    (two_classes / "dark" / "notes.jpg").write_text("text")
    nanonas("run", two_classes, "--out", tmp_path / "run", *SMALL, "--skip-unreadable")
    assert result(tmp_path / "run")["pictures"] == {"training": 14, "validation": 6, "test": 0, "unreadable": 1}
    assert result(tmp_path / "run")["test_accuracy"] == {"float": None, "int8": None}


def test_a_picture_of_above_100_megapixels_is_refused(refuse, two_classes):
    Image.new("1", (20000, 6000)).save(two_classes / "dark" / "huge.png")
    assert "dark/huge.png" in refuse(two_classes)


def test_a_file_that_may_not_be_read(refuse, two_classes):
    path = two_classes / "dark" / "secret.png"
    if os.geteuid() == 0:  # nothing is closed to root; a link to nowhere can't be read either
        path.symlink_to("nowhere")
    else:
        picture(path)
        path.chmod(0)
    assert "dark/secret.png" in refuse(two_classes)


def test_spaces_and_utf8_in_names(nanonas, two_classes, tmp_path):
    folder = tmp_path / "Bilder für später"
    shutil.copytree(two_classes, folder)
    (folder / "dark").rename(folder / "größer als  »zwei«")
    (folder / "bright" / "1.jpg").rename(folder / "bright" / "名前 1.jpg")
    out = tmp_path / "run 1"
    nanonas("run", folder, "--out", out, *SMALL)
    assert result(out)["classes"] == ["bright", "größer als  »zwei«"]
    assert (out / "labels.txt").read_text() == "bright\ngrößer als  »zwei«\n"
    assert "bright" in nanonas("predict", out, folder / "bright" / "名前 1.jpg").stdout


def test_small_pictures_are_enlarged_with_one_note(nanonas, two_classes, tmp_path):
    done = nanonas("search", two_classes, "--input", "32x32x3", "--max-macc", "50k")
    assert done.stderr.count("smaller") == 1 and "20" in done.stderr


def test_test_classes_that_differ_are_named(refuse, two_classes, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(two_classes, other)
    (other / "dark").rename(other / "darkish")
    message = refuse(two_classes, "--test", other)
    assert '"dark"' in message and '"darkish"' in message


def test_a_folder_divided_into_train_and_test_is_used_so(nanonas, two_classes, tmp_path):
    for part in ("train", "test"):
        shutil.copytree(two_classes, tmp_path / "divided" / part)
    done = nanonas("run", tmp_path / "divided", "--out", tmp_path / "run", *SMALL)
    assert "divided" in done.stderr
    assert result(tmp_path / "run")["classes"] == ["bright", "dark"]
    assert result(tmp_path / "run")["pictures"]["test"] == 20


@pytest.mark.parametrize("parts, counts", [
    (("train", "val"), {"training": 20, "validation": 20, "test": 0}),
    (("train", "valid", "test"), {"training": 20, "validation": 20, "test": 20}),
    (("training", "testing"), {"training": 14, "validation": 6, "test": 20}),
    (("Train", "Test"), {"training": 14, "validation": 6, "test": 20})])
def test_the_parts_that_a_folder_has_are_used(nanonas, two_classes, tmp_path, parts, counts):
    for part in parts:
        shutil.copytree(two_classes, tmp_path / "divided" / part)
    done = nanonas("run", tmp_path / "divided", "--out", tmp_path / "run", *SMALL)
    assert all(f'"{part}"' in done.stderr for part in parts)
    assert result(tmp_path / "run")["classes"] == ["bright", "dark"]
    assert result(tmp_path / "run")["pictures"] == counts | {"unreadable": 0}
    nanonas("run", "--resume", "--out", tmp_path / "run")


def test_a_folder_that_can_be_read_in_two_ways_is_refused(refuse, two_classes, tmp_path):
    shutil.copytree(two_classes / "dark", tmp_path / "flat" / "train")
    shutil.copytree(two_classes / "dark", tmp_path / "flat" / "test")
    message = refuse(tmp_path / "flat")
    assert 'in the parts "test" and "train"' in message and 'of the classes "test" and "train"' in message
    for camera in ("left", "right"):
        shutil.copytree(two_classes, tmp_path / "cameras" / camera)
    message = refuse(tmp_path / "cameras")
    assert 'of the classes "left" and "right"' in message and 'with the classes "bright" and "dark"' in message


def test_an_archive_is_to_be_unpacked(refuse, two_classes, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "photos"), "zip", two_classes)
    assert "zip archive; unpack it" in refuse(archive)


@pytest.mark.parametrize("out", [".", "run", "dark/run"])
def test_a_run_folder_in_or_on_the_pictures_is_refused(nanonas, two_classes, out):
    message = nanonas.fail("run", two_classes, "--out", two_classes / out, *SMALL, code=2)
    assert "lies in the folder of pictures" in message and "(--out)" in message
    message = nanonas.fail("study", two_classes, "--seeds", "0..1", "--out", two_classes / out, *SMALL, code=2)
    assert "lies in the folder of pictures" in message
    assert sorted(path.name for path in two_classes.iterdir()) == ["bright", "dark"]


def test_pictures_written_anew_with_the_same_size_are_noticed(nanonas, two_classes, tmp_path):
    nanonas("train", two_classes, "--arch", "1,0", "--out", tmp_path / "run", "--input", "12x12x1", "--epochs", 1)
    nanonas("quantize", tmp_path / "run")
    file = two_classes / "dark" / "3.png"
    file.write_bytes(file.read_bytes())
    message = nanonas.fail("run", "--resume", "--out", tmp_path / "run", code=1)
    assert "written anew" in message and "--force" in message
    picture(two_classes / "dark" / "more.png")
    assert "added, removed or changed" in nanonas.fail("run", "--resume", "--out", tmp_path / "run", code=1)


def test_pictures_are_set_apart_for_the_test(nanonas, two_classes, tmp_path):
    random = numpy.random.default_rng(1)
    for name in ("dark", "bright"):
        for i in range(10, 20):
            Image.fromarray(random.integers(0, 256, (20, 20, 3), dtype=numpy.uint8)).save(two_classes / name / f"{i}.png")
    done = nanonas("run", two_classes, "--out", tmp_path / "run", *SMALL, "--test-split", "0.2")
    assert "8 of 40 pictures are set apart for the test" in done.stderr
    assert result(tmp_path / "run")["pictures"] == {"training": 22, "validation": 10, "test": 8, "unreadable": 0}
    assert result(tmp_path / "run")["test_accuracy"]["int8"] is not None
    assert 'test_split = 0.2' in (tmp_path / "run/run.toml").read_text()
    nanonas("run", "--resume", "--out", tmp_path / "run")


def test_a_test_share_beside_test_pictures_is_refused(refuse, two_classes, tmp_path):
    assert "exclude each other" in refuse(two_classes, "--test", two_classes, "--test-split", "0.2", code=2)
    assert "between 0 and 1" in refuse(two_classes, "--test-split", "1.5", code=2)
    for part in ("train", "test"):
        shutil.copytree(two_classes, tmp_path / "divided" / part)
    assert "leave --test-split out" in refuse(tmp_path / "divided", "--test-split", "0.2", code=2)


def test_a_folder_of_foreign_pictures_is_one_sentence(refuse, tmp_path):
    for i in range(300):
        file = tmp_path / "old" / ("a" if i % 2 else "b") / f"{i}.jp2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\0\0\0\x0cjP  \r\n\x87\n and so on")
    message = refuse(tmp_path / "old")
    assert message.count("JPEG 2000") == 1 and "magick mogrify" in message and "and 295 more" in message


def test_what_is_lost_of_pictures_is_told(nanonas, two_classes, tmp_path):
    Image.new("RGBA", (20, 20), (10, 20, 30, 0)).save(two_classes / "dark" / "0.png")
    Image.fromarray(numpy.full((20, 20), 40000, dtype=numpy.uint16)).save(two_classes / "bright" / "0.png")
    said = nanonas("run", two_classes, "--out", tmp_path / "run", *SMALL).stderr
    assert "1 of 21 pictures has transparent parts" in said
    assert "1 of 21 pictures has more than 8 bits a channel" in said


def test_pictures_that_become_equal_are_told(nanonas, tmp_path):
    for name in ("a", "b"):
        for i in range(4):
            picture(tmp_path / "equal" / name / f"{i}.png")
    said = nanonas("run", tmp_path / "equal", "--out", tmp_path / "run", *SMALL).stderr
    assert "All 8 pictures" in said and "no network can tell them apart" in said


def test_names_of_files_never_steer_the_terminal(refuse, two_classes):
    (two_classes / "dark" / "\x1b[31mred\n.png").write_text("text")
    message = refuse(two_classes)
    assert "\\x1B[31mred\\n.png" in message and "\x1b" not in message


def test_no_network_fits(refuse, two_classes):
    message = refuse(two_classes, "--max-ram", "100", code=3)
    assert "(1,0)" in message and "RAM" in message and "over the limit of 100" in message
    both = refuse(two_classes, "--max-flash", "10", "--max-macc", "10", code=3)
    assert "Flash" in both and "MACC" in both


def test_a_folder_that_cannot_be_written(nanonas, two_classes, tmp_path):
    (tmp_path / "file").write_text("a file")
    assert "file" in nanonas.fail("run", two_classes, "--out", tmp_path / "file" / "run", *SMALL, code=1)


def limit_file_size(size):
    """What a full disk looks like: no file grows beyond `size` bytes."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


@pytest.mark.parametrize("size, left", [
    (100, None),  # run.toml is larger
    (600, {"run.toml", "journal.jsonl", "ahead.jsonl"}),  # the journal becomes larger
])
def test_a_full_disk_leaves_nothing_half_written_and_the_run_can_go_on(nanonas, command, finished, tmp_path, size, left):
    out = tmp_path / "run"
    message = nanonas.fail(*command, "--out", out, code=1, preexec_fn=limit_file_size(size))
    assert "could not be written" in message and str(out) in message
    assert ({path.name for path in out.iterdir()} if out.exists() else None) == left
    nanonas(*command, "--out", out, "--resume")
    assert_equal_runs(out, finished)


@pytest.mark.parametrize("words", [["test", "{}", "x"], ["quantize", "{}"], ["predict", "{}", "x"], ["inspect", "{}"],
                                   ["export", "{}", "--format", "tflite", "--out", "x"]])
def test_what_is_no_run_and_no_model_is_named(nanonas, tmp_path, words):
    (tmp_path / "text").write_text("not a model")
    (tmp_path / "empty").mkdir()
    for name in ("text", "empty", "nowhere"):
        path = str(tmp_path / name)
        assert path in nanonas.fail(*[word.format(path) for word in words], code=1, cwd=tmp_path)
    assert not (tmp_path / "x").exists()


def test_a_picture_that_cannot_be_predicted_is_named(nanonas, finished, tmp_path):
    (tmp_path / "a.jpg").write_text("text")
    assert "a.jpg" in nanonas.fail("predict", finished, tmp_path / "a.jpg", code=1)


def test_a_folder_with_other_classes_is_not_tested(nanonas, finished, two_classes):
    assert '"bright"' in nanonas.fail("test", finished, two_classes, code=1)
