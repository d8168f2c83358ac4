// SPDX-License-Identifier: MIT
#include "mpi/cores.h"

#include <sched.h>

#include <cstring>

#include "nanonas/thread_pool.h"

namespace nanonas::mpi {
namespace {

// The `part`-th of `parts` equal shares of the cores in `all`; a single one where there are fewer than parts.
cpu_set_t share_of(const cpu_set_t& all, int part, int parts) {
    const int count = CPU_COUNT(&all);
    const int first = parts > count ? part % count : part * count / parts;
    const int last = parts > count ? first + 1 : (part + 1) * count / parts;
    cpu_set_t share;
    CPU_ZERO(&share);
    for (int cpu = 0, index = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &all)) continue;
        if (index >= first && index < last) CPU_SET(cpu, &share);
        ++index;
    }
    return share;
}

}  // namespace

std::vector<int> divide_cores(MPI_Comm communicator) {
    MPI_Comm machine;
    int rank = 0, ranks = 0, everyone = 0;
    MPI_Comm_split_type(communicator, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_rank(machine, &rank);
    MPI_Comm_size(machine, &ranks);
    cpu_set_t mine;
    CPU_ZERO(&mine);
    if (::sched_getaffinity(0, sizeof mine, &mine) == 0) {
        std::vector<cpu_set_t> all(static_cast<std::size_t>(ranks));
        MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, machine);
        int part = 0, parts = 0;
        for (int other = 0; other < ranks; ++other) {
            if (std::memcmp(&all[static_cast<std::size_t>(other)], &mine, sizeof mine) != 0) continue;
            part += other < rank ? 1 : 0;
            ++parts;
        }
        const cpu_set_t share = share_of(mine, part, parts);
        ::sched_setaffinity(0, sizeof share, &share);
    }
    MPI_Comm_free(&machine);
    MPI_Comm_size(communicator, &everyone);
    const int cores = available_cores();
    std::vector<int> result(static_cast<std::size_t>(everyone));
    MPI_Allgather(&cores, 1, MPI_INT, result.data(), 1, MPI_INT, communicator);
    return result;
}

}  // namespace nanonas::mpi
