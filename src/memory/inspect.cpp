// SPDX-License-Identifier: MIT
#include "nanonas/inspect.h"

#include <algorithm>

namespace nanonas {
namespace {

// Of a tensor with data, the bytes that it has in the file.
std::int64_t constant_bytes(const GraphTensor& tensor) {
    if (!tensor.constant) return 0;
    return tensor.data.empty() ? tensor.bytes() : std::ssize(tensor.data);
}

InspectedOperator inspect_operator(const Graph& graph, const GraphOperator& op) {
    InspectedOperator result{operator_name(op), op.version, op.inputs, op.outputs, macc(graph, op), 0};
    for (int input : op.inputs) {
        if (input >= 0) result.weight_bytes += constant_bytes(graph.tensors[static_cast<std::size_t>(input)]);
    }
    return result;
}

std::vector<ArenaStep> timeline(const Inspection& inspection, const std::vector<ArenaBuffer>& buffers) {
    std::vector<ArenaStep> steps{{"inputs", {}, 0}};
    for (const InspectedOperator& op : inspection.operators) steps.push_back({op.name, {}, 0});
    for (std::size_t i = 0; i < buffers.size(); ++i) {
        const ArenaBuffer& buffer = buffers[i];
        for (int step = std::max(buffer.first_step, 0); step <= buffer.last_step; ++step) {
            steps[static_cast<std::size_t>(step)].buffers.push_back(static_cast<int>(i));
            steps[static_cast<std::size_t>(step)].live_bytes += buffer.bytes;
        }
    }
    const auto offset = [&](int i) { return buffers[static_cast<std::size_t>(i)].offset; };
    for (ArenaStep& step : steps) {
        std::stable_sort(step.buffers.begin(), step.buffers.end(),
                         [&](int a, int b) { return offset(a) < offset(b); });
    }
    return steps;
}

void inspect_arena(const Graph& graph, Inspection& inspection) {
    auto arena = tensor_arena(graph, ArenaModel::bits64);
    if (!arena) {
        inspection.arena_unknown = arena.error().message;
        return;
    }
    for (const ArenaBuffer& buffer : arena->buffers) {
        if (buffer.tensor < 0 || buffer.first_step < 0) continue;
        InspectedTensor& tensor = inspection.tensors[static_cast<std::size_t>(buffer.tensor)];
        tensor.first_step = buffer.first_step;
        tensor.last_step = buffer.last_step;
    }
    inspection.timeline = timeline(inspection, arena->buffers);
    const auto peak =
        std::max_element(inspection.timeline.begin(), inspection.timeline.end(),
                         [](const ArenaStep& a, const ArenaStep& b) { return a.live_bytes < b.live_bytes; });
    inspection.peak_step = static_cast<int>(peak - inspection.timeline.begin());
    inspection.arena = *std::move(arena);
    inspection.arena_32bit = tensor_arena(graph, ArenaModel::bits32).value();
}

TargetFit fit_of(const Inspection& inspection, std::int64_t flash_bytes, std::int64_t ram_bytes,
                 const Target& target) {
    TargetFit fit;
    fit.spare_ram_bytes = target.ram_bytes - ram_bytes;
    fit.spare_flash_bytes = target.flash_bytes - flash_bytes;
    fit.fits = fit.spare_ram_bytes >= 0 && fit.spare_flash_bytes >= 0;
    const auto bound = limits_of(target).macc;
    if (bound && inspection.uncounted.empty()) fit.spare_macc = *bound - inspection.macc;
    return fit;
}

}  // namespace

std::string operator_name(const GraphOperator& op) {
    if (!op.custom_name.empty()) return op.custom_name;
    const std::string_view name = to_string(op.code);
    return name.empty() ? fmt::format("operator {}", static_cast<int>(op.code)) : std::string(name);
}

Inspection inspect(const Graph& graph, std::int64_t file_bytes) {
    Inspection inspection;
    inspection.file_bytes = file_bytes;
    for (const GraphTensor& tensor : graph.tensors) {
        inspection.tensors.push_back(
            {tensor.name, tensor.type, tensor.shape, tensor.bytes(), tensor.constant, {}, {}});
        inspection.weight_bytes += constant_bytes(tensor);
    }
    inspection.metadata_bytes = std::max<std::int64_t>(0, file_bytes - inspection.weight_bytes);
    inspection.macc = macc(graph);
    for (const GraphOperator& op : graph.operators) {
        inspection.operators.push_back(inspect_operator(graph, op));
        const InspectedOperator& added = inspection.operators.back();
        const bool known =
            added.macc || std::ranges::find(inspection.uncounted, added.name) != inspection.uncounted.end();
        if (!known) inspection.uncounted.push_back(added.name);
    }
    inspect_arena(graph, inspection);
    return inspection;
}

std::optional<TargetFit> fit(const Inspection& inspection, const Target& target, ArenaModel model) {
    const auto& arena = model == ArenaModel::bits64 ? inspection.arena : inspection.arena_32bit;
    if (!arena) return {};
    return fit_of(inspection, inspection.file_bytes, arena->bytes, target);
}

std::optional<TargetFit> fit_as_c(const CShape& shape, const Inspection& inspection, const Target& target) {
    const auto memory = c_memory(shape, target.core);
    if (!memory) return {};
    return fit_of(inspection, memory->flash_bytes(), memory->ram_bytes(), target);
}

}  // namespace nanonas
