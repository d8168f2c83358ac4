# SPDX-License-Identifier: MIT
"""The settings of a run, under their names in run.toml."""
from __future__ import annotations

import os
from typing import Literal, Mapping, Sequence, TypedDict

Path = str | os.PathLike[str]
Size = int | str  # 20480, "20KiB", "750k"
InputShape = Sequence[int] | str  # (50, 50, 3) or "50x50x3": height, width, channels


class Options(TypedDict, total=False):
    """What decides a run's result, and how fast it comes. `nanonas run --help` explains each."""

    resize: Literal["tensorflow", "antialiased"]
    ignore_orientation: bool
    skip_unreadable: bool
    target: str | None
    targets: Path
    reserve_ram: Size
    reserve_flash: Size
    runtime: Literal["c", "tflm"]
    max_ms: float | None
    macc: Literal["true", "reference"]
    arena: Literal["64", "32", 64, 32]
    variant: Literal["current", "prime23"]
    strategy: str
    evaluation: Literal["default", "reference"]
    recipe: Literal["default", "reference", "evaluation"]
    mirror: Literal["yes", "no"] | bool | None
    balance: bool
    math: Literal["exact", "fast"]
    only: str
    seed: int
    test_split: float | None
    threads: int | None
    verify_cache: bool
    max_memory: Size


class Settings(Options, total=False):
    """With those that NanoNAS has as arguments of its own."""

    input: InputShape
    val_split: float
    max_ram: Size | None
    max_flash: Size | None
    max_macc: Size | None
    arch: tuple[int, int]
    epochs: int | None
    batch: int | None
    learning_rate: float | None
    cache: Path


def text_of(name: str, value: object) -> str:
    """A value as the library reads it."""
    if isinstance(value, bool):
        if name == "mirror":
            return "yes" if value else "no"
        return "true" if value else "false"
    if isinstance(value, (str, os.PathLike)):
        return os.fspath(value)
    if isinstance(value, Sequence):
        return ("," if name == "arch" else "x").join(str(number) for number in value)
    return str(value)


def texts_of(settings: Mapping[str, object]) -> dict[str, str]:
    """All that are given; None leaves a setting as it is."""
    return {name: text_of(name, value) for name, value in settings.items() if value is not None}
