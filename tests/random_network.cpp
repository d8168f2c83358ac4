// SPDX-License-Identifier: MIT
#include "random_network.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

void fill(std::vector<float>& values, Random& random, float low, float high) {
    for (float& value : values) value = random.uniform(low, high);
}

}  // namespace

FloatNetwork random_network(const Architecture& architecture, Random& random) {
    FloatNetwork network = blank_network(architecture);
    const bool whole_pixels = pixel_divisor(architecture.family) == 1;
    const std::vector<Weights*> convolutions = network.convolutions();
    const std::vector<BatchNorm*> norms = network.norms();
    for (std::size_t i = 0; i < norms.size(); ++i) {
        const auto inputs = static_cast<float>(convolutions[i]->kernel.size() / 9) /
                            static_cast<float>(convolutions[i]->bias.size());
        const float limit =
            std::sqrt(0.7f / inputs);  // keeps activations at one magnitude, layer after layer
        fill(convolutions[i]->kernel, random, -limit, limit);
        fill(convolutions[i]->bias, random, -0.2f, 0.2f);
        BatchNorm& norm = *norms[i];
        const float magnitude = whole_pixels && i == 0 ? 150.0f : 1.0f;  // of what the norm sees
        fill(norm.gamma, random, 0.3f, 1.5f);
        fill(norm.beta, random, -0.4f, 0.6f);
        fill(norm.mean, random, -0.5f * magnitude, 0.5f * magnitude);
        fill(norm.variance, random, 0.1f * magnitude, 2.0f * magnitude * magnitude);
    }
    const auto features = static_cast<float>(convolutions.back()->bias.size());
    const float limit = 4.0f / std::sqrt(features);
    fill(network.dense().kernel, random, -limit, limit);
    fill(network.dense().bias, random, -0.5f, 0.5f);
    return network;
}

Result<void> RandomPictures::read(std::uint32_t picture, std::span<std::uint8_t> out) const {
    Random random(seed_, RandomPurpose::test, 1000 + picture);
    const float noise = random.uniform(0.0f, 120.0f);
    float base[3], down[3], right[3];
    for (int c = 0; c < 3; ++c) {
        base[c] = random.uniform(0.0f, 255.0f);
        down[c] = random.uniform(-200.0f, 200.0f) / static_cast<float>(shape_.height);
        right[c] = random.uniform(-200.0f, 200.0f) / static_cast<float>(shape_.width);
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = i % static_cast<std::size_t>(shape_.channels);
        const std::size_t pixel = i / static_cast<std::size_t>(shape_.channels);
        const auto x = static_cast<float>(pixel % static_cast<std::size_t>(shape_.width));
        const auto y = static_cast<float>(pixel / static_cast<std::size_t>(shape_.width));
        const float value = base[c] + down[c] * y + right[c] * x + random.uniform(-noise, noise);
        out[i] = static_cast<std::uint8_t>(std::clamp(value, 0.0f, 255.0f));
    }
    return {};
}

}  // namespace nanonas
