// SPDX-License-Identifier: MIT
// The network as inference sees it: BatchNorm turned into plain factors, and into the convolution where that
// changes no value.
#pragma once

#include <vector>

#include "nanonas/float_network.h"

namespace nanonas {

struct FoldedStage {
    // Family prime23: x scale + shift before the convolution, one pair a channel; its shift would have to
    // precede the zero padding, so it can't be folded. Stage 0 takes pixels of 0 to 255. Empty for current.
    std::vector<float> scale, shift;
    std::vector<float> kernel;  // [out][3][3][in]
    std::vector<float> bias;    // [out]
};

struct FoldedNetwork {
    Architecture architecture;
    std::vector<FoldedStage> stages;  // c+1
    Weights dense;
};

// An error where a weight is not a finite number.
Result<FoldedNetwork> fold(const FloatNetwork& network);

}  // namespace nanonas
