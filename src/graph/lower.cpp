// SPDX-License-Identifier: MIT
#include <cstring>
#include <utility>

#include "nanonas/graph.h"

namespace nanonas {
namespace {

// Versions of operators as TensorFlow's converter writes them for int8 tensors
// (tensorflow/lite/tools/versioning/op_version.cc).
int int8_version(OperatorCode code) {
    switch (code) {
        case OperatorCode::conv_2d:
            return 3;
        case OperatorCode::fully_connected:
            return 4;
        case OperatorCode::max_pool_2d:
        case OperatorCode::mean:
        case OperatorCode::softmax:
        case OperatorCode::mul:
        case OperatorCode::add:
            return 2;
        default:
            return 1;
    }
}

Quantization unset_quantization(int channels) {
    const auto count = static_cast<std::size_t>(channels);
    return {std::vector<float>(count), std::vector<std::int64_t>(count), 0};
}

// Appends operators to a chain: each reads what the one before wrote.
class Lowering {
  public:
    explicit Lowering(const InputShape& input) {
        current_ =
            add_activation("input", ElementType::uint8, {1, input.height, input.width, input.channels});
        graph_.inputs = {current_};
    }

    void quantize(const std::string& name, ElementType type) {
        append(OperatorCode::quantize, {}, add_activation(name, type, shape()), NoOptions{});
    }

    // MUL or ADD with one value a channel.
    void by_channel(OperatorCode code, const std::string& name) {
        const int values = add_constant(name + " values", ElementType::int8, {shape().back()}, 1);
        append(code, {values}, add_activation(name, ElementType::int8, shape()), ElementwiseOptions{});
    }

    void max_pool(const std::string& name) {
        const std::vector<int> in = shape();
        append(OperatorCode::max_pool_2d, {},
               add_activation(name, ElementType::int8, {1, in[1] / 2, in[2] / 2, in[3]}), PoolOptions{});
    }

    void convolution(const std::string& name, int channels) {
        const std::vector<int> in = shape();
        const int kernel =
            add_constant(name + " kernel", ElementType::int8, {channels, 3, 3, in[3]}, channels);
        const int bias = add_constant(name + " bias", ElementType::int32, {channels}, channels);
        ConvOptions options;
        options.activation = Activation::relu;
        append(OperatorCode::conv_2d, {kernel, bias},
               add_activation(name, ElementType::int8, {1, in[1], in[2], channels}), options);
    }

    void mean() {
        const int axes = add_constant("mean axes", ElementType::int32, {2}, 0);
        const std::int32_t height_and_width[2] = {1, 2};
        std::vector<std::byte>& data = graph_.tensors.back().data;
        data.resize(sizeof height_and_width);
        std::memcpy(data.data(), height_and_width, sizeof height_and_width);
        append(OperatorCode::mean, {axes}, add_activation("mean", ElementType::int8, {1, shape().back()}),
               MeanOptions{});
    }

    void dense(int classes) {
        const int kernel = add_constant("dense kernel", ElementType::int8, {classes, shape().back()}, 1);
        const int bias = add_constant("dense bias", ElementType::int32, {classes}, 1);
        append(OperatorCode::fully_connected, {kernel, bias},
               add_activation("dense", ElementType::int8, {1, classes}), DenseOptions{});
    }

    void softmax() {
        append(OperatorCode::softmax, {}, add_activation("softmax", ElementType::int8, shape()),
               SoftmaxOptions{});
    }

    Graph finish() && {
        graph_.outputs = {current_};
        return std::move(graph_);
    }

  private:
    const std::vector<int>& shape() const { return graph_.tensors[static_cast<std::size_t>(current_)].shape; }

    int add(GraphTensor tensor) {
        graph_.tensors.push_back(std::move(tensor));
        return static_cast<int>(graph_.tensors.size()) - 1;
    }

    int add_activation(const std::string& name, ElementType type, std::vector<int> shape) {
        return add({name, type, std::move(shape), unset_quantization(1), false, false, {}});
    }

    // `scales`: how many scales the constant has; 0 for one that is no quantised value.
    int add_constant(const std::string& name, ElementType type, std::vector<int> shape, int scales) {
        return add({name, type, std::move(shape), unset_quantization(scales), true, false, {}});
    }

    void append(OperatorCode code, std::vector<int> constants, int output, OperatorOptions options) {
        constants.insert(constants.begin(), current_);
        graph_.operators.push_back(
            {code, int8_version(code), std::move(constants), {output}, std::move(options), ""});
        current_ = output;
    }

    Graph graph_;
    int current_ = -1;
};

}  // namespace

Graph lower(const Architecture& architecture) {
    const bool norm_first = architecture.variant == Variant::prime23;
    Lowering lowering(architecture.input);
    lowering.quantize("int8 input", ElementType::int8);
    int i = 0;
    for (const Stage& stage : stages(architecture)) {
        const std::string suffix = fmt::format(" {}", i);
        if (i > 0) lowering.max_pool("pool" + suffix);
        if (norm_first) {
            lowering.by_channel(OperatorCode::mul, "norm scale" + suffix);
            lowering.by_channel(OperatorCode::add, "norm shift" + suffix);
        }
        lowering.convolution("convolution" + suffix, stage.out_channels);
        ++i;
    }
    lowering.mean();
    lowering.dense(architecture.classes);
    lowering.softmax();
    lowering.quantize("output", ElementType::uint8);
    return std::move(lowering).finish();
}

}  // namespace nanonas
