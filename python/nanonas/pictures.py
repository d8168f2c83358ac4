# SPDX-License-Identifier: MIT
"""Pictures as numpy arrays: resized to the network's input and rounded to bytes, as every part of nanonas sees them."""
from __future__ import annotations

import os
from typing import Iterable, Iterator, Sequence, Unpack

import numpy as np
from numpy.typing import NDArray

from . import _core
from .progress import Progress, Reporter
from .settings import Path, Settings, texts_of

Bytes = NDArray[np.uint8]


def shape_of(text: str) -> tuple[int, int, int]:
    """(50, 50, 3) of "50x50x3"."""
    height, width, channels = (int(number) for number in text.split("x"))
    return height, width, channels


class Pictures:
    """A folder with a subfolder of pictures a class, through the cache: pictures[i] is a uint8 array (height, width,
    channels). Settings that matter: input, resize, ignore_orientation, skip_unreadable, threads, cache, max_memory."""

    def __init__(self, folder: Path, *, labels: Sequence[str] = (), progress: Progress = False,
                 **settings: Unpack[Settings]) -> None:
        """`labels`: the classes that the folder must have, if it must."""
        with Reporter(progress) as report:
            self._core = _core.open_pictures(os.fspath(folder), texts_of(settings), list(labels), report)
        self.classes: list[str] = self._core.classes()
        self.shape = shape_of(self._core.shape())
        self.labels: NDArray[np.int32] = self._core.labels()  # index into classes, of each picture

    def __len__(self) -> int:
        return len(self._core)

    def __getitem__(self, picture: int) -> Bytes:
        if not -len(self) <= picture < len(self):
            raise IndexError(f"There is no picture {picture} among {len(self)}.")
        one: Bytes = self.array([picture % len(self)])[0]
        return one

    def __iter__(self) -> Iterator[Bytes]:
        return (self[i] for i in range(len(self)))

    def array(self, pictures: Iterable[int] | None = None) -> Bytes:
        """Those with the given indices, or all: (pictures, height, width, channels)."""
        read: Bytes = self._core.read(list(range(len(self)) if pictures is None else pictures))
        return read

    def path(self, picture: int) -> str:
        """Relative to the folder."""
        return self._core.path(picture)


def load_picture(file: Path, **settings: Unpack[Settings]) -> Bytes:
    """One picture as a uint8 array (height, width, channels). Settings that matter: input, resize,
    ignore_orientation."""
    picture: Bytes = _core.load_picture(os.fspath(file), texts_of(settings))
    return picture


def sample(folder: Path, *, count: int = 2400, size: int = 64, seed: int = 0, first: int = 0,
           threads: int | None = None, progress: Progress = False) -> None:
    """Draws the built-in sample set into a new folder: road signs of five kinds, and street clutter without one."""
    with Reporter(progress) as report:
        _core.sample(os.fspath(folder), count, size, seed, first, threads or os.cpu_count() or 1, report)
