// SPDX-License-Identifier: MIT
#include "nanonas/target_file.h"

#include <gtest/gtest.h>

#include "nanonas/memory.h"
#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {
namespace {

TEST(TargetFile, AUsersFileAddsAndReplaces) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "mine.toml";
    ASSERT_TRUE(write_atomically(file, R"(
[[target]]
name = "MyBoard"
core = "Cortex-M0"
clock_mhz = 48
ram = 4096
flash = 16384

[[target]]
name = "stm32l010rbt6"
core = "Cortex-M0+"
clock_mhz = 16
ram = 10240
flash = 65536
coremark = 37.5
)"));
    const auto targets = known_targets(file).value();
    EXPECT_EQ(targets.size(), builtin_targets().size() + 1);
    EXPECT_FALSE(find_target("MyBoard", targets).value().coremark);
    EXPECT_FALSE(limits_of(find_target("MyBoard", targets).value()).macc);
    EXPECT_EQ(limits_of(find_target("STM32L010RBT6", targets).value()).macc, 375'000);
}

TEST(TargetFile, AFaultyOneIsNamedAndAMissingOneToo) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "mine.toml";
    ASSERT_TRUE(write_atomically(file, "[[target]"));
    EXPECT_NE(read_targets(file).error().message.find("mine.toml"), std::string::npos);
    EXPECT_NE(read_targets(folder.path() / "absent.toml").error().message.find("absent.toml"),
              std::string::npos);
    EXPECT_FALSE(known_targets(folder.path() / "absent.toml"));
    EXPECT_EQ(known_targets("").value().size(), builtin_targets().size());
}

}  // namespace
}  // namespace nanonas
