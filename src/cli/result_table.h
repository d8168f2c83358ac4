// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run.h"

namespace nanonas::cli {

// What a run found, for people.
std::string result_table(const RunResult& result, const RunSettings& settings);

}  // namespace nanonas::cli
