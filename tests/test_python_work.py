# SPDX-License-Identifier: MIT
"""Long work in Python: other threads run meanwhile, it is told of, and Ctrl-C stops it."""
import signal
import sys
import threading
import time
import types

import numpy as np
import pytest
from conftest import wait_until_halted
from python_package import INPUT, LIMITS
from run_folder import comparable, journal


def turns_during(work):
    """How often another thread got its turn while `work` went on, at most once a millisecond."""
    turns, ended = [], threading.Event()

    def take_turns():
        while not ended.wait(0.001):
            turns.append(time.monotonic())
    thread = threading.Thread(target=take_turns)
    thread.start()
    began = time.monotonic()
    work()
    finished = time.monotonic()
    ended.set()
    thread.join()
    return sum(began < turn < finished for turn in turns)


def others_get_turns_during(work):
    """Whether ten come together; on a fast machine the work is over before, and is done again. Without a thread's letting
    go of the interpreter one comes now and then, between two lines of this file."""
    turns = 0
    for repetition in range(500):
        turns += turns_during(lambda: work(repetition))
        if turns >= 10:
            return True
    return False


def test_other_threads_run_while_the_library_works(package, sample, reference_run, tmp_path):
    settings = package.settings.texts_of({**LIMITS, "pictures": sample / "train", "input": INPUT})
    assert others_get_turns_during(lambda i: package._core.search(settings, tmp_path / f"saved{i}", False, None))
    pictures = np.zeros((40000, *INPUT), np.uint8)
    int8, real = package.Interpreter(reference_run[0]), package.Network(reference_run[0])
    assert others_get_turns_during(lambda _: int8._core.predict(pictures))
    assert others_get_turns_during(lambda _: real._core.predict(pictures, 1))


def test_ctrl_c_saves_the_search_and_the_same_script_goes_on(package, start, sample, tmp_path):
    """The script halts where it hears of the first candidate: Ctrl-C comes a tenth of a second of work later, of a search
    that has seconds of it."""
    script = """
        import os, signal, sys
        from nanonas import NanoNAS
        def halt(update):
            if update.stage == "search" and update.done == 1:
                os.kill(os.getpid(), signal.SIGSTOP)
        nas = NanoNAS(40960, 60000, 3 * 10**6, sys.argv[1], 0.3, input_shape=(40, 40, 3), save_path=sys.argv[2],
                      threads=1, progress=halt)
        try:
            nas.search()
        except KeyboardInterrupt as stop:
            print(type(stop).__name__, stop)
    """
    process = start(script, sample / "train", tmp_path / "saved")
    wait_until_halted(process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    out, _ = process.communicate()
    assert process.returncode == 0
    assert out == (f'Interrupted Interrupted; what was finished is saved in "{tmp_path / "saved"}". The same call, or the '
                   "same script again, goes on.\n")
    decided = journal(tmp_path / "saved")
    assert decided
    arguments = (40960, 60000, 3 * 10**6, sample / "train", 0.3, False, (40, 40, 3))
    options = {"threads": 1, "progress": False}
    nas = package.NanoNAS(*arguments, tmp_path / "saved", **options)
    nas.search()
    whole = package.NanoNAS(*arguments, tmp_path / "whole", **options)
    whole.search()
    assert len(decided) < len(journal(tmp_path / "whole"))
    assert [comparable(line) for line in journal(tmp_path / "saved")] == \
        [comparable(line) for line in journal(tmp_path / "whole")]


def test_an_exception_in_ones_own_progress_ends_the_work_and_is_raised(package, sample, tmp_path):
    def complain(update):
        if update.stage == "search":
            raise LookupError("enough")
    with pytest.raises(LookupError, match="enough"):
        package.search(sample / "train", input=INPUT, **LIMITS, progress=complain)


def test_progress_is_told_in_order_and_to_its_end(package, sample, tmp_path):
    seen = []
    run = package.run(sample / "train", tmp_path / "run", input=INPUT, **LIMITS, epochs=3, progress=seen.append)
    decisions = [update for update in seen if update.stage == "search"]
    assert [update.done for update in decisions] == list(range(1, len(run.candidates) + 1))
    assert [u for u in seen if u.stage == "train"][-1][1:3] == (3, 3)


def test_a_notebook_gets_one_line_that_changes(package, sample, monkeypatch):
    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(content["text/plain"])

    def display(content, raw, display_id):
        return Handle()
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: types.SimpleNamespace(kernel=object())
    ipython.display = types.ModuleType("IPython.display")
    ipython.display.display = display
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", ipython.display)
    package.search(sample / "train", input=INPUT, **LIMITS)
    assert any(line.startswith("search") for line in shown) and shown[-1] == ""
