# SPDX-License-Identifier: MIT
"""A folder of pictures goes in; a small network that fits a microcontroller comes out.

    from nanonas import NanoNAS      # the reference implementation's class, call for call
    import nanonas
    found = nanonas.run("photos/train", "my-run", test="photos/test", target="STM32L010RBT6")
"""
from ._core import version as __version__
from .errors import Error, Interrupted, NoNetworkFits, UsageError
from .inspection import candidate, inspect, targets
from .models import Interpreter, Network
from .pictures import Pictures, load_picture, sample
from .progress import Update
from .reference import NanoNAS
from .runs import Candidate, Run, run, search

__all__ = [
    "Candidate", "Error", "Interpreter", "Interrupted", "NanoNAS", "Network", "NoNetworkFits", "Pictures", "Run",
    "Update", "UsageError", "__version__", "candidate", "inspect", "load_picture", "run", "sample", "search", "targets",
]
