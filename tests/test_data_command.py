# SPDX-License-Identifier: MIT
"""What `nanonas data` finds in folders that were made to have it."""
import json
import shutil

import numpy
import pytest
from PIL import Image, ImageEnhance


def scene(seed, size=(64, 48)):
    """A picture that is like no other: a few coloured blobs."""
    random = numpy.random.default_rng(seed)
    small = random.integers(0, 256, (6, 8, 3), dtype=numpy.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path):
    """Two classes of ten different pictures each, to train and to test with."""
    for part, first in (("train", 0), ("test", 1000)):
        for label, name in enumerate(("cats", "dogs")):
            (tmp_path / part / name).mkdir(parents=True)
            for i in range(10):
                scene(first + label * 100 + i).save(tmp_path / part / name / f"{i}.png")
    return tmp_path


def survey(nanonas, *words):
    return json.loads(nanonas("data", *words, "--json").stdout)


def test_counts_sizes_and_formats_are_told(nanonas, folder):
    scene(7, (100, 20)).save(folder / "train/cats/wide.jpg")
    scene(8, (90, 70)).convert("L").save(folder / "train/cats/grey.bmp")
    found = survey(nanonas, folder / "train")["training"]
    assert found["classes"] == {"cats": 12, "dogs": 10} and found["pictures"] == 22
    assert found["formats"] == {"png": 20, "jpeg": 1, "bmp": 1} and found["grey"] == 1
    assert found["height"] == {"least": 20, "median": 48, "greatest": 70}
    assert found["width"] == {"least": 64, "median": 64, "greatest": 100}
    assert found["smaller_than_input"] == 21
    text = nanonas("data", folder / "train").stdout
    assert "cats" in text and "12" in text and "20 png" in text and "height 20 to 70, median 48" in text


def test_different_pictures_are_no_duplicates(nanonas, folder):
    found = survey(nanonas, folder / "train", "--test", folder / "test")
    assert found["duplicates"] == [] and found["test_in_training"] == found["test_near_training"] == 0


def test_duplicates_are_told_by_how_equal_they_are(nanonas, folder):
    train = folder / "train"
    shutil.copy(train / "cats/0.png", train / "cats/copy.png")
    Image.open(train / "cats/1.png").save(train / "cats/same-pixels.bmp")
    ImageEnhance.Brightness(Image.open(train / "cats/2.png").resize((128, 96))).enhance(0.9).save(train / "cats/like.jpg", quality=80)
    groups = {tuple(group["training"]): group["kind"] for group in survey(nanonas, train)["duplicates"]}
    assert groups == {("cats/0.png", "cats/copy.png"): "bytes", ("cats/1.png", "cats/same-pixels.bmp"): "pixels",
                      ("cats/2.png", "cats/like.jpg"): "near"}


def test_pictures_of_the_test_that_were_trained_with_are_a_warning(nanonas, folder):
    shutil.copy(folder / "train/cats/0.png", folder / "test/cats/leaked.png")
    Image.open(folder / "train/dogs/0.png").save(folder / "test/dogs/recompressed.jpg", quality=70)
    found = survey(nanonas, folder / "train", "--test", folder / "test")
    assert (found["test_in_training"], found["test_near_training"]) == (1, 1)
    assert any("1 of 22 test pictures are among those to train with" in warning for warning in found["warnings"])
    assert any("frames of one film" in warning for warning in found["warnings"])


def test_a_folder_that_is_divided_is_taken_as_such(nanonas, folder):
    found = survey(nanonas, folder)
    assert found["training"]["pictures"] == found["test"]["pictures"] == 20


def test_a_picture_in_two_classes_is_a_warning(nanonas, folder):
    shutil.copy(folder / "train/cats/0.png", folder / "train/dogs/oops.png")
    found = survey(nanonas, folder / "train")
    assert found["duplicates"][0]["classes_differ"]
    assert any("more than one class" in warning for warning in found["warnings"])


def test_unreadable_files_are_named_with_the_reason(nanonas, folder):
    (folder / "train/cats/notes.txt").write_text("no picture")
    whole = (folder / "train/cats/0.png").read_bytes()
    (folder / "train/cats/half.png").write_bytes(whole[:len(whole) // 2])
    (folder / "train/cats/empty.jpg").touch()
    found = survey(nanonas, folder / "train")
    assert [file["path"] for file in found["training"]["unreadable"]] == ["cats/empty.jpg", "cats/half.png", "cats/notes.txt"]
    reasons = " ".join(file["reason"] for file in found["training"]["unreadable"])
    assert "is empty" in reasons and "damaged png" in reasons and "unknown signature" in reasons
    assert found["training"]["pictures"] == 20
    assert any("3 of 23 files" in warning for warning in found["warnings"])


def test_what_would_waste_time_is_a_warning(nanonas, folder, tmp_path):
    def warnings(*words):
        return "\n".join(survey(nanonas, *words)["warnings"])
    assert "fewer than 100 pictures" in warnings(folder / "train")
    assert "smaller than the input 50x50x3" in warnings(folder / "train")
    assert "smaller" not in warnings(folder / "train", "--input", "32x32x3")
    for i in range(100):
        scene(5000 + i).save(folder / f"train/dogs/more-{i}.png")
    assert '"dogs" has 110 pictures and "cats" 10' in warnings(folder / "train")
    (folder / "test/dogs").rename(folder / "test/birds")
    assert '"birds", "dogs"' in warnings(folder / "train", "--test", folder / "test")
    shutil.rmtree(folder / "train/dogs")
    assert 'one class only, "cats"' in warnings(folder / "train")


def test_grey_pictures_need_one_channel_only(nanonas, folder):
    for file in folder.glob("train/*/*.png"):
        Image.open(file).convert("L").save(file)
    assert any("--input 50x50x1" in warning for warning in survey(nanonas, folder / "train")["warnings"])


def test_threads_change_nothing(nanonas, sample):
    one, four = (nanonas("data", sample, "--json", "--threads", threads).stdout for threads in (1, 4))
    assert one == four


def test_the_contact_sheet_shows_each_class_in_a_row(nanonas, folder, tmp_path):
    nanonas("data", folder / "train", "--contact-sheet", tmp_path / "sheet.png")
    sheet = Image.open(tmp_path / "sheet.png")
    assert sheet.size == (12 * 68 + 4, 2 * 68 + 4)
    for row, name in enumerate(("cats", "dogs")):
        shown = numpy.asarray(sheet.crop((4, 4 + row * 68, 68, 68 + row * 68)), dtype=float)
        wanted = numpy.asarray(Image.open(folder / f"train/{name}/0.png").convert("RGB").resize((64, 64), Image.Resampling.BILINEAR))
        assert abs(shown - wanted).mean() < 6


def test_a_run_notes_the_gravest(nanonas, folder, tmp_path):
    shutil.copy(folder / "train/cats/0.png", folder / "test/cats/leaked.png")
    said = nanonas("run", folder / "train", "--test", folder / "test", "--out", tmp_path / "run", "--input", "16x16x3",
                   "--max-macc", "20k", "--epochs", 1).stderr
    assert "1 of 21 test pictures are among those to train with" in said and "fewer than 100 pictures" in said
    assert "test will flatter" not in nanonas("run", folder / "train", "--out", tmp_path / "other", "--input", "16x16x3",
                                             "--max-macc", "20k", "--epochs", 1).stderr


@pytest.mark.parametrize("words, said", [(["--near", "16"], "between 0 and 15"), (["--input", "0x0x3"], "0x0x3"), (["--threads", "0"], "threads")])
def test_absurd_options_are_refused(nanonas, folder, words, said):
    assert said in nanonas.fail("data", folder / "train", *words, code=2)
