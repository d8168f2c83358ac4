// SPDX-License-Identifier: MIT
/// @file
/// What the settings of a run come to. They are resolved once, before pictures are read; the stages read the
/// plan and look nothing up again.
#pragma once

#include <optional>
#include <string>

#include "nanonas/memory.h"
#include "nanonas/result.h"
#include "nanonas/run_settings.h"
#include "nanonas/targets.h"
#include "nanonas/training.h"

namespace nanonas {

/// Everything that follows from settings alone.
struct RunPlan {
    std::optional<Target> target;  ///< whose limits and core hold; none where only limits were given
    Limits limits;                 ///< the target's, those given instead, less the reserves
    bool search_bound = false;     ///< whether limits.macc is search_macc_bound
    CostOptions cost;              ///< how cost is counted, on the target's core
    TrainingRecipe evaluation;     ///< of a candidate
    TrainingRecipe training;       ///< of the network that is chosen
    int threads = 1;               ///< that work at once

    /// The target's core. Without a target Runtime::c counts on default_core, and for Runtime::tflm it is
    /// empty.
    const std::string& core() const { return cost.core; }
};

/// Where a search of Runtime::c ends at the latest unless max_macc is given: its RAM hardly grows with the
/// network, so that nothing else would end it on a part that is fast or unknown.
inline constexpr std::int64_t search_macc_bound = 3'000'000;

/// Whether `limits`, which held for a run with these settings, have search_macc_bound.
bool has_search_bound(const RunSettings& settings, const Limits& limits);

/// Errors: usage, one sentence about the first setting that makes no sense by itself, without a look at
/// pictures; whatever is wrong with a file of targets.
Result<RunPlan> resolve(const RunSettings& settings);

}  // namespace nanonas
