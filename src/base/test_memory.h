// SPDX-License-Identifier: MIT
// For tests of what happens where memory is not there, natively. Link nanonas_test_memory, which takes the
// place of operator new.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nanonas {

// While it lives, one request of its thread for memory is refused: that after the first `served`.
class ScarceMemory {
  public:
    explicit ScarceMemory(std::size_t served);
    ScarceMemory(const ScarceMemory&) = delete;
    ScarceMemory& operator=(const ScarceMemory&) = delete;
    ~ScarceMemory();

    bool refused() const;
};

// Calls `work`, which returns a Result, with one request for memory after another refused until it needs no
// more: each time it must return the error of within_memory() about one of `subjects`, and at last a value.
// Later requests are refused at growing distances, because a call may make thousands.
template <typename Work>
void expect_errors_without_memory(const std::vector<std::string>& subjects, Work work) {
    const auto expected = [&](std::string_view message) {
        return std::ranges::any_of(subjects, [&](std::string_view subject) {
            return message.starts_with(subject) &&
                   message.substr(subject.size()) ==
                       " needs more memory than there is; take a smaller input or network, or end other "
                       "programs.";
        });
    };
    std::size_t tries = 0;
    for (std::size_t served = 0;; served += 1 + served / 4, ++tries) {
        ScarceMemory memory(served);
        const auto result = work();
        if (!memory.refused()) {
            EXPECT_TRUE(result);
            break;
        }
        ASSERT_FALSE(result) << "request " << served;
        ASSERT_TRUE(expected(result.error().message)) << result.error().message << " Request " << served;
    }
    EXPECT_GT(tries, 2u);
}

}  // namespace nanonas
