// SPDX-License-Identifier: MIT
#include "nanonas/lower.h"

#include <cstring>
#include <utility>

#include "graph/operator.h"

namespace nanonas {
namespace {

// Scales are unset but where the structure knows them.
Quantization activation_quantization(std::int64_t zero_point, float scale = 0) {
    return {{scale}, {zero_point}, 0};
}

Quantization weight_quantization(int scales) {
    const auto count = static_cast<std::size_t>(scales);
    return {std::vector<float>(count), std::vector<std::int64_t>(count), 0};
}

constexpr std::int64_t lowest = -128;           // zero point of what is never negative
constexpr float pixel_scale = 1.0f;             // a byte is its own value
constexpr float softmax_scale = 1.0f / 256.0f;  // fixed by TensorFlow Lite's quantisation specification

// Appends operators to a chain: each reads what the one before wrote.
class Lowering {
  public:
    explicit Lowering(const InputShape& input) {
        current_ = add_activation("input", ElementType::uint8, {1, input.height, input.width, input.channels},
                                  activation_quantization(0, pixel_scale));
        network_.graph.inputs = {current_};
        append(OperatorCode::quantize, {},
               add_activation("int8 input", ElementType::int8, shape(),
                              activation_quantization(lowest, pixel_scale)),
               NoOptions{});
    }

    // MUL or ADD with one value a channel.
    void by_channel(OperatorCode code, const std::string& name, OperatorOrigin origin) {
        const int values = add_constant(name + " values", ElementType::int8, {shape().back()}, 1);
        append(code, {values}, add_activation(name, ElementType::int8, shape(), activation_quantization(0)),
               ElementwiseOptions{}, origin);
    }

    void max_pool(const std::string& name) {
        const std::vector<int> in = shape();
        append(OperatorCode::max_pool_2d, {},
               add_activation(name, ElementType::int8, {1, in[1] / 2, in[2] / 2, in[3]},
                              activation_quantization(lowest)),
               PoolOptions{});
    }

    // The scales of a convolution's bias follow from those of its input and kernel; readers need no table.
    void convolution(const std::string& name, int channels, OperatorOrigin origin) {
        const std::vector<int> in = shape();
        const int kernel =
            add_constant(name + " kernel", ElementType::int8, {channels, 3, 3, in[3]}, channels);
        const int bias = add_constant(name + " bias", ElementType::int32, {channels}, 0);
        ConvOptions options;
        options.activation = Activation::relu;
        append(OperatorCode::conv_2d, {kernel, bias},
               add_activation(name, ElementType::int8, {1, in[1], in[2], channels},
                              activation_quantization(lowest)),
               options, origin);
    }

    void mean(OperatorOrigin origin) {
        const int axes = add_constant("mean axes", ElementType::int32, {2}, 0);
        const std::int32_t height_and_width[2] = {1, 2};
        std::vector<std::byte>& data = network_.graph.tensors.back().data;
        data.resize(sizeof height_and_width);
        std::memcpy(data.data(), height_and_width, sizeof height_and_width);
        append(
            OperatorCode::mean, {axes},
            add_activation("mean", ElementType::int8, {1, shape().back()}, activation_quantization(lowest)),
            MeanOptions{}, origin);
    }

    void dense(int classes, OperatorOrigin origin) {
        const int kernel = add_constant("dense kernel", ElementType::int8, {classes, shape().back()}, 1);
        const int bias = add_constant("dense bias", ElementType::int32, {classes}, 1);
        append(OperatorCode::fully_connected, {kernel, bias},
               add_activation("dense", ElementType::int8, {1, classes}, activation_quantization(0)),
               DenseOptions{}, origin);
    }

    void softmax() {
        append(OperatorCode::softmax, {},
               add_activation("softmax", ElementType::int8, shape(),
                              activation_quantization(lowest, softmax_scale)),
               SoftmaxOptions{});
        append(
            OperatorCode::quantize, {},
            add_activation("output", ElementType::uint8, shape(), activation_quantization(0, softmax_scale)),
            NoOptions{});
    }

    LoweredNetwork finish() && {
        network_.graph.outputs = {current_};
        return std::move(network_);
    }

  private:
    const std::vector<int>& shape() const {
        return network_.graph.tensors[static_cast<std::size_t>(current_)].shape;
    }

    int add(GraphTensor tensor) {
        network_.graph.tensors.push_back(std::move(tensor));
        return static_cast<int>(network_.graph.tensors.size()) - 1;
    }

    int add_activation(const std::string& name, ElementType type, std::vector<int> shape,
                       Quantization quantization) {
        return add({name, type, std::move(shape), std::move(quantization), false, false, {}});
    }

    // `scales`: how many scales the constant has; 0 for one that is no quantised value.
    int add_constant(const std::string& name, ElementType type, std::vector<int> shape, int scales) {
        return add({name, type, std::move(shape), weight_quantization(scales), true, false, {}});
    }

    void append(OperatorCode code, std::vector<int> constants, int output, OperatorOptions options,
                OperatorOrigin origin = {}) {
        constants.insert(constants.begin(), current_);
        network_.graph.operators.push_back({code,
                                            find_operator(code)->int8_version,
                                            std::move(constants),
                                            {output},
                                            std::move(options),
                                            ""});
        network_.origins.push_back(origin);
        current_ = output;
    }

    LoweredNetwork network_;
    int current_ = -1;
};

// The last of the layers that a convolution's operator does at once: a BatchNorm and a ReLU behind it.
int last_fused(std::span<const Layer> layers, std::size_t index) {
    for (auto next = only_reader(layers, index); next; next = only_reader(layers, index)) {
        if (!folds_into_convolution(layers, *next) && layers[*next].kind != LayerKind::relu) break;
        index = *next;
    }
    return static_cast<int>(index);
}

}  // namespace

LoweredNetwork lower(std::span<const Layer> layers, const InputShape& input) {
    Lowering lowering(input);
    int convolutions = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Layer& layer = layers[i];
        const std::string suffix = fmt::format(" {}", convolutions);
        const auto own = static_cast<int>(i);
        switch (layer.kind) {
            case LayerKind::convolution:
                lowering.convolution("convolution" + suffix, layer.channels, {own, last_fused(layers, i)});
                ++convolutions;
                break;
            case LayerKind::batch_norm:
                if (folds_into_convolution(layers, i)) break;
                lowering.by_channel(OperatorCode::mul, "norm scale" + suffix, {own, own});
                lowering.by_channel(OperatorCode::add, "norm shift" + suffix, {own, own});
                break;
            case LayerKind::max_pool:
                lowering.max_pool("pool" + suffix);
                break;
            case LayerKind::global_average:
                lowering.mean({-1, own});
                break;
            case LayerKind::dense:
                lowering.dense(layer.channels, {own, own});
                break;
            default:
                break;  // a ReLU is done by its convolution, dropout by nobody
        }
    }
    lowering.softmax();
    return std::move(lowering).finish();
}

Graph lower(const Architecture& architecture) {
    return lower(layers(architecture), architecture.input).graph;
}

}  // namespace nanonas
