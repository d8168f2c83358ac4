# SPDX-License-Identifier: MIT
"""The whole way from a folder of pictures to a quantised network, and what lies in a run folder afterwards."""
from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import tempfile
import warnings
from typing import Any, Iterator, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from .errors import Error, Interrupted
from .models import Floats, Interpreter, Network
from .progress import Progress, Reporter
from .settings import Path, Settings, texts_of


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A decision of the search."""

    k: int
    c: int
    feasible: bool
    reason: str | None  # why not
    macc: int | None
    flash_bytes: int | None
    ram_bytes: int | None
    val_accuracy: NDArray[np.float64]  # after each epoch; empty if infeasible
    seconds: float
    milliseconds: float | None = None  # of a picture, as C; None where the core's cycles are not known

    @property
    def score(self) -> float:
        """What the search compares: the best accuracy, rounded to 3 decimals; -1 if infeasible."""
        return round(float(self.val_accuracy.max()), 3) if self.val_accuracy.size else -1.0


def read_journal(folder: Path) -> list[Candidate]:
    """The decisions that a search wrote down, in order."""
    journal = pathlib.Path(folder) / "journal.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return [Candidate(**{**entry, "val_accuracy": np.array(entry["val_accuracy"], np.float64)})
            for entry in map(json.loads, lines)]


class Run:
    """A run folder. `result` is its result.json, whose figures are None as long as nothing measured them."""

    def __init__(self, folder: Path) -> None:
        self.folder = pathlib.Path(folder)
        file = self.folder / "result.json"
        if not file.exists():
            raise Error(f'"{self.folder}" has no result yet; finish the run with resume=True.')
        self.result: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))

    def __repr__(self) -> str:
        architecture = self.result["architecture"]
        return f'<Run "{self.folder}": ({architecture["k"]},{architecture["c"]})>'

    @property
    def classes(self) -> list[str]:
        return list(self.result["classes"])

    @property
    def warnings(self) -> list[str]:
        """What the figures alone would hide, such as a network at chance; a sentence each."""
        return list(self.result.get("warnings", []))

    @property
    def candidates(self) -> list[Candidate]:
        return read_journal(self.folder)

    @property
    def val_accuracy(self) -> NDArray[np.float64]:
        """The learning curve: validation accuracy after each epoch of the final training."""
        return self.network.val_accuracy

    @property
    def network(self) -> Network:
        return Network(self.folder)

    @property
    def weights(self) -> dict[str, Floats]:
        return self.network.weights

    @property
    def interpreter(self) -> Interpreter:
        return Interpreter(self.folder)

    def predict(self, pictures: ArrayLike) -> Floats:
        """The int8 network's probabilities of a uint8 array of pictures."""
        return self.interpreter.predict(pictures)


@contextlib.contextmanager
def interruption(sentence: str) -> Iterator[None]:
    """Says after Ctrl-C how to go on."""
    try:
        yield
    except Interrupted as stop:
        raise Interrupted(sentence) from stop.__cause__


def run(pictures: Path | None, out: Path, *, test: Path | None = None, as_reference: bool = False, resume: bool = False,
        force: bool = False, last: str = "all", progress: Progress = True, **settings: Unpack[Settings]) -> Run:
    """Searches, trains, quantises and tests; all that it makes is in the folder `out`. `pictures` has a subfolder a
    class, None is the built-in sample set. `resume` goes on with an interrupted run, `force` replaces one; `last` is the
    last stage: search, train, quantize or all. With arch=(k, c) that network is trained without a search."""
    texts = texts_of({"pictures": pictures, "test": test, "as_reference": as_reference, **settings})
    go_on = f'Interrupted; what was finished is saved in "{os.fspath(out)}". Go on with resume=True.'
    with interruption(go_on), Reporter(progress) as report:
        _core.run(texts, os.fspath(out), last, resume, force, report)
    done = Run(out)
    for sentence in done.warnings:
        warnings.warn(sentence, stacklevel=2)
    return done


def search(pictures: Path | None, out: Path | None = None, *, as_reference: bool = False, force: bool = False,
           progress: Progress = True, **settings: Unpack[Settings]) -> list[Candidate]:
    """Algorithm 1 alone: its decisions in order. With `out` an interrupted search goes on where it was."""
    texts = texts_of({"pictures": pictures, "as_reference": as_reference, **settings})
    go_on = ("Interrupted; nothing is saved without out=." if out is None else
             f'Interrupted; what was finished is saved in "{os.fspath(out)}". The same call goes on.')
    with interruption(go_on), tempfile.TemporaryDirectory() as nowhere, Reporter(progress) as report:
        folder = os.fspath(nowhere if out is None else out)
        _core.search(texts, folder, force, report)
        return read_journal(folder)
