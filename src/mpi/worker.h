// SPDX-License-Identifier: MIT
#pragma once

#include <mpi.h>

namespace nanonas::mpi {

// Does the jobs that rank 0 sends until it sends no more.
void serve(MPI_Comm communicator);

}  // namespace nanonas::mpi
