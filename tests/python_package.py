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
