// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/input_shape.h"

namespace nanonas {

// Random changes of a training picture; which ones depends on (seed, epoch, picture) alone.
struct Augmentation {
    bool flip = false;  // mirrors every other picture, left to right
    int shift = 0;      // moves pictures by at most so many pixels; the edge's pixels are repeated
    std::uint64_t seed = 0;
    std::uint64_t epoch = 0;
};

// Changes pictures of one shape in place. One for each thread, since it keeps a copy of the picture.
class Augmenter {
  public:
    explicit Augmenter(const InputShape& shape);

    // `index` is the picture's place among epoch * pictures + picture; `pixels` are shape.bytes() bytes.
    void augment(std::uint64_t index, const Augmentation& augmentation, std::span<std::uint8_t> pixels);

  private:
    InputShape shape_;
    std::vector<std::uint8_t> copy_;
};

}  // namespace nanonas
