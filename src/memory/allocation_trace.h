// SPDX-License-Identifier: MIT
// The requests that TFLM makes of its arena while it sets up a model, in their order, and the smallest arena
// in which all of them succeed. As SingleArenaBufferAllocator
// (arena_allocator/single_arena_buffer_allocator.cc): the tail grows downwards and stays, the head is
// resized, temporary allocations lie behind the head until they are reset together. TFLM lets the tail grow
// over temporaries; that works only as long as nobody reads them afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memory/tflm_structures.h"

namespace nanonas::tflm {

class AllocationTrace {
  public:
    // `requests`: about how many there will be.
    explicit AllocationTrace(std::size_t requests) { requests_.reserve(requests); }

    // `count` structures in one piece at the tail.
    void persist(TailPart part, const Structure& structure, std::int64_t count = 1);
    void persist_buffer(TailPart part, std::int64_t bytes) { persist(part, {1, buffer_alignment}, bytes); }
    void temporary(const Structure& structure, std::int64_t count = 1);
    // A temporary that nobody reads any more when the next buffer is persisted.
    void fleeting(const Structure& structure);
    void reset_temporaries();
    // The head becomes `bytes` long; there are no temporaries at this moment.
    void resize_head(std::int64_t bytes);
    // The planner takes all that is left between temporaries and tail, aligned at both ends, and fails with
    // less than `bytes`.
    void plan(std::int64_t bytes);

    // The smallest arena in which every request succeeds, and the smallest such multiple of 16.
    std::int64_t smallest_bytes() const;
    std::int64_t smallest_aligned_bytes() const;

    struct Layout {
        std::int64_t tail_bytes = 0;
        std::array<std::int64_t, tail_parts> tail_part_bytes{};
    };
    Layout layout(std::int64_t arena_bytes) const;

  private:
    enum class Kind : std::uint8_t { persist, temporary, fleeting, reset_temporaries, resize_head, plan };
    struct Request {
        Kind kind;
        TailPart part;
        int alignment;
        std::int64_t bytes;
    };

    // Bytes to spare at the tightest moment in an arena of so many bytes; negative: it is too small.
    std::int64_t slack(std::int64_t arena_bytes, Layout* layout = nullptr) const;

    std::vector<Request> requests_;
};

}  // namespace nanonas::tflm
