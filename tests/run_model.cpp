// SPDX-License-Identifier: MIT
// For test_tflite_oracles.py: runs nanonas' interpreter on every input of a file, bytes one after another,
// and writes its outputs. It also writes the model that it read, as nanonas would write it.
//   run_model MODEL INPUTS OUTPUTS REWRITTEN
#include <cstdio>

#include "nanonas/interpreter.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {
namespace {

std::size_t bytes_of(const Graph& graph, const std::vector<int>& ports) {
    return static_cast<std::size_t>(graph.tensors[static_cast<std::size_t>(ports[0])].bytes());
}

Result<void> run(char** arguments) {
    NANONAS_TRY(const auto file, read_bytes(arguments[1]));
    NANONAS_TRY(const Graph graph, read_tflite(file, arguments[1]));
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
    NANONAS_TRY(const auto inputs, read_bytes(arguments[2]));
    const std::size_t in = bytes_of(graph, graph.inputs), out = bytes_of(graph, graph.outputs);
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(inputs.data());
    std::vector<std::uint8_t> outputs(inputs.size() / in * out);
    for (std::size_t i = 0; i < inputs.size() / in; ++i) {
        interpreter.run({pixels + i * in, in}, std::span(outputs).subspan(i * out, out));
    }
    NANONAS_TRY_VOID(write_atomically(arguments[3], std::as_bytes(std::span(outputs))));
    return write_atomically(arguments[4], write_tflite(graph));
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count != 5) {
        std::fputs("usage: run_model MODEL INPUTS OUTPUTS REWRITTEN\n", stderr);
        return 2;
    }
    const auto done = nanonas::run(arguments);
    if (!done) fmt::print(stderr, "{}\n", done.error().message);
    return done ? 0 : 1;
}
