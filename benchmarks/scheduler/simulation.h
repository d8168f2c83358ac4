// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "recorded.h"
#include "search/likely_points.h"

namespace nanonas {

// What an idle core does next, given what is known and what is begun; nothing: stay idle.
using Policy = std::function<std::optional<PlanePoint>(const OccamWalk& walk, const PointScore& known,
                                                       const std::set<PlanePoint>& begun, int cores)>;

struct Simulated {
    double seconds = 0;       // of wall time
    double busy_seconds = 0;  // of all cores
    double used_seconds = 0;  // of these, on candidates that Algorithm 1 decided
    std::optional<PlanePoint> best;
};

// How long a candidate takes on so many cores, as a share of its time on one.
using Sharing = std::function<double(const Architecture&, int cores)>;

struct Machine {
    int cores = 1;
    // Whether a candidate that is needed now takes the core of the one begun last that is not.
    bool preempts = false;
    // If given, cores for which the policy has nothing help the candidate that is needed now, from its start.
    Sharing sharing;
};

// Plays a search on the recorded figures: SpeculativeSearch's rules, with time made up of recorded seconds.
// Error: usage if a candidate is needed that was not recorded.
Result<Simulated> simulate(const Recorded& recorded, const Limits& limits, const Policy& policy,
                           const Machine& machine);

}  // namespace nanonas
