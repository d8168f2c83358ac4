// SPDX-License-Identifier: MIT
// Names and figures as the report words them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/inspect.h"
#include "nanonas/run_record.h"
#include "nanonas/run_settings.h"

namespace nanonas {

std::string kibibytes(std::int64_t bytes);    // "18.4 KiB"; "812 B" below one
std::string short_count(std::int64_t count);  // "422k", "1.6M"
std::string counted(std::int64_t count, std::string_view singular, std::string_view plural);

// Whether RAM and Flash are those of the network's own C, or else TensorFlow Lite Micro's.
bool counts_as_c(const RunRecord& run);

// "STM32L010RBT6", or "the given limits".
std::string target_text(const RunRecord& run);

// "Convolution 1", "Max pooling 2", "Dense": the operators in order.
std::vector<std::string> operator_titles(const Inspection& inspection);

// "28 November 2026", in UTC; empty where there is no such file.
std::string date_of(const std::filesystem::path& file);

// A path for people who were not there: its last two names, and nothing of where they lie.
std::string shown_path(const std::filesystem::path& path);
// A setting's text, with paths as shown_path gives them.
std::string shown_text(const SettingText& setting);

// The limit that keeps a candidate out: "MACC", "Flash", "RAM", "ms" or "too deep"; empty if none does.
std::string broken_limit(const DecidedCandidate& candidate, const Limits& limits);

}  // namespace nanonas
