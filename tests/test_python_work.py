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


def another_thread_runs_during(work):
    """Whether a thread that waits for the interpreter gets it before `work` is over. It is not taken from anybody meanwhile,
    so that only the work itself can have let go of it."""
    begun, over, ran_before_the_end = threading.Event(), threading.Event(), []

    def take_turn():
        begun.wait()
        ran_before_the_end.append(not over.is_set())
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        thread = threading.Thread(target=take_turn)
        thread.start()
        begun.set()
        work()
        over.set()
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    return ran_before_the_end == [True]


def test_work_that_keeps_the_interpreter_lets_no_thread_run():
    assert not another_thread_runs_during(lambda: sum(range(10**6)))
    assert another_thread_runs_during(lambda: time.sleep(0.1))


def test_other_threads_run_while_the_library_works(package, sample, reference_run, tmp_path):
    settings = package.settings.texts_of({**LIMITS, "pictures": sample / "train", "input": INPUT})
    assert another_thread_runs_during(lambda: package._core.search(settings, tmp_path / "saved", False, None))
    pictures = np.zeros((40000, *INPUT), np.uint8)
    int8, real = package.Interpreter(reference_run[0]), package.Network(reference_run[0])
    assert another_thread_runs_during(lambda: int8._core.predict(pictures))
    assert another_thread_runs_during(lambda: real._core.predict(pictures, 1))


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
