// SPDX-License-Identifier: MIT
/// @file
/// From a list of layers to the operators that TensorFlow Lite runs.
#pragma once

#include <span>
#include <vector>

#include "nanonas/architecture.h"
#include "nanonas/graph.h"

namespace nanonas {

/// Which layers an operator stands for.
struct OperatorOrigin {
    int parameters = -1;  ///< index of the layer whose weights or factors are its constants; -1: of none
    int output = -1;      ///< index of the layer whose values decide the scale of its output; -1: of none
};

/// A network's graph, and where its operators come from.
struct LoweredNetwork {
    Graph graph;                          ///< what lower(architecture) gives
    std::vector<OperatorOrigin> origins;  ///< of each of its operators
};

/// The uint8 -> uint8 quantised graph of a network, with every shape and every constant's size, but no
/// weights: scales are 0 but for those of pixels and probabilities, zero points are set where the structure
/// knows them. Files and memory depend on nothing else. A convolution does the BatchNorm and the ReLU behind
/// it at once; any other BatchNorm is a MUL and an ADD. Precondition: supported(layers).
LoweredNetwork lower(std::span<const Layer> layers, const InputShape& input);

/// Of an architecture. Precondition: constructible(architecture).
Graph lower(const Architecture& architecture);

}  // namespace nanonas
