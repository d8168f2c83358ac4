// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_plan.h"
#include "nanonas/run_result.h"

namespace nanonas::cli {

// What a run found, for people. `plan`: of its settings.
std::string result_table(const RunResult& result, const RunPlan& plan);

}  // namespace nanonas::cli
