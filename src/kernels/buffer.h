// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <new>

#include "kernels/planes.h"

namespace nanonas::kernels {

// Zeroed floats, 64-byte aligned, as many as asked for rounded up to whole packs.
class Buffer {
  public:
    Buffer() = default;
    explicit Buffer(std::size_t floats) : size_(whole_packs(floats)) {
        if (size_ == 0) return;
        data_.reset(static_cast<float*>(::operator new(size_ * sizeof(float), alignment)));
        for (std::size_t i = 0; i < size_; ++i) data_[i] = 0.0f;
    }

    float* data() { return data_.get(); }
    const float* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    float& operator[](std::size_t i) { return data_[i]; }
    float operator[](std::size_t i) const { return data_[i]; }

  private:
    static constexpr std::align_val_t alignment{64};
    struct Free {
        void operator()(float* data) const { ::operator delete(data, alignment); }
    };
    std::size_t size_ = 0;
    std::unique_ptr<float[], Free> data_;
};

// A tensor that owns its floats.
struct OwnedPlanes {
    OwnedPlanes() = default;
    OwnedPlanes(int channels, int height, int width)
        : planes{nullptr, channels, height, width}, buffer(planes.floats()) {
        planes.data = buffer.data();
    }

    Planes planes;
    Buffer buffer;
};

}  // namespace nanonas::kernels
