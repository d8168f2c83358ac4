// SPDX-License-Identifier: MIT
// Runs a WebAssembly program in Node with what every browser has too: text that goes out, arguments, a clock. Files there
// are none. node run_wasm.mjs PROGRAM.wasm ARGUMENT...
import {readFileSync, writeSync} from 'node:fs';

const args = process.argv.slice(2);
const bytes = args.map(text => new TextEncoder().encode(text + '\0'));
let memory;
const view = () => new DataView(memory.buffer);
const errors = {badFile: 8, notThere: 52};

class Exit extends Error {
    constructor(code) { super(`exit ${code}`); this.code = code; }
}

// The functions of wasi_snapshot_preview1 that a program of the core calls; each gives 0 or the number of an error.
const wasi = {
    args_sizes_get(count, size) {
        view().setUint32(count, args.length, true);
        view().setUint32(size, bytes.reduce((sum, arg) => sum + arg.length, 0), true);
        return 0;
    },
    args_get(pointers, text) {
        bytes.forEach((arg, i) => {
            view().setUint32(pointers + 4 * i, text, true);
            new Uint8Array(memory.buffer).set(arg, text);
            text += arg.length;
        });
        return 0;
    },
    environ_sizes_get(count, size) {
        view().setUint32(count, 0, true);
        view().setUint32(size, 0, true);
        return 0;
    },
    environ_get: () => 0,
    clock_time_get(clock, _precision, time) {
        const milliseconds = clock === 0 ? Date.now() : performance.now();
        view().setBigUint64(time, BigInt(Math.round(milliseconds * 1e6)), true);
        return 0;
    },
    fd_write(file, buffers, count, written) {
        if (file !== 1 && file !== 2) return errors.badFile;
        let sum = 0;
        for (let i = 0; i < count; ++i) {
            const begin = view().getUint32(buffers + 8 * i, true), size = view().getUint32(buffers + 8 * i + 4, true);
            for (let done = 0; done < size;) done += writeSync(file, new Uint8Array(memory.buffer, begin + done, size - done));
            sum += size;
        }
        view().setUint32(written, sum, true);
        return 0;
    },
    fd_fdstat_get(file, status) {
        if (file > 2) return errors.badFile;
        new Uint8Array(memory.buffer, status, 24).fill(0);
        view().setUint8(status, 2);  // a character device
        return 0;
    },
    fd_prestat_get: () => errors.badFile,
    proc_exit(code) { throw new Exit(code); },
};
const module = new WebAssembly.Module(readFileSync(args[0]));
const imports = Object.fromEntries(WebAssembly.Module.imports(module).map(({name}) => [name, wasi[name] ?? (() => errors.notThere)]));
const instance = new WebAssembly.Instance(module, {wasi_snapshot_preview1: imports});
memory = instance.exports.memory;
try {
    instance.exports._start();
} catch (error) {
    if (!(error instanceof Exit)) throw error;
    process.exitCode = error.code;
}
