// SPDX-License-Identifier: MIT
#include "folder/run_toml.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(RunToml, SaysWhatTheRunWasBegunWith) {
    const RunOrigin origin{"0.1.0", "0123456789abcdef"};
    const std::string toml = run_toml(origin, {});
    EXPECT_EQ(origin_in(toml), origin);
    RunSettings read;
    EXPECT_TRUE(apply_toml(toml, "run.toml", read));
    EXPECT_EQ(first_difference(read, {}), "");
}

TEST(RunToml, OfADamagedTextSaysWhatIsThere) {
    EXPECT_EQ(origin_in(""), RunOrigin{});
    EXPECT_EQ(origin_in("versions = \"1\"\nversion = 3\nfingerprint = \"ab\"\n[["), (RunOrigin{"", "ab"}));
    EXPECT_EQ(origin_in("version = \"0.1"), (RunOrigin{"0.1", ""}));
}

}  // namespace
}  // namespace nanonas
