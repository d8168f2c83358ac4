// SPDX-License-Identifier: MIT
#include "memory/allocation_trace.h"

#include <algorithm>
#include <limits>

namespace nanonas::tflm {
namespace {

// Alignments are powers of two.
std::int64_t align_down(std::int64_t position, int alignment) {
    return position & -std::int64_t{alignment};
}
std::int64_t align_up(std::int64_t position, int alignment) {
    return align_down(position + alignment - 1, alignment);
}

}  // namespace

void AllocationTrace::persist(TailPart part, const Structure& structure, std::int64_t count) {
    requests_.push_back({Kind::persist, part, structure.alignment, structure.bytes * count});
}

void AllocationTrace::temporary(const Structure& structure, std::int64_t count) {
    requests_.push_back({Kind::temporary, {}, structure.alignment, structure.bytes * count});
}

void AllocationTrace::fleeting(const Structure& structure) {
    requests_.push_back({Kind::fleeting, {}, structure.alignment, structure.bytes});
}

void AllocationTrace::reset_temporaries() {
    requests_.push_back({Kind::reset_temporaries, {}, 1, 0});
}

void AllocationTrace::resize_head(std::int64_t bytes) {
    requests_.push_back({Kind::resize_head, {}, 1, bytes});
}

void AllocationTrace::plan(std::int64_t bytes) {
    requests_.push_back({Kind::plan, {}, buffer_alignment, bytes});
}

std::int64_t AllocationTrace::slack(std::int64_t arena_bytes, Layout* layout) const {
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t head = 0, temporaries = 0, read = 0, tail = arena_bytes;
    for (const Request& request : requests_) {
        switch (request.kind) {
            case Kind::persist: {
                const std::int64_t before = tail;
                tail = align_down(tail - request.bytes, request.alignment);
                least = std::min(least, tail - read);
                if (layout) {
                    layout->tail_part_bytes[static_cast<std::size_t>(request.part)] += request.bytes;
                    layout->tail_part_bytes[static_cast<std::size_t>(TailPart::alignment)] +=
                        before - tail - request.bytes;
                }
                break;
            }
            case Kind::temporary:
            case Kind::fleeting:
                temporaries = align_up(temporaries, request.alignment) + request.bytes;
                least = std::min(least, tail - temporaries);
                if (request.kind == Kind::temporary) read = temporaries;
                break;
            case Kind::reset_temporaries:
                read = temporaries = head;
                break;
            case Kind::resize_head:
                read = temporaries = head = request.bytes;
                least = std::min(least, tail - head);
                break;
            case Kind::plan:
                least = std::min(least, align_down(tail, request.alignment) -
                                            align_up(temporaries, request.alignment) - request.bytes);
                break;
        }
    }
    if (layout) {
        layout->tail_bytes = arena_bytes - tail;
    }
    return least;
}

AllocationTrace::Layout AllocationTrace::layout(std::int64_t arena_bytes) const {
    Layout layout;
    slack(arena_bytes, &layout);
    return layout;
}

// Every alignment divides 16, so arenas that differ by multiples of 16 have the same gaps: one pass gives the
// smallest such multiple, and what works in an arena works in a larger one.
std::int64_t AllocationTrace::smallest_aligned_bytes() const {
    constexpr std::int64_t ample = std::int64_t{1} << 48;
    return ample - align_down(slack(ample), buffer_alignment);
}

std::int64_t AllocationTrace::smallest_bytes() const {
    std::int64_t bytes = smallest_aligned_bytes();
    for (int step = buffer_alignment / 2; step > 0; step /= 2) {
        if (slack(bytes - step) >= 0) bytes -= step;
    }
    return bytes;
}

}  // namespace nanonas::tflm
