// SPDX-License-Identifier: MIT
// Between which values each tensor of a network lies, over some pictures.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "nanonas/pictures.h"
#include "quantize/folding.h"

namespace nanonas {

struct Range {
    float lowest = 0, highest = 0;                // zero is always in it: paddings must be exact
    void include(std::span<const float> values);  // values that are no numbers make it infinite
    bool finite() const { return std::isfinite(lowest) && std::isfinite(highest); }
};

struct StageRanges {
    Range scaled, shifted;  // of variant prime23
    Range convolved;        // after ReLU
};

struct Calibration {
    std::vector<StageRanges> stages;  // c+1
    Range mean, logits;
};

// Runs the network in single precision over pictures[...] of the source; sums have one order, so that equal
// pictures give equal ranges everywhere. An error where a value leaves the range of a float.
Result<Calibration> calibrate(const FoldedNetwork& network, const PictureSource& source,
                              std::span<const std::uint32_t> pictures);

}  // namespace nanonas
