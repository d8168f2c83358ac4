// SPDX-License-Identifier: MIT
#pragma once

#include <mpi.h>

#include <vector>

namespace nanonas::mpi {

// Ranks on one machine that may run on the same cores divide them: each keeps to its part from now on.
// Returns how many cores each rank has, by rank; never 0.
std::vector<int> divide_cores(MPI_Comm communicator);

}  // namespace nanonas::mpi
