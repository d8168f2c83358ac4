// SPDX-License-Identifier: MIT
#pragma once

#include "simulation.h"

namespace nanonas {

// Only what is needed now: one core works.
Policy only_needed();

// The most probable points first, as the search has it.
Policy by_probability(RiseProbability rise);

// The points that the walk takes if every score rises: the nearest first.
Policy nearest();

// Knows every score beforehand, so that nothing is wasted: no policy can be faster.
Policy oracle(const Recorded& recorded);

// Each score rises with `usual`; where the row before is known with `risen` if it rose there, else with
// `fallen`.
RiseProbability like_the_row_before(double usual, double risen, double fallen);

// Output channels of each layer divided over the cores, three barriers a layer and step.
double channels_divided(const Architecture& architecture, int cores, double barrier_seconds,
                        double step_seconds);

}  // namespace nanonas
