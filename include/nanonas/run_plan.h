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
    CostOptions cost;              ///< how cost is counted, on the target's core
    TrainingRecipe evaluation;     ///< of a candidate
    TrainingRecipe training;       ///< of the network that is chosen
    int threads = 1;               ///< that work at once

    /// The target's core; empty if there is no target.
    const std::string& core() const { return cost.core; }
};

/// Errors: usage, one sentence about the first setting that makes no sense by itself, without a look at
/// pictures; whatever is wrong with a file of targets.
Result<RunPlan> resolve(const RunSettings& settings);

}  // namespace nanonas
