// SPDX-License-Identifier: MIT
/// @file
/// The search space: a network is named by two numbers (k, c). k is the number of kernels of the first 3x3
/// convolution, c the number of cells (2x2 max pooling, 3x3 convolution) stacked on it; global average
/// pooling and one dense layer with softmax classify. Source: A. M. Garavagno et al., "A hardware-aware
/// neural architecture search algorithm targeting low-end microcontrollers", PRIME 2023.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/input_shape.h"
#include "nanonas/result.h"

namespace nanonas {

/// Where the batch normalisation stands: the two published forms of the search space.
enum class Family {
    current,  ///< raw pixels -> [Conv -> BatchNorm -> ReLU] -> c x [MaxPool -> Conv -> BatchNorm -> ReLU]
    prime23,  ///< pixels / 255 -> BatchNorm -> [Conv -> ReLU] -> c x [MaxPool -> BatchNorm -> Conv -> ReLU]
};

/// "current" or "prime23"; anything else is a usage error.
Result<Family> parse_family(std::string_view text);
/// "current" or "prime23".
std::string_view to_string(Family family);

/// What the multiply-accumulates of a cell are counted from. `reference` repeats a slip of the reference
/// implementation, which takes a cell's output channels for its input channels.
enum class MaccCount { exact, reference };

/// A network of the search space.
struct Architecture {
    Family family = Family::current;  ///< order of layers
    int k = 1;                           ///< kernels of the first convolution, at least 1
    int c = 0;                           ///< cells on top of it
    InputShape input;                    ///< one picture
    int classes = 2;                     ///< outputs of the dense layer, at least 2

    bool operator==(const Architecture&) const = default;
};

/// One 3x3 convolution with stride 1 and zero padding, so that its input and output planes are equally large.
/// Stages after the first are preceded by a 2x2 max pooling (stride 2, no padding) of the stage before.
struct Stage {
    int in_channels = 0;   ///< of the input plane
    int out_channels = 0;  ///< kernels
    int height = 0;        ///< of both planes, pixels
    int width = 0;         ///< of both planes, pixels

    /// Multiply-accumulates: 9 in out height width.
    std::int64_t macc() const { return std::int64_t{9} * in_channels * out_channels * height * width; }
};

/// Kernels of each of the c+1 stages, n_0 = k first: n_i = ceil((2 - sum_{j=1}^{i-1} 2^-j) n_{i-1}) (equation
/// 1), in exact integer arithmetic.
std::vector<int> channels(const Architecture& architecture);

/// The c+1 stages. Precondition: constructible(architecture).
std::vector<Stage> stages(const Architecture& architecture);

/// Whether every cell finds both sides of its input larger than one pixel, and k >= 1, c >= 0, classes >= 2;
/// the error says what is wrong.
Result<void> constructible(const Architecture& architecture);

/// Multiply-accumulates of one inference: convolutions (all nine taps, borders too) and the dense layer;
/// pooling, BatchNorm and softmax are not counted. Precondition: constructible(architecture).
std::int64_t macc(const Architecture& architecture, MaccCount count = MaccCount::exact);

/// "(3,2)".
std::string name(const Architecture& architecture);

}  // namespace nanonas
