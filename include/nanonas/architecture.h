// SPDX-License-Identifier: MIT
/// @file
/// The search space: a network is named by its family and two numbers (k, c). k is the number of kernels of
/// the first convolution, c the number of cells stacked on it; what a cell is, the family says. The first two
/// families have cells of 2x2 max pooling and a 3x3 convolution; global average pooling and one dense layer
/// with softmax classify. Their source: A. M. Garavagno et al., "A hardware-aware neural architecture search
/// algorithm targeting low-end microcontrollers", PRIME 2023.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/families.h"
#include "nanonas/input_shape.h"
#include "nanonas/layer.h"
#include "nanonas/result.h"

namespace nanonas {

/// What the multiply-accumulates of a cell are counted from. `reference` repeats a slip of the reference
/// implementation, which takes a cell's output channels for its input channels.
enum class MaccCount { exact, reference };

/// A network of the search space.
struct Architecture {
    Family family = Family::current;  ///< which decides the layers
    int k = 1;                        ///< kernels of the first convolution, at least 1
    int c = 0;                        ///< cells on top of it
    InputShape input;                 ///< one picture
    int classes = 2;                  ///< outputs of the dense layer, at least 2

    bool operator==(const Architecture&) const = default;
};

/// All its layers, in an order in which each reads only earlier ones. Precondition:
/// constructible(architecture).
std::vector<Layer> layers(const Architecture& architecture);

/// Kernels of the first convolution and of each cell: n_0 = k, n_i = ceil((2 - sum_{j=1}^{i-1} 2^-j) n_{i-1})
/// (equation 1), in exact integer arithmetic.
std::vector<int> channels(const Architecture& architecture);

/// Whether k >= 1, c >= 0, classes >= 2, the input is large enough for all cells, and the layers are
/// supported; the error says what is wrong.
Result<void> constructible(const Architecture& architecture);

/// Multiply-accumulates of one inference: convolutions (all their taps, borders too) and the dense layer;
/// pooling, BatchNorm and softmax are not counted. Precondition: constructible(architecture).
std::int64_t macc(const Architecture& architecture, MaccCount count = MaccCount::exact);

/// "(3,2)".
std::string name(const Architecture& architecture);

/// The whole of it, FAMILY-HxWxC-CLASSES-K,C, as "current-50x50x3-2-3,2": what a network is known by in files
/// and messages between processes.
std::string to_text(const Architecture& architecture);
/// What to_text() wrote, if it is constructible; otherwise a usage error.
Result<Architecture> parse_architecture(std::string_view text);

}  // namespace nanonas
