// SPDX-License-Identifier: MIT
#include "nanonas/c_memory.h"

#include <algorithm>
#include <cmath>

#include "memory/c_code_sizes.h"
#include "memory/cores.h"

namespace nanonas {
namespace {

// An element's place behind `offset` bytes.
std::int64_t aligned(const CoreDescription& core, std::int64_t offset, std::int64_t element_bytes) {
    const std::int64_t to = std::min(element_bytes, core.alignment);
    return (offset + to - 1) / to * to;
}

std::int64_t stack_aligned(const CoreDescription& core, std::int64_t bytes) {
    return core.alignment == 1 ? bytes : (bytes + 15) / 16 * 16;
}

std::int64_t state_bytes(const CShape& shape, const RingPlan& plan, const CoreDescription& core) {
    std::int64_t end = 0;
    for (const CField& field : state_fields(shape, plan)) {
        if (!field.in(core.kernel)) continue;
        end = aligned(core, end, field.element_bytes) + field.element_bytes * field.count;
    }
    return aligned(core, end, 4);
}

std::int64_t stage_bytes(const CShape& shape, const RingPlan& plan, const CoreDescription& core) {
    std::int64_t end = 2 * core.pointer_bytes + (shape.norm_steps > 0 ? 10 : 8) + (shape.padded ? 5 : 4);
    const std::int64_t ring = plan.ring_bytes < 65536 ? 2 : 4;
    end = aligned(core, end, ring) + ring;
    return aligned(core, end, core.pointer_bytes);
}

std::int64_t weight_bytes(const CStage& stage, const CoreDescription& core) {
    std::int64_t taps = std::int64_t{9} * stage.in_channels;
    if (core.kernel == CKernel::dsp) taps = (taps + 3) / 4 * 4;
    return aligned(core, taps * stage.out_channels, 4);
}

std::int64_t table_bytes(const CShape& shape, const RingPlan& plan, const CoreDescription& core) {
    constexpr std::int64_t channel_bytes = 8, line_bytes = 8;
    const auto features = std::int64_t{shape.stages.back().out_channels};
    std::int64_t bytes = std::ssize(shape.stages) * stage_bytes(shape, plan, core) +
                         aligned(core, features * shape.classes, 4) + 4 * shape.classes +
                         aligned(core, shape.name_bytes, 4);
    for (const CStage& stage : shape.stages) {
        bytes += weight_bytes(stage, core) + channel_bytes * stage.out_channels +
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

std::int64_t stack_bytes(const CShape& shape, const RingPlan& plan, const CoreDescription& core,
                         const CStacks& stacks) {
    const std::int64_t arrays = stack_aligned(core, shape.classes) + stack_aligned(core, plan.features);
    return std::max<std::int64_t>(stacks.rows, stacks.result + arrays);
}

// A core and what was measured on it, or on one that runs the same code.
struct Measured {
    const CoreDescription& core;
    const CCodeSizes& sizes;
};

Result<Measured> measured(std::string_view core, Optimize optimize) {
    const CoreDescription* known = find_core_description(core);
    std::vector<std::string> others;
    for (const CCodeSizes& sizes : c_code_sizes()) {
        if (sizes.optimize != optimize) continue;
        if (known && known->measured_as == sizes.core) return Measured{*known, sizes};
        const std::string more = core_names([&](const CoreDescription& each) {
            return each.measured_as == sizes.core && each.name != sizes.core;
        });
        others.push_back(fmt::format("{}{}{}", sizes.core, more.empty() ? "" : ", ", more));
    }
    return failure("How large C gets on a {} was not measured; it was on {}.", core, fmt::join(others, ", "));
}

}  // namespace

Result<void> c_memory_known(std::string_view core) {
    return measured(core, Optimize::speed).map([](const Measured&) {});
}

CMemory c_memory(const CShape& shape, const CoreDescription& core, const CCodeSizes& sizes) {
    const RingPlan plan = ring_plan(shape);
    CMemory memory;
    memory.state_bytes = state_bytes(shape, plan, core);
    memory.stack_bytes = stack_bytes(shape, plan, core, sizes.stacks);
    memory.table_bytes = table_bytes(shape, plan, core);
    double code = 0;
    const std::vector<CCodePart> parts = code_parts(shape, sizes.optimize);
    for (const CCodePart& part : parts) code += part_bytes(sizes, part, &part == &parts.front());
    // Larger tables lie further from the code that reads them, which takes a byte in a thousand at most.
    memory.code_bytes = std::max<std::int64_t>(0, std::llround(code)) + memory.table_bytes / 1024;
    return memory;
}

Result<CMemory> c_memory(const CShape& shape, std::string_view core, Optimize optimize) {
    NANONAS_TRY(const Measured known, measured(core, optimize));
    return c_memory(shape, known.core, known.sizes);
}

Result<std::int64_t> stack_bound(const CShape& shape, std::string_view core, Optimize optimize) {
    const Result<CMemory> known = c_memory(shape, core, optimize);
    if (known) return known->stack_bytes;
    const CoreDescription* description = find_core_description(core);
    std::int64_t most = 0;
    for (const CoreDescription& other : known_cores()) {
        if (!description || other.family != description->family) continue;
        const Result<CMemory> memory = c_memory(shape, other.name, optimize);
        if (memory) most = std::max(most, memory->stack_bytes);
    }
    if (most == 0) return tl::unexpected<Error>(known.error());
    return most * 3 / 2;
}

Result<std::int64_t> portable_stack_bytes(const CShape& shape, std::string_view core, Optimize optimize) {
    NANONAS_TRY(const Measured known, measured(core, optimize));
    return stack_bytes(shape, ring_plan(shape), known.core, known.sizes.portable_stacks);
}

}  // namespace nanonas
