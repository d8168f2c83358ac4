# SPDX-License-Identifier: MIT
"""Runs a WebAssembly program with the rights of a browser's: no threads, no network, of files those of one folder.
run_wasm.py PROGRAM.wasm ARGUMENT... The folder is NANONAS_WASM_FOLDER, if set."""
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
    if folder := os.environ.get("NANONAS_WASM_FOLDER"):
        wasi.preopen_dir(folder, folder)
    store.set_wasi(wasi)
    instance = linker.instantiate(store, wasmtime.Module.from_file(engine, sys.argv[1]))
    try:
        instance.exports(store)["_start"](store)
    except wasmtime.ExitTrap as exit_trap:
        return exit_trap.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
