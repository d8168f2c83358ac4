// SPDX-License-Identifier: MIT
#include "nanonas/targets.h"

#include <gtest/gtest.h>

#include <set>

#include "nanonas/memory.h"

namespace nanonas {
namespace {

// name, RAM and Flash in KiB, MACC bound: the reference's table.
TEST(Targets, TheReferencesThreeHaveItsLimits) {
    struct Row {
        const char* name;
        std::int64_t ram_kib, flash_kib, macc;
    };
    for (const Row& row : {Row{"STM32L010RBT6", 20, 128, 750'000}, Row{"STM32L151UCY6DTR", 32, 256, 930'000},
                           Row{"STM32L412KBU3", 40, 128, 2'730'000}}) {
        const Limits limits = limits_of(find_target(row.name).value());
        EXPECT_EQ(limits.ram_bytes, row.ram_kib * 1024) << row.name;
        EXPECT_EQ(limits.flash_bytes, row.flash_kib * 1024) << row.name;
        EXPECT_EQ(limits.macc, row.macc) << row.name;
    }
}

TEST(Targets, CaseSpacesAndPunctuationDoNotMatter) {
    EXPECT_EQ(find_target("stm32l412kbu3").value().name, "STM32L412KBU3");
    EXPECT_EQ(find_target("esp32c3").value().name, "ESP32-C3");
}

TEST(Targets, ABoardStandsForItsPart) {
    EXPECT_EQ(find_target("Arduino Nano 33 BLE").value().name, "nRF52840");
    EXPECT_EQ(find_target("arduino-uno").value().name, "ATmega328P");
    std::vector<Target> own = builtin_targets();
    own.emplace_back().name = "ArduinoUno";
    EXPECT_EQ(find_target("arduino uno", own).value().name, "ArduinoUno") << "a name goes before a board";
    EXPECT_NE(find_target("Arduino Nano 33 BLU").error().message.find("Arduino Nano 33 BLE"),
              std::string::npos);
}

TEST(Targets, AreAtLeastTwentyFive) {
    EXPECT_GE(builtin_targets().size(), 25u);
}

TEST(Targets, AnUnknownNameSuggestsTheNearest) {
    const auto target = find_target("STM32L412KBU");
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().kind, ErrorKind::usage);
    EXPECT_NE(target.error().message.find("STM32L412KBU3"), std::string::npos) << target.error().message;
    EXPECT_NE(find_target("STM32L01ORBT6").error().message.find("did you mean STM32L010RBT6"),
              std::string::npos);
}

TEST(Targets, EachBuiltInOneHasANameOfItsOwnAndSources) {
    std::set<std::string> names;
    for (const Target& target : builtin_targets()) {
        EXPECT_TRUE(names.insert(target.name).second) << target.name;
        for (const std::string& board : target.boards) EXPECT_TRUE(names.insert(board).second) << board;
        EXPECT_FALSE(target.source.empty()) << target.name;
        EXPECT_EQ(target.coremark.has_value(), !target.coremark_source.empty()) << target.name;
        EXPECT_EQ(target.run_current_ua_per_mhz.has_value(), !target.run_current_source.empty())
            << target.name;
    }
}

TEST(Targets, AFaultyTextIsRefusedWithItsPlace) {
    struct Fault {
        const char *text, *message;
    };
    for (const Fault& fault :
         {Fault{"[[target]", "line 1"}, Fault{"", "names no target"}, Fault{"target = 3", "names no target"},
          Fault{"\n[[target]]\ncore = \"M0\"", "(line 2) needs name"},
          Fault{"[[target]]\nname=\"A\"\ncore=\"M0\"\nclock_mhz=1\nram=-4\nflash=1", "needs ram"},
          Fault{"[[target]]\nname=\"A\"\ncore=\"M0\"\nclock_mhz=1\nram=4\nflash=1\ncoremark=\"x\"",
                "needs coremark"},
          Fault{"[[target]]\nname=\"A\"\ncore=\"M0\"\nclock_mhz=1\nram=4\nflash=1\nsupply_v=3",
                "needs run_current_ua_per_mhz"},
          Fault{"[[target]]\nname=\"A\"\nboards=[1]", "no list of names"},
          Fault{"[[target]]\nname=\"A\"\nrom=4", "\"rom\" is no property"}}) {
        const auto targets = parse_targets(fault.text, "mine.toml");
        ASSERT_FALSE(targets) << fault.text;
        EXPECT_NE(targets.error().message.find(fault.message), std::string::npos) << targets.error().message;
        EXPECT_NE(targets.error().message.find("mine.toml"), std::string::npos) << targets.error().message;
    }
}

}  // namespace
}  // namespace nanonas
