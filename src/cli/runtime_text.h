// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "nanonas/memory.h"

namespace nanonas::cli {

// A sentence that says what Flash and RAM are of.
std::string runtime_text(const CostOptions& cost);

}  // namespace nanonas::cli
