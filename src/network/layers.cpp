// SPDX-License-Identifier: MIT
#include <algorithm>

#include "nanonas/layer.h"

namespace nanonas {
namespace {

int windows(int side, const Layer& layer, int kernel) {
    if (layer.kind == LayerKind::convolution) return (side + layer.stride - 1) / layer.stride;
    return side < kernel ? 0 : (side - kernel) / layer.stride + 1;
}

TensorShape output_shape(const Layer& layer, const TensorShape& in) {
    switch (layer.kind) {
        case LayerKind::convolution:
        case LayerKind::max_pool:
        case LayerKind::average_pool:
            return {windows(in.height, layer, layer.kernel_height),
                    windows(in.width, layer, layer.kernel_width),
                    layer.pools() || layer.depthwise ? in.channels : layer.channels};
        case LayerKind::global_average:
            return {1, 1, in.channels};
        case LayerKind::dense:
            return {1, 1, layer.channels};
        default:
            return in;
    }
}

}  // namespace

std::string_view to_string(LayerKind kind) {
    switch (kind) {
        case LayerKind::convolution:
            return "convolution";
        case LayerKind::max_pool:
            return "max pooling";
        case LayerKind::average_pool:
            return "average pooling";
        case LayerKind::batch_norm:
            return "BatchNorm";
        case LayerKind::relu:
            return "ReLU";
        case LayerKind::add:
            return "addition";
        case LayerKind::global_average:
            return "global average";
        case LayerKind::dropout:
            return "dropout";
        case LayerKind::dense:
            return "dense layer";
    }
    return {};
}

TensorShape input_shape(const Layer& layer, std::span<const TensorShape> shapes, const InputShape& input) {
    if (layer.input == Layer::picture) return {input.height, input.width, input.channels};
    return shapes[static_cast<std::size_t>(layer.input)];
}

std::vector<TensorShape> shapes(std::span<const Layer> layers, const InputShape& input) {
    std::vector<TensorShape> result;
    result.reserve(layers.size());
    for (const Layer& layer : layers)
        result.push_back(output_shape(layer, input_shape(layer, result, input)));
    return result;
}

std::int64_t kernel_values(const Layer& layer, const TensorShape& in) {
    if (layer.kind == LayerKind::dense) return in.values() * layer.channels;
    if (layer.kind != LayerKind::convolution) return 0;
    const std::int64_t window = std::int64_t{layer.kernel_height} * layer.kernel_width;
    return window * in.channels * (layer.depthwise ? 1 : layer.channels);
}

std::int64_t macc(const Layer& layer, const TensorShape& in, const TensorShape& out) {
    return kernel_values(layer, in) * out.pixels();
}

std::int64_t macc(std::span<const Layer> layers, const InputShape& input) {
    std::int64_t total = 0;
    const std::vector<TensorShape> all = shapes(layers, input);
    for (std::size_t i = 0; i < layers.size(); ++i)
        total += macc(layers[i], input_shape(layers[i], all, input), all[i]);
    return total;
}

std::int64_t parameters(std::span<const Layer> layers, const InputShape& input) {
    std::int64_t total = 0;
    const std::vector<TensorShape> all = shapes(layers, input);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        total += kernel_values(layer, input_shape(layer, all, input));
        if (layer.bias) total += all[i].channels;
        if (layer.kind == LayerKind::batch_norm) total += std::int64_t{4} * all[i].channels;
    }
    return total;
}

std::vector<std::size_t> indices(std::span<const Layer> layers, LayerKind kind) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].kind == kind) result.push_back(i);
    }
    return result;
}

std::optional<std::size_t> only_reader(std::span<const Layer> layers, std::size_t index) {
    std::optional<std::size_t> reader;
    const int wanted = static_cast<int>(index);
    for (std::size_t i = index + 1; i < layers.size(); ++i) {
        const bool adds = layers[i].kind == LayerKind::add && layers[i].other == wanted;
        if (layers[i].input != wanted && !adds) continue;
        if (reader || (layers[i].input == wanted && adds)) return {};
        reader = i;
    }
    return reader;
}

bool folds_into_convolution(std::span<const Layer> layers, std::size_t index) {
    const Layer& layer = layers[index];
    if (layer.kind != LayerKind::batch_norm || layer.input == Layer::picture) return false;
    const auto before = static_cast<std::size_t>(layer.input);
    return layers[before].kind == LayerKind::convolution && only_reader(layers, before) == index;
}

}  // namespace nanonas
