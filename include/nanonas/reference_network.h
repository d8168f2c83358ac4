// SPDX-License-Identifier: MIT
/// @file
/// A float network by the definition of its layers: scalar, one picture at a time, in single precision. What
/// is faster is tested against it, and quantisation takes the ranges of activations from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/folded_network.h"

namespace nanonas {

/// Sees what layers write.
class LayerObserver {
  public:
    virtual ~LayerObserver() = default;
    /// The values of a BatchNorm between its factor and its term, [row][column][channel].
    virtual void scaled(std::size_t layer, std::span<const float> values) = 0;
    /// The values that the layer wrote, [row][column][channel].
    virtual void wrote(std::size_t layer, std::span<const float> values) = 0;
};

/// Runs any list of layers. Every sum has one order, so that equal pictures give equal bits everywhere.
class ReferenceNetwork {
  public:
    /// Copies what it needs.
    explicit ReferenceNetwork(const FoldedNetwork& network);

    /// Runs the network on a picture, [row][column][channel]. Returns what the last layer wrote, the scores
    /// before softmax. `observer` may be null.
    std::vector<float> run(std::span<const std::uint8_t> pixels, LayerObserver* observer = nullptr) const;

  private:
    FoldedNetwork network_;                 // whose convolutions have kernels [row][column][in][out]
    std::vector<TensorShape> shapes_;       // that layers write
    std::vector<std::size_t> last_reader_;  // of each layer's output
};

}  // namespace nanonas
