# SPDX-License-Identifier: MIT
"""Progress in a terminal (one line on standard error), in a notebook, or in lines where neither is there."""
from __future__ import annotations

import shutil
import sys
from typing import Any, Callable, Literal, NamedTuple, TextIO


class Update(NamedTuple):
    """What the work has just done. Stages: sample, data, search, train, quantize, note (a sentence to be seen once)."""

    stage: str
    done: int
    total: int  # 0: unknown
    text: str

    def __str__(self) -> str:
        if self.stage == "note":
            return self.text
        count = f"{self.done}/{self.total}" if self.total else str(self.done or "")
        return f"{self.stage:<8} {count}  {self.text}".rstrip()


Report = Callable[[Update], object]
# True: shown where nanonas finds itself; False: not shown; or a function of yours.
Progress = bool | Report


class Lines:
    """Plain lines: decisions of the search, beginning and end of other stages, notes."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.stage = ""

    def __call__(self, update: Update) -> None:
        begins = update.stage != self.stage
        ends = 0 < update.total == update.done
        if begins or ends or update.stage in ("search", "note"):
            print(update, file=self.stream, flush=True)
        self.stage = update.stage

    def close(self) -> None:
        pass


class TerminalLine:
    """One line that is written over; notes stay above it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __call__(self, update: Update) -> None:
        width = shutil.get_terminal_size().columns
        if update.stage == "note":
            self.stream.write(f"\r\033[K{update}\n")
        else:
            self.stream.write(f"\r\033[K{str(update)[: width - 1]}")
        self.stream.flush()

    def close(self) -> None:
        self.stream.write("\r\033[K")
        self.stream.flush()


class NotebookLine:
    """One line of a notebook's output that changes in place; notes stay above it."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self.display = display
        self.notes: list[str] = []
        self.handle = display({"text/plain": ""}, raw=True, display_id=True)

    def __call__(self, update: Update) -> None:
        if update.stage == "note":
            self.notes.append(str(update))
            self.show("")
        else:
            self.show(str(update))

    def show(self, line: str) -> None:
        self.handle.update({"text/plain": "\n".join([*self.notes, line]).rstrip()}, raw=True)

    def close(self) -> None:
        self.show("")


Shown = Lines | TerminalLine | NotebookLine


def in_notebook() -> bool:
    """Whether IPython runs this in a kernel, as Jupyter does."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and getattr(shell, "kernel", None) is not None


def shown_progress() -> Shown:
    """The way to show progress here and now."""
    if in_notebook():
        from IPython.display import display  # type: ignore[import-not-found, unused-ignore]

        return NotebookLine(display)
    return TerminalLine(sys.stderr) if sys.stderr.isatty() else Lines(sys.stderr)


class Reporter:
    """Gives the library's progress to whom `progress` names, for as long as a piece of work lasts. Stages in `known`
    were shown before: work that begins with what an earlier call did repeats them."""

    def __init__(self, progress: Progress, known: tuple[str, ...] = ()) -> None:
        self.progress = progress
        self.known = known
        self.shown: Shown | None = None

    def __enter__(self) -> Callable[[str, int, int, str], None] | None:
        if self.progress is False:
            return None
        report: Report
        if self.progress is True:
            report = self.shown = shown_progress()
        else:
            report = self.progress

        def tell(stage: str, done: int, total: int, text: str) -> None:
            if stage not in self.known:
                report(Update(stage, done, total, text))
        return tell

    def __exit__(self, *_: object) -> Literal[False]:
        if self.shown:
            self.shown.close()
        return False

