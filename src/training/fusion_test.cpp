// SPDX-License-Identifier: MIT
#include "training/fusion.h"

#include <gtest/gtest.h>

#include "training/test_layers.h"

namespace nanonas {
namespace {

using enum LayerKind;

FusedLayers fused(const std::vector<Layer>& layers) {
    const InputShape input{16, 16, 3};
    return fuse(layers, input, parameter_layout(layers, input), Math::exact);
}

TEST(Fusion, MakesOneLayerOfAConvolutionAndWhatFollowsItAsOfTheClassifier) {
    EXPECT_EQ(fused(layers({Family::current, 3, 2, {16, 16, 3}, 2})).layers.size(), 3u + 1);
    EXPECT_EQ(fused(layers({Family::prime23, 3, 2, {16, 16, 3}, 2})).layers.size(), 1 + 3u + 1);
}

// All ways in which BatchNorms may stand around three convolutions, and whether there is a dropout.
TEST(Fusion, TakesEveryListThatIsSupported) {
    int taken = 0;
    for (unsigned choice = 0; choice < 128; ++choice) {
        std::vector<LayerKind> kinds;
        for (unsigned convolutions = 0; convolutions < 3; ++convolutions) {
            const unsigned norms = choice >> (2 * convolutions);
            if (convolutions > 0) kinds.push_back(max_pool);
            if ((norms & 1) != 0) kinds.push_back(batch_norm);
            kinds.push_back(convolution);
            if ((norms & 2) != 0) kinds.push_back(batch_norm);
            kinds.push_back(relu);
        }
        kinds.push_back(global_average);
        if (choice >= 64) kinds.push_back(dropout);
        kinds.push_back(dense);
        const std::vector<Layer> layers = chain(kinds, 3, 2);
        if (!supported(layers)) continue;
        EXPECT_EQ(fused(layers).layers.size(), (choice & 1) + 3 + 1) << choice;
        ++taken;
    }
    // With dropout or not, before the first convolution or not, behind the last or not, and on no side or one
    // of each pooling.
    EXPECT_EQ(taken, 2 * 2 * 2 * 3 * 3);
}

}  // namespace
}  // namespace nanonas
