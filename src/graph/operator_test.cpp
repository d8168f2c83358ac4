// SPDX-License-Identifier: MIT
#include "graph/operator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace nanonas {
namespace {

TEST(Operators, StandByAscendingCodeSoThatNoneIsThereTwice) {
    const auto all = operators();
    EXPECT_EQ(std::ranges::adjacent_find(all, std::greater_equal(), &OperatorDescription::code), all.end());
    for (const OperatorDescription* known : all) EXPECT_EQ(find_operator(known->code), known);
    EXPECT_EQ(find_operator(static_cast<OperatorCode>(5)), nullptr);
}

// What a description says of one thing it says of the rest that belongs to it.
TEST(Operators, AreDescribedCompletely) {
    for (const OperatorDescription* known : operators()) {
        SCOPED_TRACE(to_string(known->code));
        EXPECT_FALSE(to_string(known->code).empty());
        EXPECT_GE(known->inputs, 1u);
        EXPECT_EQ(known->options.type != 0, known->options.read && known->options.write);
        EXPECT_EQ(known->options.type != 0, known->options.holds != nullptr);
        EXPECT_EQ(known->tflm.check != nullptr, known->tflm.prepare != nullptr);
    }
}

}  // namespace
}  // namespace nanonas
