// SPDX-License-Identifier: MIT
#include "base/test_memory.h"

#ifdef __cpp_exceptions

#include <cstdlib>
#include <new>

namespace nanonas {
namespace {

thread_local bool scarce = false, was_refused = false;
thread_local std::size_t left = 0;

void* memory(std::size_t bytes, std::size_t alignment) {
    if (scarce && left-- == 0) {
        scarce = false;
        was_refused = true;
        throw std::bad_alloc();
    }
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    void* const block = std::aligned_alloc(alignment, whole > 0 ? whole : alignment);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

}  // namespace

ScarceMemory::ScarceMemory(std::size_t served) {
    left = served;
    was_refused = false;
    scarce = true;
}

ScarceMemory::~ScarceMemory() {
    scarce = false;
}

bool ScarceMemory::refused() const {
    return was_refused;
}

}  // namespace nanonas

void* operator new(std::size_t bytes) {
    return nanonas::memory(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return nanonas::memory(bytes, static_cast<std::size_t>(alignment));
}
// What asks so goes on without, as std::stable_sort does: it is not refused.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    return std::malloc(bytes);
}
void operator delete(void* block) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}
void operator delete(void* block, const std::nothrow_t&) noexcept {
    std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
    std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    std::free(block);
}

#endif  // __cpp_exceptions
