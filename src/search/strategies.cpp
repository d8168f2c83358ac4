// SPDX-License-Identifier: MIT
// The table of strategies, which --strategy, its help and its completion read.
#include <algorithm>
#include <array>

#include "base/out_of_memory.h"
#include "search/list_strategy.h"
#include "search/occam_strategy.h"

namespace nanonas {
namespace {

constexpr std::array table{
    StrategyEntry{"occam", "by Algorithm 1", false, OccamStrategy::make},
    StrategyEntry{"list", "exactly what is listed", true, ListStrategy::make},
};

}  // namespace

std::span<const StrategyEntry> strategies() {
    return table;
}

Result<std::unique_ptr<Strategy>> make_strategy(std::string_view name, const SearchSpace& space,
                                                const std::vector<PlanePoint>& listed) {
    const auto entry = std::find_if(table.begin(), table.end(),
                                    [&](const StrategyEntry& known) { return known.name == name; });
    if (entry == table.end()) return usage_error("There is no strategy \"{}\".", name);
    if (entry->listed == listed.empty()) {
        return usage_error("The strategy \"{}\" {} a list of networks.", name,
                           entry->listed ? "needs" : "takes no");
    }
    return within_memory(
        "The search", [&]() -> Result<std::unique_ptr<Strategy>> { return entry->make(space, listed); });
}

}  // namespace nanonas
