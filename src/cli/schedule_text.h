// SPDX-License-Identifier: MIT
// The schedule by which rows flow through the C of a graph, as people and programs read it.
#pragma once

#include <string>

#include "nanonas/inspect.h"
#include "nanonas/schedule.h"

namespace nanonas::cli {

// Each map with the rows that the C keeps of it, then the memory in all and where most of it is in use.
std::string schedule_text(const Graph& graph, const StreamGraph& stream, const Schedule& schedule);

}  // namespace nanonas::cli
