// SPDX-License-Identifier: MIT
#include "nanonas/folded_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "nanonas/reference_network.h"

namespace nanonas {
namespace {

FloatNetwork random_network(Family family) {
    FloatNetwork network = blank_network({family, 3, 2, {9, 8, 3}, 4});
    Random random(1, RandomPurpose::test);
    const auto fill = [&](std::vector<float>& values, float lowest, float highest) {
        for (float& value : values) value = random.uniform(lowest, highest);
    };
    for (LayerParameters& layer : network.layers) {
        fill(layer.weights.kernel, -0.5f, 0.5f), fill(layer.weights.bias, -0.5f, 0.5f);
        fill(layer.norm.gamma, -0.5f, 1.5f), fill(layer.norm.beta, -0.3f, 0.5f);
        fill(layer.norm.mean, -0.5f, 0.5f), fill(layer.norm.variance, 0.2f, 2.0f);
    }
    return network;
}

class Folding : public testing::TestWithParam<Family> {};
INSTANTIATE_TEST_SUITE_P(OfEveryFamily, Folding, testing::ValuesIn(families()),
                         [](const auto& family) { return std::string(to_string(family.param)); });

TEST_P(Folding, ChangesNoScore) {
    const FloatNetwork network = random_network(GetParam());
    FoldedNetwork folded = fold(network);
    fold_pixel_divisor(folded);
    EXPECT_EQ(folded.pixel_divisor, 1);
    std::vector<std::uint8_t> pixels(9 * 8 * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * i * 7 % 256);
    const std::vector<float> scores = ReferenceNetwork(folded).run(pixels);
    const std::vector<float> expected = ReferenceNetwork(unfolded(network)).run(pixels);
    ASSERT_EQ(scores.size(), 4u);
    for (std::size_t i = 0; i < scores.size(); ++i)
        EXPECT_NEAR(scores[i], expected[i], 1e-5 * (1 + std::abs(expected[i])));
}

TEST_P(Folding, LeavesABatchNormBeforeItsConvolution) {
    const FoldedNetwork folded = fold(random_network(GetParam()));
    for (const std::size_t i : indices(folded.layers, LayerKind::batch_norm))
        EXPECT_EQ(folded.parameters[i].affine.scale.empty(), GetParam() == Family::current);
}

TEST(Folding, DividesPixelsInTheKernelThatReadsThem) {
    FoldedNetwork network{{2, 1, 1}, 10, {{.kind = LayerKind::dense, .channels = 1}}, {{{{5, 20}, {}}, {}}}};
    fold_pixel_divisor(network);
    EXPECT_EQ(network.parameters[0].weights.kernel, (std::vector{0.5f, 2.0f}));
}

}  // namespace
}  // namespace nanonas
