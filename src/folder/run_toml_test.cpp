// SPDX-License-Identifier: MIT
#include "folder/run_toml.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(RunToml, SaysWhatTheRunWasBegunWith) {
    const RunOrigin origin{"0.1.0", "0123456789abcdef"};
    const std::string toml = run_toml(origin, "Cortex-M3", {});
    EXPECT_EQ(origin_in(toml), origin);
    EXPECT_EQ(core_in(toml), "Cortex-M3");
    EXPECT_EQ(core_in(run_toml(origin, "", {})), "");
    RunSettings read;
    EXPECT_TRUE(apply_toml(toml, "run.toml", read));
    EXPECT_EQ(first_difference(read, {}), "");
}

TEST(RunToml, ARunThatNamesNoRuntimeWasBegunWhenThereWasOneAlone) {
    RunSettings read;
    EXPECT_TRUE(apply_toml("version = \"0.1.0\"\nmax_ram = 20480", "run.toml", read));
    EXPECT_EQ(read.runtime, Runtime::tflm);
    EXPECT_EQ(read.arena, ArenaModel::bits64);
    EXPECT_TRUE(apply_toml("version = \"0.1.0\"\nruntime = \"c\"", "run.toml", read));
    EXPECT_EQ(read.runtime, Runtime::c);

    RunSettings by_hand;
    EXPECT_TRUE(apply_toml("max_ram = 20480", "mine.toml", by_hand));
    EXPECT_EQ(by_hand.runtime, Runtime::c);
}

TEST(RunToml, OfADamagedTextSaysWhatIsThere) {
    EXPECT_EQ(origin_in(""), RunOrigin{});
    EXPECT_EQ(origin_in("versions = \"1\"\nversion = 3\nfingerprint = \"ab\"\n[["), (RunOrigin{"", "ab"}));
    EXPECT_EQ(origin_in("version = \"0.1"), (RunOrigin{"0.1", ""}));
}

}  // namespace
}  // namespace nanonas
