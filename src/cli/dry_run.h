// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/run_plan.h"

namespace nanonas::cli {

// Prints what every network of the space would cost and which limit keeps it out.
void print_dry_run(const RunSettings& settings, const RunPlan& plan, int classes, bool json);

}  // namespace nanonas::cli
