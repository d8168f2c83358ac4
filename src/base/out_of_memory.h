// SPDX-License-Identifier: MIT
// The border of the core, which throws nothing: memory that is not there is an error like others.
//
// Natively std::bad_alloc carries a refusal to the border. In WebAssembly the core is compiled without
// exceptions: large blocks come from take_memory(), which gives null where it refuses; who took some asks
// memory_taken() before using it, and returns. What containers take is small beside that, or memory_for() is
// asked first; a container that is refused memory ends the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "nanonas/result.h"

namespace nanonas {

#ifdef __cpp_exceptions
constexpr bool memory_refused() {
    return false;
}
#else
inline bool some_memory_refused = false;  // since the last within_memory() ended; there is one thread alone
inline bool memory_refused() {
    return some_memory_refused;
}
#endif

// A block for give_back_memory(). Refused: std::bad_alloc, or null without exceptions.
inline void* take_memory(std::uint64_t bytes, std::size_t alignment) {
#ifdef __cpp_exceptions
    return ::operator new(bytes, std::align_val_t(alignment));
#else
    void* block = nullptr;
    if (bytes <= std::numeric_limits<std::size_t>::max() / 2) {  // larger ones may not fit in a std::size_t
        const auto size = static_cast<std::size_t>(bytes);
        block = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    }
    if (block == nullptr) some_memory_refused = true;
    return block;
#endif
}

inline void give_back_memory(void* block, [[maybe_unused]] std::size_t alignment) {
#ifdef __cpp_exceptions
    ::operator delete(block, std::align_val_t(alignment));
#else
    std::free(block);
#endif
}

// An error if memory was refused; the sentence is within_memory's.
inline Result<void> memory_taken() {
    if (memory_refused()) return failure("There is not enough memory.");
    return {};
}

// The same if containers can't have so many bytes. Natively they will say so themselves.
inline Result<void> memory_for([[maybe_unused]] std::uint64_t bytes) {
#ifndef __cpp_exceptions
    constexpr std::size_t alignment = 64;
    give_back_memory(take_memory(bytes, alignment), alignment);
#endif
    return memory_taken();
}

// What `work` returns, or an error if it asks for more memory than there is. `what` begins the sentence, such
// as "Training".
template <typename Work>
auto within_memory(std::string_view what, Work&& work) -> decltype(work()) {
    const auto refused = [&] {
        return failure(
            "{} needs more memory than there is; take a smaller input or network, or end other "
            "programs.",
            what);
    };
#ifdef __cpp_exceptions
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return refused();
    } catch (const std::length_error&) {
        return refused();
    }
#else
    auto result = work();
    if (!std::exchange(some_memory_refused, false)) return result;
    return refused();
#endif
}

}  // namespace nanonas
