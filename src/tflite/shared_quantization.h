// SPDX-License-Identifier: MIT
// Which tensors of a graph share quantisation parameters because of how they are connected, whatever the
// values: a file that shares by this rule alone has a size that is a function of the architecture.
#pragma once

#include <optional>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

struct SharedQuantization {
    int parameters_of = -1;  // the tensor whose scales and zero points it repeats; its own index if none
    int scale_of = -1;       // the tensor whose scales it repeats; its own index if none
    std::optional<std::int64_t> zero_point;  // known from the structure
};

// One entry for each tensor. Weights have zero point 0 (TensorFlow Lite's quantisation specification), what
// follows a ReLU begins at the lowest integer, poolings keep their input's parameters and QUANTIZE between
// uint8 and int8 its scale. Where a tensor of a foreign graph disagrees with a rule it has parameters of its
// own.
std::vector<SharedQuantization> shared_quantization(const Graph& graph);

}  // namespace nanonas
