// SPDX-License-Identifier: MIT
// Names and figures as the report words them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nanonas/inspect.h"
#include "nanonas/run_record.h"

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

// The limit that keeps a candidate out: "MACC", "Flash", "RAM", "ms" or "too deep"; empty if none does.
std::string broken_limit(const DecidedCandidate& candidate, const Limits& limits);

}  // namespace nanonas
