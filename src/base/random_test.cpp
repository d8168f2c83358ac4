// SPDX-License-Identifier: MIT
#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace nanonas {
namespace {

TEST(Random, IsTheSameOnEveryMachine) {
    // The first outputs of SplitMix64 from the mixed key, computed independently in Python.
    Random random(0, RandomPurpose::split, 0);
    EXPECT_EQ(random.bits(), 0x80ABE802AC1E182Eu);
}

TEST(Random, PurposesAndIndicesGiveDifferentStreams) {
    const auto first = [](std::uint64_t seed, RandomPurpose purpose, std::uint64_t index) {
        return Random(seed, purpose, index).bits();
    };
    EXPECT_NE(first(1, RandomPurpose::split, 0), first(1, RandomPurpose::dropout, 0));
    EXPECT_NE(first(1, RandomPurpose::split, 0), first(1, RandomPurpose::split, 1));
    EXPECT_NE(first(1, RandomPurpose::split, 0), first(2, RandomPurpose::split, 0));
}

TEST(Random, BelowIsUniform) {
    Random random(3, RandomPurpose::test);
    std::vector<int> counts(7);
    for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
    for (int count : counts) EXPECT_NEAR(count, 10000, 500);
}

TEST(Random, UniformStaysInItsRange) {
    Random random(4, RandomPurpose::test);
    float lowest = 1, highest = 0, sum = 0;
    for (int i = 0; i < 100000; ++i) {
        const float value = random.uniform();
        lowest = std::min(lowest, value), highest = std::max(highest, value), sum += value;
    }
    EXPECT_GE(lowest, 0.0f);
    EXPECT_LT(highest, 1.0f);
    EXPECT_NEAR(sum / 100000, 0.5, 0.01);
}

TEST(Random, ShuffleIsAPermutation) {
    std::vector<int> values(100), sorted;
    std::iota(values.begin(), values.end(), 0);
    Random random(5, RandomPurpose::test);
    shuffle(std::span<int>(values), random);
    EXPECT_FALSE(std::is_sorted(values.begin(), values.end()));
    sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (int i = 0; i < 100; ++i) EXPECT_EQ(sorted[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace nanonas
