# SPDX-License-Identifier: MIT
"""What models and candidates cost, before and after training."""
from __future__ import annotations

import os
from typing import Any, Unpack

from . import _core
from .settings import Path, Settings, texts_of


def inspect(run_or_model: Path) -> dict[str, Any]:
    """What a .tflite, anyone's, consists of and costs: file_bytes, weight_bytes, metadata_bytes, macc, arena_bytes and
    arena_bytes_32bit (None where arena_unknown says why), operators and tensors."""
    return _core.inspect(os.fspath(run_or_model))


def targets(file: Path = "") -> list[dict[str, Any]]:
    """The microcontrollers that nanonas knows, and those of a TOML file of yours: name, core, ram_bytes, flash_bytes,
    clock_mhz, coremark, macc (the limit that CoreMark gives), boards, source."""
    return list(_core.targets(os.fspath(file)))


def candidate(k: int, c: int, classes: int, **settings: Unpack[Settings]) -> dict[str, Any]:
    """What the network (k, c) costs and whether it keeps within the limits: channels, macc, flash_bytes, ram_bytes,
    milliseconds (None where they are not known), feasible, reason."""
    return _core.candidate(k, c, classes, texts_of(settings))
