// SPDX-License-Identifier: MIT
#include "codegen/part_layout.h"

#include <gtest/gtest.h>

#include "codegen/core_compiler.h"

namespace nanonas {
namespace {

TEST(PartLayout, PartsOfASeriesShareAddressesAndUart) {
    const PartLayout l010 = part_layout(find_target("STM32L010RBT6").value()).value();
    const PartLayout l073 = part_layout(find_target("STM32L073RZT6").value()).value();
    EXPECT_EQ(l010.flash_origin, "0x08000000");
    EXPECT_EQ(l010.board, l073.board);
    EXPECT_NE(l010.flash_command.find("target/stm32l0.cfg"), std::string::npos);
    EXPECT_EQ(part_layout(find_target("STM32H743ZIT6").value()).value().ram_origin, "0x24000000");
}

TEST(PartLayout, APartThatStartsFromABootStageIsRefusedByName) {
    for (const char* name : {"RP2040", "ESP32", "ESP32-C3"}) {
        const auto layout = part_layout(find_target(name).value());
        ASSERT_FALSE(layout) << name;
        EXPECT_NE(layout.error().message.find(name), std::string::npos);
    }
}

TEST(CoreCompiler, AnAvrIsCompiledByItsName) {
    EXPECT_EQ(core_compiler(find_target("ATmega2560").value()).value().flags.front(), "-mmcu=atmega2560");
    EXPECT_EQ(core_compiler(find_target("ATmega328P").value()).value().flags.front(), "-mmcu=atmega328p");
}

TEST(CoreCompiler, EveryPartWithALayoutCanBeCompiledFor) {
    for (const Target& target : builtin_targets()) {
        if (!part_layout(target)) continue;
        EXPECT_TRUE(core_compiler(target)) << target.name;
    }
    EXPECT_FALSE(core_compiler(find_target("ESP32").value()));
}

}  // namespace
}  // namespace nanonas
