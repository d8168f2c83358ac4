// SPDX-License-Identifier: MIT
#include "report/axis.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

std::vector<std::string> texts(Quantity quantity, double low, double high, int about) {
    std::vector<std::string> result;
    for (const double tick : ticks(quantity, low, high, about)) result.push_back(tick_text(quantity, tick));
    return result;
}

using Texts = std::vector<std::string>;

TEST(Ticks, AreRoundNumbers) {
    EXPECT_EQ(texts(Quantity::macc, 0, 780000, 4), (Texts{"0", "200k", "400k", "600k"}));
    EXPECT_EQ(texts(Quantity::macc, 0, 2.5e6, 4), (Texts{"0", "500k", "1M", "1.5M", "2M", "2.5M"}));
    EXPECT_EQ(texts(Quantity::share, 0.412, 0.93, 5), (Texts{"50 %", "60 %", "70 %", "80 %", "90 %"}));
}

TEST(Ticks, OfBytesAreWholeKibibytes) {
    EXPECT_EQ(texts(Quantity::bytes, 0, 20480, 4), (Texts{"0", "5 KiB", "10 KiB", "15 KiB", "20 KiB"}));
    EXPECT_EQ(texts(Quantity::bytes, 0, 900, 4), (Texts{"0", "200 B", "400 B", "600 B", "800 B"}));
}

TEST(Ticks, OfEpochsAreWholeNumbersFromOne) {
    EXPECT_EQ(texts(Quantity::epochs, 1, 3, 6), (Texts{"1", "2", "3"}));
    EXPECT_EQ(texts(Quantity::epochs, 0, 2, 6), (Texts{"1", "2"}));
}

TEST(AccuracyAxis, LeavesRoomWithinNoughtAndOne) {
    const Box frame{0, 0, 100, 100};
    for (const auto& [low, high] : {std::pair{0.0, 0.0}, {1.0, 1.0}, {0.2, 0.8}}) {
        const Axis axis = accuracy_axis(low, high, frame);
        EXPECT_LT(axis.low, axis.high);
        EXPECT_GE(axis.low, 0);
        EXPECT_LE(axis.high, 1);
        EXPECT_LE(axis.low, low);
        EXPECT_GE(axis.high, high);
    }
}

}  // namespace
}  // namespace nanonas
