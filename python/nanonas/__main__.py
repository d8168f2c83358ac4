# SPDX-License-Identifier: MIT
"""`python -m nanonas` and the command `nanonas`: the command line that comes with the package."""
import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).parent / "bin/nanonas"
    os.execv(program, ["nanonas", *sys.argv[1:]])


if __name__ == "__main__":
    main()
