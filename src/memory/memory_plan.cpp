// SPDX-License-Identifier: MIT
#include "memory/memory_plan.h"

#include <algorithm>

#include "memory/tflm_structures.h"

namespace nanonas::tflm {
namespace {

std::int64_t aligned(std::int64_t bytes) {
    return (bytes + buffer_alignment - 1) / buffer_alignment * buffer_alignment;
}

bool live_together(const ArenaBuffer& a, const ArenaBuffer& b) {
    return a.first_step <= b.last_step && b.first_step <= a.last_step;
}

// The first offset where `wanted` fits between the buffers it lives together with; `placed` are in order of
// their offsets.
std::int64_t first_gap(const ArenaBuffer& wanted, const std::vector<const ArenaBuffer*>& placed) {
    std::int64_t offset = 0;
    for (const ArenaBuffer* other : placed) {
        if (!live_together(wanted, *other)) continue;
        if (other->offset - offset >= wanted.bytes) break;
        offset = std::max(offset, other->offset + other->bytes);
    }
    return offset;
}

}  // namespace

bool is_planned(const Graph& graph, std::size_t tensor) {
    return !graph.arena_offsets.empty() && graph.arena_offsets[tensor] >= 0;
}

std::vector<ArenaBuffer> buffers_to_plan(const Graph& graph, const std::vector<ScratchRequest>& scratch) {
    struct Lifetime {
        int first = -1, last = -1;
    };
    std::vector<Lifetime> lifetimes(graph.tensors.size());
    const auto use = [&](int tensor, int step) { lifetimes[static_cast<std::size_t>(tensor)].last = step; };
    const auto create = [&](int tensor, int step) {
        Lifetime& lifetime = lifetimes[static_cast<std::size_t>(tensor)];
        if (lifetime.first < 0) lifetime.first = step;
        use(tensor, step);
    };

    for (int tensor : graph.inputs) create(tensor, 0);
    int step = 0;
    for (const GraphOperator& op : graph.operators) {
        ++step;
        for (int tensor : op.outputs) create(tensor, step);
        for (int tensor : op.inputs) {
            if (tensor >= 0) use(tensor, step);
        }
    }
    for (int tensor : graph.outputs) create(tensor, step);

    std::vector<ArenaBuffer> buffers;
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
        const GraphTensor& tensor = graph.tensors[i];
        const bool elsewhere = tensor.constant || (tensor.variable && !is_planned(graph, i));
        if (elsewhere || tensor.bytes() == 0) continue;
        buffers.push_back(
            {static_cast<int>(i), lifetimes[i].first, lifetimes[i].last, aligned(tensor.bytes()), 0});
    }
    for (const ScratchRequest& request : scratch) {
        buffers.push_back({-1, request.op + 1, request.op + 1, aligned(request.bytes), 0});
    }
    return buffers;
}

std::int64_t plan_offsets(std::vector<ArenaBuffer>& buffers, const std::vector<int>& planned) {
    const auto is_fixed = [&](const ArenaBuffer& buffer) {
        return buffer.tensor >= 0 && !planned.empty() &&
               planned[static_cast<std::size_t>(buffer.tensor)] >= 0;
    };
    std::int64_t total = 0;
    std::vector<const ArenaBuffer*> placed;  // by offset, of equal ones in the order of placing
    const auto place = [&](ArenaBuffer& buffer, std::int64_t offset) {
        buffer.offset = offset;
        total = std::max(total, offset + buffer.bytes);
        const auto behind =
            std::upper_bound(placed.begin(), placed.end(), offset,
                             [](std::int64_t at, const ArenaBuffer* other) { return at < other->offset; });
        placed.insert(behind, &buffer);
    };

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < buffers.size(); ++i) {
        if (is_fixed(buffers[i])) {
            place(buffers[i], planned[static_cast<std::size_t>(buffers[i].tensor)]);
        } else {
            order.push_back(i);
        }
    }
    std::ranges::reverse(order);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return buffers[a].bytes > buffers[b].bytes; });
    for (std::size_t i : order) place(buffers[i], first_gap(buffers[i], placed));
    return total;
}

}  // namespace nanonas::tflm
