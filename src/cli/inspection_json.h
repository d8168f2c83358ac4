// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "nanonas/inspect.h"

namespace nanonas::cli {

// One JSON object, with what fits each of `targets` under "targets". `shape`: of its C; null if there is
// none.
std::string json_of(const Inspection& inspection, const CShape* shape, const std::vector<Target>& targets,
                    ArenaModel model);

}  // namespace nanonas::cli
