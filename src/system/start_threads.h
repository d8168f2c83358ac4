// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <thread>
#include <vector>

namespace nanonas {

// Starts `count` threads that do `work` and that the caller joins; fewer, or none, where limits of the
// process, its user or its container let the system start no more.
std::vector<std::thread> start_threads(int count, const std::function<void()>& work);

// How many of the wanted threads, the calling one among them, can be started later: it starts twice as many
// to see, so that the work itself has room.
int startable_threads(int wanted);

}  // namespace nanonas
