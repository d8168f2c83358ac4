// SPDX-License-Identifier: MIT
// nanonas-mpi: nanonas whose rank 0 is the command line and whose other ranks do jobs for it.
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <system_error>

#include "cli/command_line.h"
#include "cli/signal_watch.h"
#include "mpi/cores.h"
#include "mpi/leader.h"
#include "mpi/worker.h"

namespace {

// Rank 0: the only one that prints. `threads` of each rank.
int lead(int argc, char** argv, const std::vector<int>& threads) {
    if (threads.size() == 1) return nanonas::cli::command_line(argc, argv, nullptr);
    std::optional<nanonas::mpi::Leader> workers;
    try {
        workers.emplace(MPI_COMM_WORLD, threads);
    } catch (const std::system_error&) {
        std::fputs(
            "nanonas: The thread that speaks to the other ranks could not be started; raise the limit of "
            "threads.\n",
            stderr);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    const int exit_code = nanonas::cli::command_line(argc, argv, &*workers);
    // The other ranks may be gone: then the end of MPI would wait for them.
    if (exit_code == nanonas::cli::interrupted_exit_code) std::_Exit(exit_code);
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    int provided = 0, rank = 0;
    MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &provided);
    if (provided < MPI_THREAD_SERIALIZED) {
        std::fputs(
            "nanonas: This MPI can't be used from threads; use one built with MPI_THREAD_SERIALIZED.\n",
            stderr);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const std::vector<int> threads = nanonas::mpi::divide_cores(MPI_COMM_WORLD);
    int exit_code = 0;
    if (rank == 0) {
        exit_code = lead(argc, argv, threads);
    } else {
        nanonas::mpi::serve(MPI_COMM_WORLD);
    }
    MPI_Finalize();
    return exit_code;
}
