// SPDX-License-Identifier: MIT
// Between which values the layers of a network write, over some pictures.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/folded_network.h"
#include "nanonas/lower.h"

namespace nanonas {

struct Range {
    float lowest = 0, highest = 0;                // zero is always in it: paddings must be exact
    void include(std::span<const float> values);  // values that are no numbers make it infinite
    bool finite() const { return std::isfinite(lowest) && std::isfinite(highest); }
};

struct LayerRanges {
    Range scaled;   // of a BatchNorm between its factor and its term
    Range written;  // of what the layer writes
};

// By layer; empty ranges but for those that decide the scale of an operator's output. Runs the network in
// single precision over pictures[...] of the source; sums have one order, so that equal pictures give equal
// ranges everywhere. An error where a value leaves the range of a float.
Result<std::vector<LayerRanges>> calibrate(const FoldedNetwork& network,
                                           std::span<const OperatorOrigin> operators,
                                           const PictureSource& source,
                                           std::span<const std::uint32_t> pictures);

}  // namespace nanonas
