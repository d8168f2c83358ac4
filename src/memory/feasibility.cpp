// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <vector>

#include "nanonas/c_time.h"
#include "nanonas/lower.h"
#include "nanonas/memory.h"
#include "nanonas/tflite.h"

namespace nanonas {

Limits limits_of(const Target& target) {
    Limits limits{target.ram_bytes, target.flash_bytes, {}, {}};
    if (target.coremark) limits.macc = std::llround(*target.coremark * 1e4);
    return limits;
}

Feasibility judge(const Cost& cost, const Limits& limits, std::string_view name) {
    Feasibility result{true, cost, {}, {}};
    std::vector<std::string> excesses;
    const auto check = [&](const char* limit, const char* unit, std::int64_t need,
                           const std::optional<std::int64_t>& bound) {
        if (!bound || need <= *bound) return;
        if (excesses.empty()) result.limit = limit;
        excesses.push_back(fmt::format("{} {} ({} over the limit of {})", need, unit, need - *bound, *bound));
    };
    check("macc", "MACC", cost.macc, limits.macc);
    check("flash", "bytes of Flash", cost.flash_bytes, limits.flash_bytes);
    check("ram", "bytes of RAM", cost.ram_bytes, limits.ram_bytes);
    if (limits.milliseconds && cost.milliseconds.value_or(0) > *limits.milliseconds) {
        if (excesses.empty()) result.limit = "ms";
        excesses.push_back(fmt::format("{:.1f} ms a picture ({:.1f} over the limit of {:g})",
                                       *cost.milliseconds, *cost.milliseconds - *limits.milliseconds,
                                       *limits.milliseconds));
    }
    if (!excesses.empty()) {
        result.feasible = false;
        result.reason = fmt::format("{} needs {}.", name, fmt::join(excesses, " and "));
    }
    return result;
}

namespace {

constexpr std::int64_t too_much = std::numeric_limits<std::int64_t>::max();

// To the microsecond.
std::optional<double> milliseconds(const CShape& shape, const CostOptions& options) {
    const auto cycles = c_cycles(shape, options.core);
    if (!cycles || options.clock_mhz <= 0) return std::nullopt;
    return std::round(*cycles / options.clock_mhz) / 1000;
}

Cost cost_as_c(const Architecture& architecture, const CostOptions& options) {
    const CShape shape = c_shape(architecture, options.name_bytes);
    const auto memory = c_memory(shape, options.core);
    return {macc(architecture, options.macc), memory ? memory->flash_bytes() : too_much,
            memory ? memory->ram_bytes() : too_much, milliseconds(shape, options)};
}

}  // namespace

Cost cost(const Architecture& architecture, const CostOptions& options) {
    if (options.runtime == Runtime::c) return cost_as_c(architecture, options);
    const Graph graph = lower(architecture);
    return {macc(architecture, options.macc), tflite_bytes(graph),
            arena_bytes(graph, options.arena).value_or(too_much)};
}

Feasibility feasibility(const Architecture& architecture, const Limits& limits, const CostOptions& options) {
    if (const auto possible = constructible(architecture); !possible) {
        return {false, {}, "input", possible.error().message};
    }
    return judge(cost(architecture, options), limits, name(architecture));
}

}  // namespace nanonas
