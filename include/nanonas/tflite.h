// SPDX-License-Identifier: MIT
/// @file
/// Graph <-> the bytes of a .tflite file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

/// A file as small as the format allows and LiteRT and TensorFlow Lite Micro accept: no names, no metadata,
/// parts shared where the graph's structure makes them equal. Of the graphs of lower() and quantize() its
/// size depends on the architecture alone, never on values. Constants without data are written as zeros; data
/// is aligned to 16 bytes as the schema asks. Precondition: indices are those of tensors.
std::vector<std::byte> write_tflite(const Graph& graph);

/// write_tflite(graph).size(), without making the file.
std::int64_t tflite_bytes(const Graph& graph);

/// Reads a file of anyone's, as TensorFlow Lite Micro does. Hostile input gets an error of one sentence,
/// never a crash: what is returned has valid indices, shapes below 2^31 elements and constants that fill
/// their shapes. Any number of scales may belong to a tensor, along any axis, and a tensor may be read that
/// nothing writes: the interpreter refuses such graphs. Operators that nanonas doesn't know keep their code
/// but not their options. `name` is what errors call the file.
Result<Graph> read_tflite(std::span<const std::byte> file, std::string_view name);

}  // namespace nanonas
