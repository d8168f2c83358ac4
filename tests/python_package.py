# SPDX-License-Identifier: MIT
"""The Python package as a user gets it: a wheel of this source tree, laid into a folder of its own."""
import os
import re
import shutil
import subprocess
import sys

from conftest import ROOT

BUILD = ROOT / "build-wheel"


def compilers():
    """Those of build/, so that ccache knows most objects already."""
    cache = (ROOT / "build/CMakeCache.txt").read_text()
    return {name: re.search(rf"CMAKE_{key}_COMPILER:\w+=(.*)", cache).group(1)
            for name, key in (("CC", "C"), ("CXX", "CXX"))}


def pip(*words):
    done = subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *map(str, words)], cwd=ROOT,
                          env={**os.environ, **compilers()}, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr


def installed():
    """Builds the wheel, what hasn't changed since the last time excepted; returns the folder to import from."""
    shutil.rmtree(BUILD / "dist", ignore_errors=True)
    pip("wheel", ".", "--no-deps", "--no-build-isolation", "-C", "cmake.define.NANONAS_WERROR=ON", "-w", BUILD / "dist")
    wheel, = (BUILD / "dist").glob("nanonas-*.whl")
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    pip("install", "--no-deps", "--target", BUILD / "site", wheel)
    return BUILD / "site"


# A small network of small pictures, for the sample.
LIMITS = {"max_ram": 20480, "max_flash": 20000, "max_macc": 60000}
INPUT = (16, 16, 3)


def nas_of(package, sample, save_path, **options):
    return package.NanoNAS(**{**LIMITS, **options}, path_to_training_set=sample / "train", val_split=0.3,
                           input_shape=INPUT, save_path=save_path, progress=False)
