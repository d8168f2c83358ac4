// SPDX-License-Identifier: MIT
/// @file
/// uint8 post-training quantisation: int8 inside, per-channel kernels, uint8 input (scale 1, zero point 0)
/// and output.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/float_network.h"
#include "nanonas/graph.h"

namespace nanonas {

/// The graph of lower(network.architecture) with weights and scales. Ranges of activations are the extremes
/// over the given pictures of `calibration` (TensorFlow Lite's min/max calibration; 150 are usual), which has
/// the network's input shape. Errors: no picture, one that can't be read, a weight that is not finite.
Result<Graph> quantize(const FloatNetwork& network, const PictureSource& calibration,
                       std::span<const std::uint32_t> pictures);

/// The pictures to calibrate with: 150 of the training, as the reference takes, drawn with the seed.
std::vector<std::uint32_t> calibration_choice(std::vector<std::uint32_t> training, std::uint64_t seed);

}  // namespace nanonas
