// SPDX-License-Identifier: MIT
#include "nanonas/c_memory.h"

#include <algorithm>
#include <cmath>

#include "memory/c_code_sizes.h"

namespace nanonas {
namespace {

// What of a core decides layouts: its loops, its pointers, and the alignment of its largest integers.
struct Machine {
    CKernel kernel = CKernel::portable;
    std::int64_t pointer_bytes = 4;
    std::int64_t alignment = 4;

    std::int64_t aligned(std::int64_t offset, std::int64_t element_bytes) const {
        const std::int64_t to = std::min(element_bytes, alignment);
        return (offset + to - 1) / to * to;
    }
    std::int64_t stack_aligned(std::int64_t bytes) const {
        return alignment == 1 ? bytes : (bytes + 15) / 16 * 16;
    }
};

Machine machine_of(std::string_view core) {
    if (core == "AVR") return {CKernel::portable, 2, 1};
    if (core == "Cortex-M0" || core == "Cortex-M0+") return {CKernel::thumb1};
    if (core == "Cortex-M4" || core == "Cortex-M4F" || core == "Cortex-M7") return {CKernel::dsp};
    return {};
}

std::int64_t state_bytes(const CShape& shape, const RingPlan& plan, const Machine& machine) {
    std::int64_t end = 0;
    for (const CField& field : state_fields(shape, plan)) {
        if (!field.in(machine.kernel)) continue;
        end = machine.aligned(end, field.element_bytes) + field.element_bytes * field.count;
    }
    return machine.aligned(end, 4);
}

std::int64_t stage_bytes(const CShape& shape, const RingPlan& plan, const Machine& machine) {
    std::int64_t end = 2 * machine.pointer_bytes + (shape.norm_steps > 0 ? 10 : 8) + (shape.padded ? 5 : 4);
    const std::int64_t ring = plan.ring_bytes < 65536 ? 2 : 4;
    end = machine.aligned(end, ring) + ring;
    return machine.aligned(end, machine.pointer_bytes);
}

std::int64_t weight_bytes(const CStage& stage, const Machine& machine) {
    std::int64_t taps = std::int64_t{9} * stage.in_channels;
    if (machine.kernel == CKernel::dsp) taps = (taps + 3) / 4 * 4;
    return machine.aligned(taps * stage.out_channels, 4);
}

std::int64_t table_bytes(const CShape& shape, const RingPlan& plan, const Machine& machine) {
    constexpr std::int64_t channel_bytes = 8, line_bytes = 8;
    const auto features = std::int64_t{shape.stages.back().out_channels};
    std::int64_t bytes = std::ssize(shape.stages) * stage_bytes(shape, plan, machine) +
                         machine.aligned(features * shape.classes, 4) + 4 * shape.classes;
    for (const CStage& stage : shape.stages) {
        bytes += weight_bytes(stage, machine) + channel_bytes * stage.out_channels +
                 line_bytes * shape.norm_steps * stage.in_channels;
    }
    return bytes;
}

// Of one part; a combination of loops that was not measured counts as the largest that was.
double part_bytes(const CCodeSizes& sizes, const CCodePart& part, bool loops) {
    const auto known = std::ranges::find(sizes.parts, part.name, &CCodePart::name);
    if (known != sizes.parts.end()) return part.count * known->count;
    if (!loops || sizes.parts.empty()) return 0;
    return std::ranges::max(sizes.parts, {}, &CCodePart::count).count;
}

std::int64_t stack_bytes(const CShape& shape, const RingPlan& plan, const Machine& machine,
                         const CStacks& stacks) {
    const std::int64_t arrays = machine.stack_aligned(shape.classes) + machine.stack_aligned(plan.features);
    return std::max<std::int64_t>(stacks.rows, stacks.result + arrays);
}

bool is_one_of(std::string_view word, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(", "), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 2, words.size()));
    }
    return false;
}

Result<const CCodeSizes*> sizes_for(std::string_view core, Optimize optimize) {
    std::vector<std::string_view> known;
    for (const CCodeSizes& sizes : c_code_sizes()) {
        if (sizes.optimize != optimize) continue;
        if (is_one_of(core, sizes.cores)) return &sizes;
        known.push_back(sizes.cores);
    }
    return failure("How large C gets on a {} was not measured; it was on {}.", core, fmt::join(known, ", "));
}

}  // namespace

Result<void> c_memory_known(std::string_view core) {
    return sizes_for(core, Optimize::speed).map([](const CCodeSizes*) {});
}

Result<CMemory> c_memory(const CShape& shape, std::string_view core, Optimize optimize) {
    NANONAS_TRY(const CCodeSizes* const sizes, sizes_for(core, optimize));
    const Machine machine = machine_of(core);
    const RingPlan plan = ring_plan(shape);
    CMemory memory;
    memory.state_bytes = state_bytes(shape, plan, machine);
    memory.stack_bytes = stack_bytes(shape, plan, machine, sizes->stacks);
    memory.table_bytes = table_bytes(shape, plan, machine);
    double code = 0;
    const std::vector<CCodePart> parts = code_parts(shape, optimize);
    for (const CCodePart& part : parts) code += part_bytes(*sizes, part, &part == &parts.front());
    memory.code_bytes = std::max<std::int64_t>(0, std::llround(code));
    return memory;
}

Result<std::int64_t> portable_stack_bytes(const CShape& shape, std::string_view core, Optimize optimize) {
    NANONAS_TRY(const CCodeSizes* const sizes, sizes_for(core, optimize));
    return stack_bytes(shape, ring_plan(shape), machine_of(core), sizes->portable_stacks);
}

}  // namespace nanonas
