// SPDX-License-Identifier: MIT
// The tensor arena of a model as text: its head as a timeline, what overlaps at the peak, and its tail.
#pragma once

#include <string>

#include "nanonas/inspect.h"

namespace nanonas::cli {

// Precondition: inspection.arena.
std::string arena_text(const Inspection& inspection);

// "int8 1x50x50x3".
std::string tensor_text(const InspectedTensor& tensor);

}  // namespace nanonas::cli
