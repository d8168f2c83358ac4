// SPDX-License-Identifier: MIT
// uint8 post-training quantisation: int8 inside, per-channel kernels, uint8 input (scale 1, zero point 0) and
// output.
#pragma once

#include "nanonas/float_network.h"
#include "nanonas/graph.h"
#include "nanonas/pictures.h"

namespace nanonas {

// Ranges of activations are the extremes over `calibration`'s first `count` pictures in `order` (TensorFlow
// Lite's min/max calibration). The result has the structure of lower(network.architecture).
Result<Graph> quantize(const FloatNetwork& network, const PictureSource& calibration,
                       std::span<const std::uint32_t> pictures);

}  // namespace nanonas
