# SPDX-License-Identifier: MIT
"""Trained networks on numpy arrays: the float one of weights.safetensors and the int8 one of a .tflite."""
from __future__ import annotations

import json
import os
import pathlib
import warnings

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from .errors import UsageError
from .pictures import Pictures, shape_of
from .progress import Progress, Reporter
from .settings import Path

Floats = NDArray[np.float32]


def as_pictures(pictures: ArrayLike) -> tuple[NDArray[np.uint8], bool]:
    """(pictures, height, width, channels), and whether it was a single one."""
    array = np.asarray(pictures)
    if array.dtype != np.uint8:
        raise UsageError(f"Pictures are uint8 from 0 to 255, not {array.dtype}; round and convert them first.")
    single = array.ndim == 3
    if single:
        array = array[np.newaxis]
    if array.ndim != 4:
        raise UsageError(f"A picture has height, width and channels; an array of {array.ndim} dimensions is neither one "
                         "nor several.")
    return np.ascontiguousarray(array), single


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


def accuracy(confusion: NDArray[np.uint32]) -> float:
    """The share of right answers in a confusion matrix."""
    return float(np.trace(confusion) / max(int(confusion.sum()), 1))


def warn_of_chance(confusion: NDArray[np.uint32]) -> None:
    """Says when a network can't be told from one that always gives the same answer."""
    pictures = int(confusion.sum())
    always = float(confusion.sum(axis=1).max() / max(pictures, 1))
    interval = _core.wilson_interval(accuracy(confusion), pictures)
    if interval is not None and interval[0] <= always:
        warnings.warn(f"The network is at chance: {accuracy(confusion):.1%} of {pictures} pictures right (95 % interval "
                      f"{interval[0]:.1%} to {interval[1]:.1%}) can't be told from always giving the same answer "
                      f"({always:.1%}). The reference's evaluation often stops at too small a network: "
                      'NanoNAS(..., evaluation="default") judges candidates as nanonas.run does.', stacklevel=3)


def confusion_of(network: _core.Model | _core.Network, pictures: Pictures, threads: int | None,
                 progress: Progress) -> NDArray[np.uint32]:
    with Reporter(progress) as report:
        counts: NDArray[np.uint32] = network.confusion(pictures._core, threads or cores(), report)
    return counts


class Interpreter:
    """An int8 .tflite, or that of a run folder, with the integer arithmetic of TensorFlow Lite Micro's reference
    kernels: the very bytes that the microcontroller computes."""

    def __init__(self, run_or_model: Path) -> None:
        self._core = _core.Model(os.fspath(run_or_model))
        self.input_shape = shape_of(self._core.input())
        labels = pathlib.Path(self._core.path()).with_name("labels.txt")
        self.labels = (labels.read_text(encoding="utf-8").splitlines() if labels.exists()
                       else [str(i) for i in range(self._core.classes())])

    def predict(self, pictures: ArrayLike) -> Floats:
        """Probabilities of a uint8 array: (classes) of one picture, (pictures, classes) of several."""
        array, single = as_pictures(pictures)
        answers: Floats = self._core.predict(array)
        return answers[0] if single else answers

    def confusion(self, pictures: Pictures, *, threads: int | None = None,
                  progress: Progress = False) -> NDArray[np.uint32]:
        """How often pictures of each class (row) got each answer (column)."""
        return confusion_of(self._core, pictures, threads, progress)


class Network:
    """The float network of a weights.safetensors, or that of a run folder."""

    def __init__(self, run_or_weights: Path) -> None:
        path = pathlib.Path(run_or_weights)
        self.path = path / "weights.safetensors" if path.is_dir() else path
        self._core = _core.read_network(self.path)
        self.input_shape = shape_of(self._core.input())

    @property
    def weights(self) -> dict[str, Floats]:
        """The arrays of the file by name: "convolutions.0.kernel" (out, in, 3, 3) to "dense.bias"."""
        data = self.path.read_bytes()
        begin = 8 + int.from_bytes(data[:8], "little")
        entries = json.loads(data[8:begin])
        entries.pop("__metadata__", None)
        return {name: np.frombuffer(data, np.dtype("<f4"), int(np.prod(entry["shape"])),
                                    begin + entry["data_offsets"][0]).reshape(entry["shape"])
                for name, entry in entries.items()}

    @property
    def val_accuracy(self) -> NDArray[np.float64]:
        """The validation accuracy after each epoch of its training."""
        return np.array(json.loads(self._core.metadata().get("val_accuracy", "[]")), np.float64)

    def predict(self, pictures: ArrayLike, *, threads: int | None = None) -> Floats:
        """Probabilities of a uint8 array: (classes) of one picture, (pictures, classes) of several."""
        array, single = as_pictures(pictures)
        answers: Floats = self._core.predict(array, threads or cores())
        return answers[0] if single else answers

    def confusion(self, pictures: Pictures, *, threads: int | None = None,
                  progress: Progress = False) -> NDArray[np.uint32]:
        """How often pictures of each class (row) got each answer (column)."""
        return confusion_of(self._core, pictures, threads, progress)
