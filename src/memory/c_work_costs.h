// SPDX-License-Identifier: MIT
// What each kind of work takes on a core, as scripts/fit-c-time found it.
#pragma once

#include <string_view>
#include <vector>

#include "nanonas/c_time.h"

namespace nanonas {

struct CWorkCosts {
    std::string_view core;      // that was measured; cores.cpp says which others run the same code
    std::vector<CWork> each{};  // instructions of one, or cycles where the emulator counts those
};

const std::vector<CWorkCosts>& c_work_costs();

}  // namespace nanonas
