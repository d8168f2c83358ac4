// SPDX-License-Identifier: MIT
#include "memory/test_graphs.h"

#include <cstring>
#include <utility>

namespace nanonas {
namespace {

// Appends operators to a chain, from which branches may be remembered.
class Chain {
  public:
    explicit Chain(std::vector<int> shape, ElementType type = ElementType::int8) {
        current_ = add(type, std::move(shape), 1);
        graph_.inputs = {current_};
    }

    int here() const { return current_; }
    void go_to(int tensor) { current_ = tensor; }

    void quantize(ElementType type) {
        append(OperatorCode::quantize, {}, add(type, shape(), 1), NoOptions{});
    }

    void convolution(int channels, int height, int width, int stride) {
        const std::vector<int> in = shape();
        const int kernel = constant(ElementType::int8, {channels, height, width, in[3]}, channels, 0);
        const int bias = constant(ElementType::int32, {channels}, channels, 0);
        ConvOptions options;
        options.stride_height = options.stride_width = stride;
        append(OperatorCode::conv_2d, {kernel, bias}, add(ElementType::int8, strided(stride, channels), 1),
               options);
    }

    void depthwise(int stride) {
        const int channels = shape()[3];
        const int kernel = constant(ElementType::int8, {1, 3, 3, channels}, channels, 3);
        const int bias = constant(ElementType::int32, {channels}, channels, 0);
        DepthwiseOptions options;
        options.stride_height = options.stride_width = stride;
        append(OperatorCode::depthwise_conv_2d, {kernel, bias},
               add(ElementType::int8, strided(stride, channels), 1), options);
    }

    void average_pool() {
        const std::vector<int> in = shape();
        PoolOptions options;
        options.filter_height = options.stride_height = in[1];
        options.filter_width = options.stride_width = in[2];
        append(OperatorCode::average_pool_2d, {}, add(ElementType::int8, {1, 1, 1, in[3]}, 1), options);
    }

    void add_branch(int other) {
        append(OperatorCode::add, {other}, add(ElementType::int8, shape(), 1), ElementwiseOptions{});
    }

    void pad_by_one() {
        const std::vector<int> in = shape();
        const std::int32_t paddings[8] = {0, 0, 1, 1, 1, 1, 0, 0};
        const int amounts = constant(ElementType::int32, {4, 2}, 0, 0);
        set_data(amounts, paddings, sizeof paddings);
        append(OperatorCode::pad, {amounts}, add(ElementType::int8, {1, in[1] + 2, in[2] + 2, in[3]}, 1),
               NoOptions{});
    }

    void flatten() {
        const int features = static_cast<int>(tensor(current_).elements());
        const std::int32_t to[2] = {-1, features};
        const int target = constant(ElementType::int32, {2}, 0, 0);
        set_data(target, to, sizeof to);
        append(OperatorCode::reshape, {target}, add(ElementType::int8, {1, features}, 1),
               ReshapeOptions{{-1, features}});
    }

    void dense(int outputs) {
        const int kernel = constant(ElementType::int8, {outputs, shape()[1]}, 1, 0);
        const int bias = constant(ElementType::int32, {outputs}, 1, 0);
        append(OperatorCode::fully_connected, {kernel, bias}, add(ElementType::int8, {1, outputs}, 1),
               DenseOptions{});
    }

    void softmax() {
        append(OperatorCode::softmax, {}, add(ElementType::int8, shape(), 1), SoftmaxOptions{});
    }

    Graph finish() && {
        graph_.outputs = {current_};
        set_scales(graph_);
        return std::move(graph_);
    }

  private:
    GraphTensor& tensor(int index) { return graph_.tensors[static_cast<std::size_t>(index)]; }
    std::vector<int> shape() { return tensor(current_).shape; }
    std::vector<int> strided(int stride, int channels) {
        return {1, (shape()[1] + stride - 1) / stride, (shape()[2] + stride - 1) / stride, channels};
    }

    int add(ElementType type, std::vector<int> shape, int scales) {
        const auto count = static_cast<std::size_t>(scales);
        graph_.tensors.push_back({"", type, std::move(shape), {}, false, false, {}});
        graph_.tensors.back().quantization = {std::vector<float>(count), std::vector<std::int64_t>(count), 0};
        return static_cast<int>(graph_.tensors.size()) - 1;
    }

    int constant(ElementType type, std::vector<int> shape, int scales, int axis) {
        const int index = add(type, std::move(shape), scales);
        tensor(index).constant = true;
        tensor(index).quantization.axis = axis;
        return index;
    }

    void set_data(int index, const void* data, std::size_t bytes) {
        tensor(index).data.resize(bytes);
        std::memcpy(tensor(index).data.data(), data, bytes);
    }

    void append(OperatorCode code, std::vector<int> others, int output, OperatorOptions options) {
        others.insert(others.begin(), current_);
        graph_.operators.push_back({code, 1, std::move(others), {output}, std::move(options), ""});
        current_ = output;
    }

    Graph graph_;
    int current_ = -1;
};

// Keyword spotting: depthwise separable convolutions.
Graph keywords() {
    Chain chain({1, 49, 10, 1});
    chain.convolution(16, 10, 4, 2);
    for (int block = 0; block < 2; ++block) {
        chain.depthwise(1);
        chain.convolution(16, 1, 1, 1);
    }
    chain.average_pool();
    chain.flatten();
    chain.dense(12);
    chain.softmax();
    return std::move(chain).finish();
}

// Image classification: residual branches, uint8 outside.
Graph images() {
    Chain chain({1, 32, 32, 3}, ElementType::uint8);
    chain.quantize(ElementType::int8);
    chain.convolution(8, 3, 3, 1);
    const int first = chain.here();
    chain.convolution(8, 3, 3, 1);
    chain.convolution(8, 3, 3, 1);
    chain.add_branch(first);
    const int second = chain.here();
    chain.convolution(16, 3, 3, 2);
    chain.convolution(16, 3, 3, 1);
    const int branch = chain.here();
    chain.go_to(second);
    chain.convolution(16, 1, 1, 2);
    chain.add_branch(branch);
    chain.average_pool();
    chain.flatten();
    chain.dense(10);
    chain.softmax();
    chain.quantize(ElementType::uint8);
    return std::move(chain).finish();
}

// Visual wake words: MobileNet with padding of its own.
Graph persons() {
    Chain chain({1, 47, 33, 3});
    chain.pad_by_one();
    chain.convolution(8, 3, 3, 2);
    for (int stride : {1, 2, 2, 1}) {
        chain.depthwise(stride);
        chain.convolution(stride * 16, 1, 1, 1);
    }
    chain.average_pool();
    chain.flatten();
    chain.dense(2);
    chain.softmax();
    return std::move(chain).finish();
}

// Anomaly detection: an autoencoder.
Graph anomalies() {
    Chain chain({1, 640});
    for (int units : {128, 64, 8, 64, 640}) chain.dense(units);
    return std::move(chain).finish();
}

}  // namespace

std::vector<TestGraph> mlperf_like_graphs() {
    return {{"keywords", keywords(), 7328},
            {"images", images(), 28648},
            {"persons", persons(), 19768},
            {"anomalies", anomalies(), 2736}};
}

void set_scales(Graph& graph) {
    constexpr float activation = 1.0f / 256;
    for (GraphTensor& tensor : graph.tensors) {
        const bool bias = tensor.constant && tensor.type == ElementType::int32;
        for (float& scale : tensor.quantization.scale) scale = bias ? activation * activation : activation;
        for (std::int64_t& zero : tensor.quantization.zero_point) {
            zero = tensor.type == ElementType::int8 && !tensor.constant ? -128 : 0;
        }
    }
}

}  // namespace nanonas
