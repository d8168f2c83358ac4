// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "nanonas/run.h"

namespace nanonas::cli {

// Runs, shows progress, and says how to go on after an interruption.
Result<RunResult> run_with_progress(const RunSettings& settings, const RunOptions& options,
                                    const OutputOptions& output);

}  // namespace nanonas::cli
