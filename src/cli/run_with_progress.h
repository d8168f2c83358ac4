// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "nanonas/study.h"

namespace nanonas::cli {

// Runs, shows progress, and says how to go on after an interruption.
Result<RunResult> run_with_progress(const RunSettings& settings, const RunOptions& options,
                                    const OutputOptions& output);

// An error of long work; that of an interruption says how to go on with what is saved in `out`.
Error with_way_to_go_on(Error error, const std::filesystem::path& out, const Workers* workers);

}  // namespace nanonas::cli
