// SPDX-License-Identifier: MIT
#include <sched.h>

#include "nanonas/thread_pool.h"

namespace nanonas {

int available_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

}  // namespace nanonas
