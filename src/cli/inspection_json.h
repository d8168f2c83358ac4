// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "nanonas/inspect.h"

namespace nanonas::cli {

// One JSON object, with what fits each of `targets` under "targets".
std::string json_of(const Inspection& inspection, const std::vector<Target>& targets, ArenaModel model);

}  // namespace nanonas::cli
