// SPDX-License-Identifier: MIT
#include "base/out_of_memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace nanonas {
namespace {

TEST(WithinMemory, PassesOnWhatTheWorkReturns) {
    EXPECT_EQ(within_memory("This", []() -> Result<int> { return 3; }).value(), 3);
    EXPECT_EQ(within_memory("This", []() -> Result<int> { return failure("No."); }).error().message, "No.");
}

#ifdef __cpp_exceptions
TEST(WithinMemory, ARequestForTooMuchIsAnError) {
    for (const std::size_t bytes : {SIZE_MAX / 2, SIZE_MAX / 4 + 1}) {
        const auto result = within_memory("Training", [&]() -> Result<std::size_t> {
            return std::vector<std::uint8_t>(bytes).size();
        });
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::failed);
        EXPECT_EQ(result.error().message,
                  "Training needs more memory than there is; take a smaller input or network, or end other "
                  "programs.");
    }
}
#endif

}  // namespace
}  // namespace nanonas
