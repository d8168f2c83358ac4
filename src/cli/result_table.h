// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_result.h"

namespace nanonas::cli {

// What a run found, for people. `cost`: how it counted.
std::string result_table(const RunResult& result, const CostOptions& cost);

}  // namespace nanonas::cli
