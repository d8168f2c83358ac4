// SPDX-License-Identifier: MIT
/// @file
/// A network as a list of layers: plain values that say what each layer does and what it reads. Shapes,
/// multiply-accumulates and parameters follow from the list and the shape of a picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nanonas/input_shape.h"
#include "nanonas/result.h"

namespace nanonas {

/// What a layer does.
enum class LayerKind {
    convolution,     ///< zero padding, so that a stride of 1 keeps the size
    max_pool,        ///< no padding: rows and columns that fill no window are left out
    average_pool,    ///< no padding, as max_pool
    batch_norm,      ///< y = gamma (x - mean) / sqrt(variance + epsilon) + beta, one value a channel
    relu,            ///< y = max(x, 0)
    add,             ///< the sum of two layers' outputs
    global_average,  ///< the mean of each channel
    dropout,         ///< in training only; how much is the recipe's
    dense,           ///< a weighted sum of all inputs for each channel
};
/// "convolution", "max pooling" and so on.
std::string_view to_string(LayerKind kind);

/// A layer of a network. Softmax follows the last one.
struct Layer {
    static constexpr int picture = -1;  ///< what `input` is where a layer reads the picture

    LayerKind kind = LayerKind::relu;  ///< what it does
    int input = picture;               ///< index of the layer that it reads
    int other = picture;               ///< of add: index of the other layer that it reads
    int kernel_height = 0;             ///< of convolution and pooling: rows of a window
    int kernel_width = 0;              ///< of convolution and pooling: columns of a window
    int stride = 1;                    ///< of convolution and pooling: pixels from window to window
    bool depthwise = false;            ///< of convolution: each channel has a kernel of its own
    int channels = 0;                  ///< of convolution and dense: outputs
    bool bias = false;                 ///< of convolution and dense: whether they have one

    bool operator==(const Layer&) const = default;
    /// Whether the layer takes windows of pixels and writes one pixel for each.
    bool pools() const { return kind == LayerKind::max_pool || kind == LayerKind::average_pool; }
    /// Whether the layer has a kernel.
    bool weighs() const { return kind == LayerKind::convolution || kind == LayerKind::dense; }
};

/// Height, width and channels of what a layer reads or writes.
struct TensorShape {
    int height = 0;    ///< pixels
    int width = 0;     ///< pixels
    int channels = 0;  ///< values of a pixel

    bool operator==(const TensorShape&) const = default;
    /// Of one channel.
    std::int64_t pixels() const { return std::int64_t{height} * width; }
    /// Of all channels.
    std::int64_t values() const { return pixels() * channels; }
};

/// The shape that each layer writes. A side is 0 where no window fits.
std::vector<TensorShape> shapes(std::span<const Layer> layers, const InputShape& input);

/// The shape that a layer reads, from the result of shapes().
TensorShape input_shape(const Layer& layer, std::span<const TensorShape> shapes, const InputShape& input);

/// Floats of a layer's kernel that reads `in`: [out][in][row][column] of a convolution,
/// [channel][row][column] of a depthwise one, [out][in] of a dense layer; of others 0.
std::int64_t kernel_values(const Layer& layer, const TensorShape& in);

/// Multiply-accumulates of one layer: of convolutions all taps, borders too, and of dense layers; of others
/// 0.
std::int64_t macc(const Layer& layer, const TensorShape& in, const TensorShape& out);

/// Multiply-accumulates of one inference.
std::int64_t macc(std::span<const Layer> layers, const InputShape& input);

/// Numbers that the layers hold: kernels, biases, and four a channel of each BatchNorm.
std::int64_t parameters(std::span<const Layer> layers, const InputShape& input);

/// Indices of the layers of one kind, in their order.
std::vector<std::size_t> indices(std::span<const Layer> layers, LayerKind kind);

/// The one layer that reads the output of layer `index`; none where several do or it is the last.
std::optional<std::size_t> only_reader(std::span<const Layer> layers, std::size_t index);

/// Whether layer `index` is a BatchNorm that becomes a part of the convolution before it: that convolution
/// has no other reader. One that stands before a zero-padded convolution can't become a part of that one, as
/// its shift precedes the padding.
bool folds_into_convolution(std::span<const Layer> layers, std::size_t index);

/// Whether nanonas can train, quantise and generate such a network: a chain of 3x3 convolutions of stride 1,
/// each with ReLU, with BatchNorm before or behind, and 2x2 max pooling between them, without BatchNorm on
/// both its sides; then the global average, dropout and a dense layer. The error names the first layer that
/// is in the way.
Result<void> supported(std::span<const Layer> layers);

}  // namespace nanonas
