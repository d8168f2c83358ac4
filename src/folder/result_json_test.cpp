// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "nanonas/run_result.h"

namespace nanonas {
namespace {

TEST(ResultJson, WhatWasNotMeasuredIsNull) {
    RunResult result;
    result.classes = {"a", "b"};
    const auto json = nlohmann::json::parse(to_json(result));
    for (const char* path :
         {"/val_accuracy", "/test_accuracy/float", "/test_accuracy/int8", "/seconds/search", "/seconds/total",
          "/memory/c/ram_bytes", "/memory/c/flash_bytes", "/verify", "/peak_rss_bytes",
          "/constraints/ram_bytes", "/constraints/target",
          "/milliseconds"}) {
        EXPECT_TRUE(json.at(nlohmann::json::json_pointer(path)).is_null()) << path;
    }
}

TEST(ResultJson, EveryFigureSurvivesARoundTrip) {
    RunResult result;
    result.architecture = {Family::prime23, 3, 2, {40, 50, 1}, 3};
    result.classes = {"a", "ü \"q\"", "c"};
    result.cost = {1, 2, 3, 4.5};
    result.arena_bytes = 3, result.arena_bytes_32bit = 4, result.file_bytes = 2;
    result.c_ram_bytes = 5, result.c_flash_bytes = 6;
    result.target = "T", result.limits = {10, 20, 30, 40.5};
    result.val_accuracy = 0.1, result.test_float = 0.2, result.test_int8 = 0.3;
    result.seconds = {1, 2, 3, 4, 5, {}, 7};
    result.evaluated = 8, result.infeasible = 9, result.speculative = 10;
    result.pictures = {11, 12, 13, 14};
    result.warnings = {"One sentence.", "And \"another\"."};
    Verification& verified = result.verification.emplace();
    verified.core = "Cortex-M4F", verified.board = "mps2-an386", verified.images = 16,
    verified.mismatches = 17;
    verified.flash_bytes = 18, verified.library_bytes = 4, verified.static_ram_bytes = 19,
    verified.stack_bytes = 20, verified.ram_bytes = 39;
    verified.instructions = 21, verified.cycles = 42, verified.cycles_per_instruction = 2;
    verified.cycles_source = "a table", verified.milliseconds = 0.5;
    verified.microjoules = 22, verified.energy_source = "a datasheet";
    result.peak_rss_bytes = 15, result.seed = 9223372036854775807u;
    const std::string text = to_json(result);
    EXPECT_EQ(to_json(parse_result(text, "r").value()), text);
    const auto json = nlohmann::json::parse(text);
    EXPECT_EQ(json["architecture"]["channels"], (std::vector{3, 6, 9}));
    EXPECT_EQ(json["seconds"]["export"], 5);
    EXPECT_EQ(json["milliseconds"], 4.5);
    EXPECT_EQ(json["constraints"]["milliseconds"], 40.5);
    EXPECT_EQ(json["verify"]["ram_bytes"], 39);
    result.verification->instructions.reset();
    result.verification->microjoules.reset();
    result.verification->cycles_per_instruction = 0;
    result.verification->energy_source.clear();
    const auto counted = nlohmann::json::parse(to_json(result));
    EXPECT_TRUE(counted["verify"]["instructions"].is_null());
    EXPECT_TRUE(counted["verify"]["microjoules"].is_null());
    EXPECT_EQ(to_json(parse_result(to_json(result), "r").value()), to_json(result));
}

TEST(ResultJson, AnAccuracyHasItsInterval) {
    RunResult result;
    result.classes = {"a", "b"};
    result.val_accuracy = 81.0 / 263, result.test_int8 = 15.0 / 148;
    result.pictures = {1000, 263, 148, 0};
    const auto json = nlohmann::json::parse(to_json(result));
    EXPECT_NEAR(json["val_accuracy_interval"][0], 0.2553, 5e-5);
    EXPECT_NEAR(json["val_accuracy_interval"][1], 0.3662, 5e-5);
    EXPECT_NEAR(json["test_accuracy_interval"]["int8"][1], 0.1605, 5e-5);
    EXPECT_TRUE(json["test_accuracy_interval"]["float"].is_null());
}

TEST(ResultJson, AResultWithoutIntervalsAndWarningsIsRead) {
    RunResult result;
    result.architecture = {Family::current, 3, 2, {40, 50, 1}, 2};
    result.classes = {"a", "b"};
    auto json = nlohmann::json::parse(to_json(result));
    for (const char* key : {"val_accuracy_interval", "test_accuracy_interval", "warnings"}) json.erase(key);
    EXPECT_TRUE(parse_result(json.dump(), "r").value().warnings.empty());
}

TEST(ResultJson, OtherTextIsAnError) {
    for (const char* text : {"", "{}", "[1]", "{\"architecture\": {\"variant\": \"new\"}}"}) {
        EXPECT_FALSE(parse_result(text, "r")) << text;
    }
}

}  // namespace
}  // namespace nanonas
