# SPDX-License-Identifier: MIT
"""Runs a WebAssembly program in wasmtime, with less than a browser's rights: no threads, no network, and of files those of
the project's folder, to read.   run_wasm.py PROGRAM.wasm ARGUMENT..."""
import os
import sys

import wasmtime


def main():
    config = wasmtime.Config()
    config.cache = True
    engine = wasmtime.Engine(config)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    store = wasmtime.Store(engine)
    wasi = wasmtime.WasiConfig()
    wasi.argv = sys.argv[1:]
    wasi.env = [(name, value) for name, value in os.environ.items() if name.startswith("GTEST_")]
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    project = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    wasi.preopen_dir(project, project, fs_mutable=False)
    store.set_wasi(wasi)
    instance = linker.instantiate(store, wasmtime.Module.from_file(engine, sys.argv[1]))
    try:
        instance.exports(store)["_start"](store)
    except wasmtime.ExitTrap as exit_trap:
        return exit_trap.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
