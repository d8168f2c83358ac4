// SPDX-License-Identifier: MIT
// The two ends of a classifier's graph: picture bytes in, class probabilities out.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "nanonas/graph.h"
#include "nanonas/input_shape.h"

namespace nanonas {

const GraphTensor& input_tensor(const Graph& graph);
const GraphTensor& output_tensor(const Graph& graph);

// The picture that the graph takes; an error where it is no classifier of single uint8 or int8 pictures.
Result<InputShape> classifier_input(const Graph& graph, std::string_view name);

// Makes u8 pixels the bytes of the input tensor: as they are for uint8, 128 lower for int8.
void to_input(const Graph& graph, std::span<std::uint8_t> pixels);

// One value a class from the bytes of the output tensor.
std::vector<float> probabilities(const Graph& graph, std::span<const std::uint8_t> output);

}  // namespace nanonas
