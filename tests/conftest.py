# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: the built nanonas, a small sample set, one small run and one small study of it."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import textwrap

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
NANONAS = ROOT / "build/nanonas"

# What starts the tests in the background may have told them to ignore Ctrl-C; the programs that they start must not.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Settings with which a run takes well under a second.
SMALL = ["--input", "16x16x3", "--max-macc", "60k", "--max-ram", "20KiB", "--max-flash", "20k", "--epochs", "3", "--seed", "2"]


class CommandLine:
    """build/nanonas with a cache of its own."""

    def __init__(self, cache):
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "NO_COLOR": "1"}

    def __call__(self, *words, code=0, **options):
        """Runs a command to its end and checks its exit code."""
        done = subprocess.run([NANONAS, *map(str, words)], env=self.environment, text=True, capture_output=True,
                              **options)
        assert done.returncode == code, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def fail(self, *words, code, **options):
        """Runs a command that must fail; returns the one sentence that it says, with the list below it if any."""
        done = self(*words, "--quiet", code=code, **options)
        assert done.stdout == ""
        assert done.stderr.startswith("nanonas: "), done.stderr
        assert all(line.startswith("  ") for line in done.stderr.splitlines()[1:]), done.stderr
        return done.stderr.removeprefix("nanonas: ")

    def start(self, *words, **environment):
        """Starts a command whose progress is read line by line."""
        return subprocess.Popen([NANONAS, *map(str, words)], env={**self.environment, **environment}, text=True,
                                stderr=subprocess.PIPE, stdout=subprocess.PIPE)


class Moments:
    """Has nanonas do something to itself where it has said a line, however fast the machine is."""

    def __init__(self, folder):
        self.library = folder / "at_moment.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", ROOT / "tests/at_moment.c", "-o",
                        self.library], check=True)

    def signals(self, moment, *signals):
        """The environment of a process that sends itself these signals where it has said a line with this beginning, or
        lines with several beginnings ("first|second") one after the other."""
        return {"LD_PRELOAD": str(self.library), "NANONAS_TEST_MOMENT": moment,
                "NANONAS_TEST_SIGNALS": " ".join(str(int(number)) for number in signals)}

    def halt(self, moment):
        return self.signals(moment, signal.SIGSTOP)


def wait_until_halted(process):
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        process.returncode = os.waitstatus_to_exitcode(status)
        pytest.fail(f"The process ended before it was halted:\n{process.communicate()[1]}")


@pytest.fixture(scope="session")
def moments(tmp_path_factory):
    return Moments(tmp_path_factory.mktemp("moments"))


@pytest.fixture(scope="session")
def nanonas(tmp_path_factory):
    return CommandLine(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def sample(nanonas, tmp_path_factory):
    """A folder with train and test, 1,200 and 120 drawn pictures of six classes."""
    folder = tmp_path_factory.mktemp("sample")
    nanonas("sample", folder / "train", "--count", 1200, "--size", 24)
    nanonas("sample", folder / "test", "--count", 120, "--size", 24, "--first", 1200)
    return folder


@pytest.fixture(scope="session")
def command(sample):
    """The words of a small run but for --out."""
    return ["run", sample / "train", "--test", sample / "test", *SMALL]


@pytest.fixture(scope="session")
def finished(nanonas, command, tmp_path_factory):
    """The folder of that run, on one thread, never interrupted. Read only."""
    out = tmp_path_factory.mktemp("runs") / "finished"
    nanonas(*command, "--out", out, "--threads", 1)
    return out


# The runs of a small study, by its order.
STUDY_RUNS = [f"limits_{shape}_current_seed{seed}" for shape in ("16x16x3", "12x12x1") for seed in (2, 3)]


@pytest.fixture(scope="session")
def study_command(sample):
    return ["study", sample / "train", "--test", sample / "test", *SMALL, "--seeds", "2..3", "--inputs", "16x16x3,12x12x1"]


@pytest.fixture(scope="session")
def studied(nanonas, study_command, tmp_path_factory):
    """The folder of that study, and what it printed as JSON. Read only."""
    out = tmp_path_factory.mktemp("studies") / "study"
    return out, json.loads(nanonas(*study_command, "--out", out, "--threads", 1, "--json").stdout)


# A script for the reference but for its import; data sets and folders are arguments, training is short.
REFERENCE_SCRIPT = """
    import sys
    from nanonas import NanoNAS
    path_to_training_set, path_to_test_set, save_path = sys.argv[1:]
    nas = NanoNAS(20480, 20000, 60000, path_to_training_set, 0.3, True, (16, 16, 3), save_path)
    nas.search(save_search_history=True)
    nas.train(training_epochs=3, training_learning_rate=0.005, training_batch_size=32)
    nas.test_keras_model(path_to_test_set)
    nas.apply_uint8_post_training_quantization()
    nas.test_tflite_model(path_to_test_set)
"""


@pytest.fixture(scope="session")
def site():
    """The folder that the built and installed Python package is imported from."""
    from python_package import installed
    return installed()


@pytest.fixture(scope="session")
def package(site, nanonas):
    """The package, imported, with the tests' cache."""
    os.environ["XDG_CACHE_HOME"] = nanonas.environment["XDG_CACHE_HOME"]
    sys.path.insert(0, str(site))
    import nanonas as package
    assert package.__file__.startswith(str(site))
    return package


@pytest.fixture(scope="session")
def start(site, nanonas):
    """Starts a script in an interpreter of its own."""
    def start(script, *words, environment={}, **options):
        return subprocess.Popen([sys.executable, "-u", "-c", textwrap.dedent(script), *map(str, words)],
                                env={**nanonas.environment, "PYTHONPATH": str(site), **environment}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    return start


@pytest.fixture(scope="session")
def reference_run(start, sample, tmp_path_factory):
    """What the reference's script left and printed, its pictures decoded for the first time. Read only."""
    folder = tmp_path_factory.mktemp("reference")
    save_path = folder / "saved"
    process = start(REFERENCE_SCRIPT, sample / "train", sample / "test", save_path,
                    environment={"XDG_CACHE_HOME": str(folder / "cache")})
    out, err = process.communicate()
    assert process.returncode == 0, err
    return save_path, out, err
