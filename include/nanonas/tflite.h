// SPDX-License-Identifier: MIT
// Graph <-> the bytes of a .tflite file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

// The smallest file that LiteRT and TensorFlow Lite Micro accept: no names, no metadata, equal structures
// shared. Its size depends on shapes alone, never on values. Constants without data are written as zeros.
std::vector<std::byte> write_tflite(const Graph& graph);

// write_tflite(graph).size(), without making the file.
std::int64_t tflite_bytes(const Graph& graph);

// Reads a file of anyone's. Hostile input gets an error, never a crash; operators that nanonas doesn't know
// keep their code. `name` is what errors call the file.
Result<Graph> read_tflite(std::span<const std::byte> file, std::string_view name);

}  // namespace nanonas
