// SPDX-License-Identifier: MIT
#include "nanonas/run_plan.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

RunSettings with(std::initializer_list<std::pair<const char*, const char*>> values) {
    RunSettings settings;
    for (const auto& [name, value] : values) EXPECT_TRUE(apply_setting(name, value, settings)) << name;
    return settings;
}

TEST(RunPlan, RefusesAbsurdValues) {
    EXPECT_TRUE(resolve({}));
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"val_split", "1.5"},
                                                                    {"val_split", "0"},
                                                                    {"threads", "0"},
                                                                    {"max_ram", "0"},
                                                                    {"max_macc", "-5"},
                                                                    {"reserve_ram", "20480"},
                                                                    {"reserve_flash", "-1"},
                                                                    {"epochs", "0"},
                                                                    {"batch", "0"},
                                                                    {"learning_rate", "0"},
                                                                    {"arch", "0,0"},
                                                                    {"arch", "1,9"},
                                                                    {"target", "STM32L010"},
                                                                    {"test", "x"},
                                                                    {"max_memory", "-1"}}) {
        const auto plan = resolve(with({{name, value}}));
        ASSERT_FALSE(plan) << name << " " << value;
        EXPECT_EQ(plan.error().kind, ErrorKind::usage) << name;
    }
}

TEST(RunPlan, LimitsGoOverTheTargetsAndStandAloneWithoutOne) {
    EXPECT_EQ(resolve({})->limits.ram_bytes, 20480);
    EXPECT_EQ(resolve({})->limits.macc, 750000);
    EXPECT_EQ(target_name({}), "STM32L010RBT6");

    const RunSettings over =
        with({{"target", "stm32l412kbu3"}, {"max_ram", "10k"}, {"reserve_flash", "28KiB"}});
    EXPECT_EQ(resolve(over)->limits.ram_bytes, 10000);
    EXPECT_EQ(resolve(over)->limits.flash_bytes, 100 * 1024);

    const RunSettings alone = with({{"max_ram", "10k"}, {"reserve_ram", "1k"}});
    EXPECT_EQ(resolve(alone)->limits.ram_bytes, 9000);
    EXPECT_FALSE(resolve(alone)->limits.flash_bytes);
    EXPECT_EQ(resolve(alone)->limits.macc, search_macc_bound);
    EXPECT_FALSE(resolve(alone)->target);
    EXPECT_EQ(target_name(alone), "");
    EXPECT_FALSE(resolve(with({{"max_ram", "10k"}, {"reserve_flash", "1k"}})));
}

TEST(RunPlan, CostIsThatOfCOnTheTargetsCoreOrTheDefaultOne) {
    const RunSettings settings = with({{"max_ram", "4k"}, {"target", "STM32L412KBU3"}});
    const auto plan = resolve(settings);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->cost.runtime, Runtime::c);
    EXPECT_EQ(plan->core(), "Cortex-M4F");
    EXPECT_EQ(resolve({})->core(), "Cortex-M0+");  // of the default target

    const auto limits_alone = resolve(with({{"max_ram", "4k"}}));
    ASSERT_TRUE(limits_alone);
    EXPECT_FALSE(limits_alone->target);
    EXPECT_EQ(limits_alone->core(), "Cortex-M0+");
    EXPECT_EQ(resolve(with({{"max_ram", "4k"}, {"runtime", "tflm"}}))->core(), "");

    const auto unknown = resolve(with({{"target", "ESP32"}, {"max_macc", "1M"}}));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
    EXPECT_NE(unknown.error().message.find("Xtensa"), std::string::npos) << unknown.error().message;
    EXPECT_NE(unknown.error().message.find("--runtime tflm"), std::string::npos);
    EXPECT_TRUE(resolve(with({{"target", "ESP32"}, {"max_macc", "1M"}, {"runtime", "tflm"}})));
}

TEST(RunPlan, TheArenaIsThatOfA32BitPartUnlessTheReferenceIsAsked) {
    EXPECT_EQ(resolve(with({{"runtime", "tflm"}}))->cost.arena, ArenaModel::bits32);
    EXPECT_EQ(resolve(with({{"runtime", "tflm"}, {"arena", "64"}}))->cost.arena, ArenaModel::bits64);
    RunSettings reference;
    use_reference(reference);
    EXPECT_EQ(resolve(reference)->cost.runtime, Runtime::tflm);
    EXPECT_EQ(resolve(reference)->cost.arena, ArenaModel::bits64);
}

TEST(RunPlan, ASearchOfCHasABoundWhereThePartOrTheUserNamesNone) {
    const auto macc = [](std::initializer_list<std::pair<const char*, const char*>> values) {
        const auto plan = resolve(with(values));
        EXPECT_TRUE(plan);
        return std::pair(plan->limits.macc, plan->search_bound);
    };
    using Bound = std::pair<std::optional<std::int64_t>, bool>;
    EXPECT_EQ(macc({}), Bound(750000, false));
    EXPECT_EQ(macc({{"max_ram", "20k"}}), Bound(3000000, true));
    EXPECT_EQ(macc({{"target", "STM32F746NGH6"}}), Bound(3000000, true));  // which may compute 10.8 million
    EXPECT_EQ(macc({{"target", "STM32F746NGH6"}, {"max_macc", "5M"}}), Bound(5000000, false));
    EXPECT_EQ(macc({{"target", "STM32F746NGH6"}, {"max_macc", "3M"}}), Bound(3000000, false));
    EXPECT_EQ(macc({{"target", "STM32F746NGH6"}, {"runtime", "tflm"}}), Bound(10820000, false));
    EXPECT_EQ(macc({{"max_ram", "20k"}, {"runtime", "tflm"}}), Bound(std::nullopt, false));
}

TEST(RunPlan, MillisecondsAreBoundWhereTheCyclesOfTheCAreKnown) {
    const auto plan = resolve(with({{"target", "STM32L010RBT6"}, {"max_ms", "80"}}));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->limits.milliseconds, 80);
    EXPECT_EQ(plan->cost.clock_mhz, 32);
    // Time stands in for the CoreMark that nobody has published.
    const auto pico = resolve(with({{"target", "Raspberry Pi Pico"}, {"max_ms", "50"}}));
    ASSERT_TRUE(pico);
    EXPECT_EQ(pico->limits.macc, search_macc_bound);
    EXPECT_NE(resolve(with({{"target", "RP2040"}})).error().message.find("max-ms"), std::string::npos);

    const auto refused = [](std::initializer_list<std::pair<const char*, const char*>> values) {
        const auto resolved = resolve(with(values));
        EXPECT_FALSE(resolved);
        return resolved ? std::string() : resolved.error().message;
    };
    EXPECT_EQ(refused({{"target", "STM32U575ZIT6"}, {"max_ms", "80"}}),
              "How many cycles C takes on a Cortex-M33 is not known; it is on Cortex-M0, Cortex-M0+, "
              "Cortex-M3, Cortex-M4, Cortex-M4F, Cortex-M7, RV32IMC, RV32IMAC. Bound the work on the STM32U575ZIT6 "
              "with max-macc instead of max-ms.");
    EXPECT_EQ(refused({{"max_ram", "20k"}, {"max_ms", "80"}}),
              "Time depends on core and clock, so max-ms needs a target, such as STM32L010RBT6.");
    EXPECT_EQ(refused({{"runtime", "tflm"}, {"max_ms", "80"}}),
              "How long TensorFlow Lite Micro takes is not known: max-ms needs runtime c, or bound its work "
              "with max-macc.");
    EXPECT_EQ(refused({{"max_ms", "0"}}), "0 milliseconds leave time for no network.");
}

TEST(RunPlan, SaysWhatIsWrongWithAFileOfTargets) {
    const auto plan = resolve(with({{"targets", "/no/such/targets.toml"}}));
    ASSERT_FALSE(plan);
    EXPECT_NE(plan.error().message.find("/no/such/targets.toml"), std::string::npos) << plan.error().message;
}

TEST(RunPlan, HasTheRecipesThatTheSettingsName) {
    const auto mirrored = resolve(with({{"mirror", "no"}, {"balance", "true"}}));
    EXPECT_TRUE(default_recipe().flip);
    EXPECT_FALSE(mirrored->training.flip);
    EXPECT_TRUE(mirrored->training.balance);
    EXPECT_TRUE(resolve(with({{"recipe", "reference"}, {"mirror", "yes"}}))->training.flip);
    const auto plan = resolve(with({{"evaluation", "reference"}, {"recipe", "evaluation"}, {"epochs", "7"}}));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->evaluation.epochs, reference_evaluation_recipe().epochs);
    EXPECT_EQ(plan->training.batch, reference_evaluation_recipe().batch);
    EXPECT_EQ(plan->training.epochs, 7);
}

}  // namespace
}  // namespace nanonas
