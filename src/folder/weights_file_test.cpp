// SPDX-License-Identifier: MIT
#include "nanonas/weights_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/random.h"

namespace nanonas {
namespace {

FloatNetwork random_network(Family family) {
    FloatNetwork network = blank_network({family, 2, 2, {9, 8, 3}, 4});
    Random random(1, RandomPurpose::test);
    const auto fill = [&](std::vector<float>& values) {
        for (float& value : values) value = random.uniform(-1, 1);
    };
    for (auto* convolution : network.convolutions()) fill(convolution->kernel), fill(convolution->bias);
    for (auto* norm : network.norms()) {
        fill(norm->gamma), fill(norm->beta), fill(norm->mean), fill(norm->variance);
    }
    fill(network.dense().kernel), fill(network.dense().bias);
    return network;
}

TEST(WeightsFile, KeepsEveryBit) {
    for (const Family family : {Family::current, Family::prime23}) {
        const FloatNetwork network = random_network(family);
        const auto file = write_weights({network, {{"note", "\"ü\""}}});
        const WeightsFile read = read_weights(file, "w").value();
        EXPECT_EQ(read.network.architecture, network.architecture);
        EXPECT_EQ(read.metadata, (std::map<std::string, std::string>{{"note", "\"ü\""}}));
        ASSERT_EQ(read.network.layers.size(), network.layers.size());
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            const LayerParameters &own = read.network.layers[i], &expected = network.layers[i];
            EXPECT_EQ(own.weights.kernel, expected.weights.kernel);
            EXPECT_EQ(own.weights.bias, expected.weights.bias);
            EXPECT_EQ(own.norm.gamma, expected.norm.gamma);
            EXPECT_EQ(own.norm.beta, expected.norm.beta);
            EXPECT_EQ(own.norm.mean, expected.norm.mean);
            EXPECT_EQ(own.norm.variance, expected.norm.variance);
        }
    }
}

TEST(WeightsFile, ATruncatedFileIsAnErrorAtAnyLength) {
    const auto file = write_weights({random_network(Family::current), {}});
    for (std::size_t length = 0; length < file.size(); length += length < 1500 ? 1 : 97) {
        EXPECT_FALSE(read_weights(std::span(file).first(length), "w")) << length;
    }
    EXPECT_FALSE(read_weights(std::span(file).first(file.size() - 1), "w"));
}

TEST(WeightsFile, ADamagedHeaderNeverReadsOutsideTheFile) {
    const auto file = write_weights({random_network(Family::current), {}});
    Random random(2, RandomPurpose::test);
    for (int round = 0; round < 3000; ++round) {
        auto damaged = file;
        for (int i = 0; i < 3; ++i) damaged[random.below(1200)] = static_cast<std::byte>(random.below(256));
        (void)read_weights(damaged, "w");
    }
    std::uint64_t huge = ~std::uint64_t{0};
    auto damaged = file;
    std::memcpy(damaged.data(), &huge, sizeof huge);
    EXPECT_FALSE(read_weights(damaged, "w"));
}

}  // namespace
}  // namespace nanonas
