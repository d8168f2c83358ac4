// SPDX-License-Identifier: MIT
// `nanonas inspect` of any file: read, measured, made into C and run, each where the one before allows it.
#include <cstdint>
#include <cstdlib>

#include "nanonas/codegen.h"
#include "nanonas/inspect.h"
#include "nanonas/interpreter.h"
#include "nanonas/tflite.h"

namespace {

constexpr std::int64_t most_macc = 100'000;  // what takes more is right, but slow
constexpr std::int64_t most_bytes = 1 << 20;

bool is_small(const nanonas::Graph& graph) {
    std::int64_t bytes = 0;
    for (const nanonas::GraphTensor& tensor : graph.tensors) {
        if (tensor.bytes() > most_bytes || (bytes += tensor.bytes()) > most_bytes) return false;
    }
    return graph.operators.size() < 100 && nanonas::macc(graph) <= most_macc;
}

void run(nanonas::Interpreter& interpreter, const nanonas::Graph& graph) {
    const auto bytes = [&](int tensor) {
        return static_cast<std::size_t>(graph.tensors[static_cast<std::size_t>(tensor)].bytes());
    };
    std::vector<std::uint8_t> in(bytes(graph.inputs[0]), 77), out(bytes(graph.outputs[0]));
    interpreter.run(in, out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto graph = nanonas::read_tflite(std::as_bytes(std::span(data, size)), "x.tflite");
    if (!graph) return 0;
    const nanonas::Inspection inspection = nanonas::inspect(*graph, static_cast<std::int64_t>(size));
    if (inspection.arena.has_value() != inspection.arena_unknown.empty()) std::abort();
    if (!is_small(*graph)) return 0;
    if (const auto shape = nanonas::c_shape(*graph); shape) {
        nanonas::fit_as_c(*shape, inspection, nanonas::builtin_targets()[0]);
    }
    // What is read can be written, and is then read again.
    if (!nanonas::read_tflite(nanonas::write_tflite(*graph), "x.tflite")) std::abort();
    if (auto interpreter = nanonas::Interpreter::create(*graph)) run(*interpreter, *graph);
    return 0;
}
