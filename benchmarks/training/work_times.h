// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "nanonas/training.h"

namespace nanonas {

struct WorkTime {
    const char* name;
    double seconds;
    int steps;  // that these seconds went to
};

// How far the loss of the first training batch is from that of the slow reference.
double distance_from_reference(const Architecture& architecture, const TrainingData& data);

// Where the CPU time of an epoch of batches of 16 goes, validation included, on one thread.
std::vector<WorkTime> work_times(const Architecture& architecture, const TrainingData& data, Math math);

}  // namespace nanonas
