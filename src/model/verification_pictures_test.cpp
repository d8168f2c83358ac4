// SPDX-License-Identifier: MIT
#include "model/verification_pictures.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(VerificationPictures, AreSpreadEvenly) {
    const std::vector<std::uint32_t> ten{10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
    EXPECT_EQ(spread_evenly(ten, 3), (std::vector<std::uint32_t>{10, 13, 16}));
    EXPECT_EQ(spread_evenly(ten, 10), ten);
    EXPECT_EQ(spread_evenly(ten, 99), ten);
    EXPECT_TRUE(spread_evenly({}, 3).empty());
}

}  // namespace
}  // namespace nanonas
