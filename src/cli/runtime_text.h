// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_plan.h"

namespace nanonas::cli {

// A sentence that says what Flash and RAM are of.
std::string runtime_text(const RunPlan& plan);
// A sentence, with the end of its line, that says that the search has a bound of its own; empty if not so.
std::string search_bound_text(const RunPlan& plan);

}  // namespace nanonas::cli
