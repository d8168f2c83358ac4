// SPDX-License-Identifier: MIT
#include "training/inference.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "nanonas/reference_network.h"

namespace nanonas {
namespace {

using kernels::pack_size;

// All parameters in general position.
FloatNetwork random_network(const Architecture& architecture) {
    FloatNetwork network = blank_network(architecture);
    Random random(9, RandomPurpose::test);
    const auto fill = [&](std::vector<float>& values, float low, float high) {
        for (float& value : values) value = random.uniform(low, high);
    };
    for (LayerParameters& layer : network.layers) {
        fill(layer.weights.kernel, -0.5f, 0.5f);
        fill(layer.weights.bias, -0.3f, 0.3f);
        fill(layer.norm.gamma, -1.0f, 1.5f);
        fill(layer.norm.beta, -0.3f, 0.5f);
        fill(layer.norm.mean, -0.5f, 0.5f);
        fill(layer.norm.variance, 0.2f, 2.0f);
    }
    return network;
}

TEST(Inference, EqualsTheReferenceWithMovingAverages) {
    for (const Family family : families()) {
        const InputShape input{10, 9, 3};
        const FloatNetwork network = random_network({family, 3, 2, input, 4});
        const ReferenceNetwork reference(unfolded(network));
        const Inference inference(network);
        Inference::Scratch scratch = inference.scratch();
        std::vector<std::vector<float>> expected;
        Random random(10, RandomPurpose::test);
        for (int s = 0; s < pack_size; ++s) {
            std::vector<std::uint8_t> picture(static_cast<std::size_t>(input.bytes()));
            for (std::size_t i = 0; i < picture.size(); ++i) {
                picture[i] = static_cast<std::uint8_t>(random.below(4));
                const std::size_t pixel = i / 3, channel = i % 3;
                scratch.inputs[0].planes.plane(static_cast<int>(channel))[pixel * pack_size + s] =
                    static_cast<float>(picture[i]) / pixel_divisor(family);
            }
            expected.push_back(reference.run(picture));
        }
        inference.run(scratch);
        for (int s = 0; s < pack_size; ++s) {
            for (int c = 0; c < 4; ++c)
                EXPECT_NEAR(scratch.logits[c * pack_size + s], expected[s][c], 1e-5) << to_string(family);
        }
    }
}

}  // namespace
}  // namespace nanonas
