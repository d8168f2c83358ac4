// SPDX-License-Identifier: MIT
#include "memory/c_work_costs.h"

namespace nanonas {

const std::vector<CWorkCosts>& c_work_costs() {
    static const std::vector<CWorkCosts> costs{
#include "memory/c_work_costs.inc"
    };
    return costs;
}

}  // namespace nanonas
