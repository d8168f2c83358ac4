// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_plan.h"
#include "nanonas/study.h"

namespace nanonas::cli {

// A row for each run; where a group has several seeds, their mean and deviation below.
std::string study_table(const Study& study, const RunPlan& plan);

}  // namespace nanonas::cli
