// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/out_of_memory.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

// Zeroed floats, 64-byte aligned, as many as asked for rounded up to whole packs; none if the memory is
// refused (base/out_of_memory.h).
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::uint64_t floats) {
        if (floats == 0) return;
        floats = whole_packs(floats);
        data_.reset(static_cast<float*>(take_memory(floats * sizeof(float), alignment)));
        if (data_ == nullptr) return;
        size_ = static_cast<std::size_t>(floats);
        for (std::size_t i = 0; i < size_; ++i) data_[i] = 0.0f;
    }

    float* data() { return data_.get(); }
    const float* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    float& operator[](std::size_t i) { return data_[i]; }
    float operator[](std::size_t i) const { return data_[i]; }

  private:
    static constexpr std::size_t alignment = 64;
    struct Free {
        void operator()(float* data) const { give_back_memory(data, alignment); }
    };
    std::size_t size_ = 0;
    std::unique_ptr<float[], Free> data_;
};

// A tensor that owns its floats.
struct OwnedPlanes {
    OwnedPlanes() = default;
    OwnedPlanes(int channels, int height, int width)
        : planes{nullptr, channels, height, width},
          buffer(std::uint64_t{planes.plane_floats()} * static_cast<std::uint64_t>(channels)) {
        planes.data = buffer.data();
    }

    Planes planes;
    Buffer buffer;
};

}  // namespace nanonas::kernels
