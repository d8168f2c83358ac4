// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/run_settings.h"

namespace nanonas::cli {

// Prints what every network of the space would cost and which limit keeps it out.
Result<void> print_dry_run(const RunSettings& settings, int classes, bool json);

}  // namespace nanonas::cli
