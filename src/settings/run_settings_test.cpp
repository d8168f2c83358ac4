// SPDX-License-Identifier: MIT
#include "nanonas/run_settings.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

RunSettings with(std::initializer_list<std::pair<const char*, const char*>> values) {
    RunSettings settings;
    for (const auto& [name, value] : values) EXPECT_TRUE(apply_setting(name, value, settings)) << name;
    return settings;
}

TEST(RunSettings, SurviveARoundTripThroughToml) {
    const RunSettings settings = with({{"pictures", "/a \"b\"/ü"},
                                       {"test", "/t"},
                                       {"input", "28x30x1"},
                                       {"val_split", "0.1"},
                                       {"resize", "antialiased"},
                                       {"ignore_orientation", "true"},
                                       {"skip_unreadable", "true"},
                                       {"target", "STM32L412KBU3"},
                                       {"max_ram", "20KiB"},
                                       {"max_macc", "1.5M"},
                                       {"max_ms", "33.3"},
                                       {"reserve_ram", "2k"},
                                       {"reserve_flash", "3"},
                                       {"runtime", "c"},
                                       {"macc", "reference"},
                                       {"arena", "32"},
                                       {"variant", "prime23"},
                                       {"evaluation", "reference"},
                                       {"arch", "3,2"},
                                       {"only", "1,0 2,1"},
                                       {"recipe", "evaluation"},
                                       {"epochs", "7"},
                                       {"batch", "32"},
                                       {"learning_rate", "0.005"},
                                       {"mirror", "no"},
                                       {"balance", "true"},
                                       {"math", "fast"},
                                       {"seed", "9223372036854775807"},
                                       {"threads", "3"},
                                       {"cache", "/c"},
                                       {"verify_cache", "true"},
                                       {"max_memory", "1MiB"}});
    RunSettings read;
    ASSERT_TRUE(apply_toml(to_toml(settings), "run.toml", read));
    EXPECT_EQ(to_toml(read), to_toml(settings));
    EXPECT_FALSE(first_difference(read, settings));
    EXPECT_EQ(read.max_ram, 20480);
    EXPECT_EQ(read.max_macc, 1500000);
    EXPECT_EQ(read.max_ms, 33.3);
    EXPECT_EQ(read.learning_rate, 0.005);
    EXPECT_EQ(read.math, Math::fast);
    EXPECT_EQ(read.pictures, "/a \"b\"/ü");
    EXPECT_EQ(read.seed, 9223372036854775807u);
}

TEST(RunSettings, EachOneThatDecidesResultsIsCompared) {
    const RunSettings defaults;
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"pictures", "x"},
                                                                    {"input", "8x8x3"},
                                                                    {"seed", "1"},
                                                                    {"arch", "1,0"},
                                                                    {"only", "1,0"},
                                                                    {"runtime", "tflm"},
                                                                    {"arena", "64"},
                                                                    {"max_ms", "10"},
                                                                    {"macc", "reference"}}) {
        const RunSettings other = with({{name, value}});
        const auto difference = first_difference(defaults, other);
        ASSERT_TRUE(difference) << name;
        EXPECT_EQ(difference->name, name);
        EXPECT_NE(difference->a, difference->b);
        EXPECT_EQ(first_difference(other, defaults)->a, difference->b);
    }
    EXPECT_FALSE(first_difference(defaults, with({{"threads", "5"}, {"cache", "x"}, {"max_memory", "5"}})));
}

TEST(RunSettings, NonsenseIsAUsageError) {
    RunSettings settings;
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"seed", "-1"},
                                                                    {"seed", "9223372036854775808"},
                                                                    {"input", "0x0x3"},
                                                                    {"max_ram", "20KiBs"},
                                                                    {"max_ram", ""},
                                                                    {"val_split", "half"},
                                                                    {"val_split", "nan"},
                                                                    {"arch", "3"},
                                                                    {"arch", "3,"},
                                                                    {"only", "1,0 2"},
                                                                    {"only", "1,0 1,0"},
                                                                    {"variant", "newest"},
                                                                    {"runtime", "onnx"},
                                                                    {"skip_unreadable", "yes"},
                                                                    {"threads", "1.5"},
                                                                    {"unheard_of", "1"}}) {
        const auto applied = apply_setting(name, value, settings);
        ASSERT_FALSE(applied) << name << " " << value;
        EXPECT_EQ(applied.error().kind, ErrorKind::usage);
    }
    for (const char* toml : {"seed = [1]", "sed = 1", "seed = ", "input = 50"}) {
        EXPECT_FALSE(apply_toml(toml, "my.toml", settings)) << toml;
    }
    EXPECT_EQ(apply_toml("\nvariant = 'x'", "my.toml", settings).error().message,
              "\"my.toml\", line 2, variant: \"x\" is not known here; use current or prime23.");
}

TEST(RunSettings, AsReferenceSetsSixOfThem) {
    RunSettings settings = with({{"variant", "prime23"}, {"arena", "32"}});
    use_reference(settings);
    EXPECT_EQ(settings.family, Family::current);
    EXPECT_EQ(settings.evaluation, EvaluationName::reference);
    EXPECT_EQ(settings.recipe, RecipeName::reference);
    EXPECT_EQ(settings.macc, MaccCount::reference);
    EXPECT_EQ(settings.runtime, Runtime::tflm);
    EXPECT_EQ(settings.arena, ArenaModel::bits64);
}

}  // namespace
}  // namespace nanonas
