// SPDX-License-Identifier: MIT
// What models and candidates cost, and the targets, under the names of the command line's JSON.
#include "nanonas/inspect.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "errors.h"
#include "nanonas/model.h"
#include "nanonas/run_plan.h"
#include "nanonas/target_file.h"
#include "settings.h"

namespace nb = nanobind;
namespace fs = std::filesystem;
using namespace nb::literals;

namespace nanonas::python {
namespace {

nb::list tensors(const Inspection& inspection) {
    nb::list list;
    for (const InspectedTensor& tensor : inspection.tensors) {
        nb::dict entry;
        entry["name"] = tensor.name;
        entry["type"] = std::string(to_string(tensor.type));
        entry["shape"] = tensor.shape;
        entry["bytes"] = tensor.bytes;
        entry["constant"] = tensor.constant;
        entry["first_step"] = tensor.first_step;
        entry["last_step"] = tensor.last_step;
        list.append(entry);
    }
    return list;
}

nb::list operators(const Inspection& inspection) {
    nb::list list;
    for (const InspectedOperator& op : inspection.operators) {
        nb::dict entry;
        entry["name"] = op.name;
        entry["version"] = op.version;
        entry["inputs"] = op.inputs;
        entry["outputs"] = op.outputs;
        entry["macc"] = op.macc;
        entry["weight_bytes"] = op.weight_bytes;
        list.append(entry);
    }
    return list;
}

std::optional<std::int64_t> bytes_of(const std::optional<TensorArena>& arena) {
    return arena ? std::optional(arena->bytes) : std::nullopt;
}

nb::dict inspect_model(const fs::path& run_or_model) {
    const OpenedModel file = value_of(open_model(run_or_model));
    const Inspection inspection = inspect(file.graph, static_cast<std::int64_t>(file.bytes.size()));
    nb::dict result;
    result["file_bytes"] = inspection.file_bytes;
    result["weight_bytes"] = inspection.weight_bytes;
    result["metadata_bytes"] = inspection.metadata_bytes;
    result["macc"] = inspection.macc;
    result["arena_bytes"] = bytes_of(inspection.arena);
    result["arena_bytes_32bit"] = bytes_of(inspection.arena_32bit);
    result["arena_unknown"] = inspection.arena ? nb::none() : nb::cast(inspection.arena_unknown);
    result["operators"] = operators(inspection);
    result["tensors"] = tensors(inspection);
    return result;
}

nb::list targets(const fs::path& file) {
    nb::list list;
    for (const Target& target : value_of(known_targets(file))) {
        nb::dict entry;
        entry["name"] = target.name;
        entry["core"] = target.core;
        entry["ram_bytes"] = target.ram_bytes;
        entry["flash_bytes"] = target.flash_bytes;
        entry["clock_mhz"] = target.clock_mhz;
        entry["coremark"] = target.coremark;
        entry["macc"] = limits_of(target).macc;
        entry["boards"] = target.boards;
        entry["source"] = target.source;
        list.append(entry);
    }
    return list;
}

// What (k, c) costs and whether it keeps within the limits of the settings.
nb::dict candidate(int k, int c, int classes, const SettingTexts& texts) {
    const RunSettings settings = value_of(settings_of(texts));
    const RunPlan plan = value_of(resolve(settings));
    const Architecture architecture{settings.family, k, c, settings.input, classes};
    value_of(constructible(architecture));
    const Feasibility judged = feasibility(architecture, plan.limits, plan.cost);
    nb::dict entry;
    entry["k"] = k;
    entry["c"] = c;
    entry["channels"] = channels(architecture);
    entry["macc"] = judged.cost.macc;
    entry["flash_bytes"] = judged.cost.flash_bytes;
    entry["ram_bytes"] = judged.cost.ram_bytes;
    entry["milliseconds"] = judged.cost.milliseconds ? nb::cast(*judged.cost.milliseconds) : nb::none();
    entry["feasible"] = judged.feasible;
    entry["reason"] = judged.feasible ? nb::none() : nb::cast(judged.reason);
    return entry;
}

}  // namespace

void bind_inspection(nb::module_& core) {
    core.def("inspect", inspect_model, "run_or_model"_a);
    core.def("targets", targets, "file"_a);
    core.def("candidate", candidate, "k"_a, "c"_a, "classes"_a, "settings"_a);
}

}  // namespace nanonas::python
