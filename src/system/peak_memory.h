// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace nanonas {

// The most memory this process has had resident: VmHWM of /proc/self/status (getrusage's ru_maxrss would
// include the process that started it). None where the system does not tell.
std::optional<std::int64_t> peak_resident_bytes();

// Gives the system what was freed in large numbers of small pieces, such as a folder's list of files: the
// search's threads would not use it. Does nothing without glibc.
void give_back_memory();

}  // namespace nanonas
