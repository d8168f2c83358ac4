// SPDX-License-Identifier: MIT
// What the files of a run folder are called.
#pragma once

namespace nanonas::run_file {

inline constexpr const char* settings = "run.toml";
inline constexpr const char* journal = "journal.jsonl";
inline constexpr const char* speculative = "ahead.jsonl";
inline constexpr const char* labels = "labels.txt";
inline constexpr const char* weights = "weights.safetensors";
inline constexpr const char* model = "model.tflite";
inline constexpr const char* c_folder = "c";
inline constexpr const char* c_header = "c/nanonas.h";
inline constexpr const char* c_source = "c/nanonas.c";
inline constexpr const char* test = "test.json";
inline constexpr const char* result = "result.json";
inline constexpr const char* report = "report.html";
inline constexpr const char* lock = ".lock";

}  // namespace nanonas::run_file
