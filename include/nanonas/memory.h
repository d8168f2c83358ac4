// SPDX-License-Identifier: MIT
/// @file
/// What a network costs on a microcontroller, from its architecture alone, and whether that fits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nanonas/architecture.h"
#include "nanonas/c_memory.h"
#include "nanonas/graph.h"
#include "nanonas/result.h"
#include "nanonas/targets.h"
#include "nanonas/tensor_arena.h"

namespace nanonas {

/// tensor_arena(graph, model)->bytes.
Result<std::int64_t> arena_bytes(const Graph& graph, ArenaModel model);

/// What a network may cost; none: as much as it likes.
struct Limits {
    std::optional<std::int64_t> ram_bytes;    ///< at most
    std::optional<std::int64_t> flash_bytes;  ///< at most
    std::optional<std::int64_t> macc;         ///< multiply-accumulates of one inference, at most
    std::optional<double> milliseconds = {};  ///< of one inference, at most
};
/// The target's RAM and Flash. MACC bound = CoreMark x 1e4; none where the target has no CoreMark.
Limits limits_of(const Target& target);

/// What runs the network: TensorFlow Lite Micro, of which RAM and Flash are the tensor arena and the .tflite
/// alone; or its own row-streaming C, of which they are all that it takes.
enum class Runtime { tflm, c };

/// How cost is counted.
struct CostOptions {
    MaccCount macc = MaccCount::exact;      ///< what MACC counts
    ArenaModel arena = ArenaModel::bits64;  ///< of tflm
    Runtime runtime = Runtime::tflm;        ///< whose RAM and Flash
    std::string core = {};                  ///< that c runs on, compiled with Optimize::speed
    std::int64_t name_bytes = 0;            ///< of the classes' names in c; 0: of default_class_names()
    double clock_mhz = 0;                   ///< at which it runs there; 0: unknown
};

/// What a network costs.
struct Cost {
    std::int64_t macc = 0;         ///< multiply-accumulates of one inference
    std::int64_t flash_bytes = 0;  ///< the .tflite file; of c its code and tables
    std::int64_t ram_bytes = 0;    ///< the tensor arena; of c its state and stack
    /// Of one inference, by c_cycles; none for tflm, and where the core's cycles or its clock are unknown.
    std::optional<double> milliseconds = {};

    bool operator==(const Cost&) const = default;
};

/// RAM and Flash are the largest number where no arena can be large enough, or the core is unknown to
/// c_memory. Precondition: constructible(architecture).
Cost cost(const Architecture& architecture, const CostOptions& options = {});

/// Whether a network keeps within limits, and why not.
struct Feasibility {
    bool feasible = false;  ///< constructible, and within all limits
    Cost cost;              ///< zeros where the architecture is not constructible
    /// Of the first limit broken: "input", "macc", "flash", "ram", "ms"; empty if feasible.
    std::string limit;
    std::string reason;     ///< a sentence with need and limit of all that are broken; empty if feasible
};

/// Whether `cost` keeps within `limits`; `name` is what the reason calls the network. A limit may be reached.
/// Milliseconds that are unknown keep within any.
Feasibility judge(const Cost& cost, const Limits& limits, std::string_view name);

/// Whether an architecture is constructible and its cost keeps within `limits`.
Feasibility feasibility(const Architecture& architecture, const Limits& limits,
                        const CostOptions& options = {});

}  // namespace nanonas
