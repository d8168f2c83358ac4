// SPDX-License-Identifier: MIT
#include "system/peak_memory.h"

#include <cstdlib>
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include "system/files.h"

namespace nanonas {

std::optional<std::int64_t> peak_resident_bytes() {
    const auto status = read_text("/proc/self/status");
    const std::size_t line = status ? status->find("VmHWM:") : std::string::npos;
    if (line == std::string::npos) return std::nullopt;
    return std::atoll(status->c_str() + line + 6) * 1024;  // "VmHWM:     1234 kB"
}

void give_back_memory() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

}  // namespace nanonas
