// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/run_settings.h"

namespace nanonas {

struct RecordOptions {
    RunSettings settings;   // pictures, input, target
    std::string set;        // the name of the pictures in the file
    int most_kernels = 10;  // candidates with a larger k are left out
    int seeds = 1;          // from 0
};

// Evaluates every candidate that fits as a search does, on one thread, and appends a line for each to `file`.
// Seconds are CPU time, which other work on the machine changes little.
Result<void> record(const RecordOptions& options, const std::string& file);

}  // namespace nanonas
