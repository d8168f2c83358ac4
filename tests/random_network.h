// SPDX-License-Identifier: MIT
// Networks and pictures by chance, for programs of the tests.
#pragma once

#include "base/random.h"
#include "nanonas/dataset.h"
#include "nanonas/float_network.h"

namespace nanonas {

// Weights by which activations keep one magnitude, layer after layer.
FloatNetwork random_network(const Architecture& architecture, Random& random);

// Colour gradients with noise.
class RandomPictures : public PictureSource {
  public:
    RandomPictures(const InputShape& shape, std::uint32_t count, std::uint64_t seed)
        : shape_(shape), count_(count), seed_(seed) {}
    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override { return count_; }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override;

  private:
    InputShape shape_;
    std::uint32_t count_;
    std::uint64_t seed_;
};

}  // namespace nanonas
