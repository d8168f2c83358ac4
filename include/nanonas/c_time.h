// SPDX-License-Identifier: MIT
/// @file
/// How long row-streaming C takes for a picture on a core, before the network is trained. From a table that
/// scripts/fit-c-time measured in emulators (src/memory/c_work_costs.inc); tests/test_c_time.py compares
/// both.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nanonas/c_layout.h"
#include "nanonas/result.h"

namespace nanonas {

/// Work of one kind that a picture makes.
struct CWork {
    std::string name;  ///< a row of src/memory/c_work_costs.inc
    double count = 0;  ///< how often a picture makes it
};
/// All work that a picture makes on a core with these loops.
std::vector<CWork> c_work(const CShape& shape, CKernel kernel);

/// Cycles that one picture takes at most in the C with the core's own kernels, compiled for speed, where
/// memory makes nobody wait: a fit to measured networks and a reserve for its error. A core whose cycles are
/// not known is an error, in a sentence that lists those whose are.
Result<double> c_cycles(const CShape& shape, std::string_view core);

/// Whether c_cycles knows the core; the error is c_cycles's.
Result<void> c_cycles_known(std::string_view core);

}  // namespace nanonas
