// SPDX-License-Identifier: MIT
#include "memory/test_streams.h"

#include <cstring>

namespace nanonas {

StreamBuilder::StreamBuilder(int height, int width, int channels) {
    graph_.inputs = {map({1, height, width, channels})};
}

int StreamBuilder::map(std::vector<int> shape) {
    GraphTensor tensor;
    tensor.type = ElementType::int8;
    tensor.shape = std::move(shape);
    tensor.quantization = {{0.5f}, {0}};
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph_.tensors.size()) - 1;
}

int StreamBuilder::constant(ElementType type, std::vector<int> shape, std::vector<std::int32_t> values) {
    const int index = map(std::move(shape));
    GraphTensor& tensor = graph_.tensors.back();
    tensor.type = type;
    tensor.constant = true;
    tensor.data.resize(static_cast<std::size_t>(tensor.bytes()));
    if (!values.empty()) std::memcpy(tensor.data.data(), values.data(), tensor.data.size());
    return index;
}

int StreamBuilder::op(OperatorCode code, std::vector<int> inputs, std::vector<int> shape,
                      OperatorOptions options) {
    const int output = map(std::move(shape));
    graph_.operators.push_back({code, 1, std::move(inputs), {output}, std::move(options), {}});
    return output;
}

namespace {

int side(int in, int filter, int stride, Padding padding) {
    return padding == Padding::same ? (in + stride - 1) / stride : (in - filter) / stride + 1;
}

}  // namespace

int StreamBuilder::oblong_convolution(int from, int filter_height, int filter_width, int channels, int stride,
                                      Padding padding) {
    const std::vector<int> in = shape(from);
    const int kernel = constant(ElementType::int8, {channels, filter_height, filter_width, in[3]});
    const int bias = constant(ElementType::int32, {channels});
    return op(OperatorCode::conv_2d, {from, kernel, bias},
              {1, side(in[1], filter_height, stride, padding), side(in[2], filter_width, stride, padding),
               channels},
              ConvOptions{padding, stride, stride, 1, 1, Activation::relu});
}

int StreamBuilder::depthwise(int from, int filter, int stride, int multiplier) {
    const std::vector<int> in = shape(from);
    const int channels = in[3] * multiplier;
    const int kernel = constant(ElementType::int8, {1, filter, filter, channels});
    const int bias = constant(ElementType::int32, {channels});
    return op(
        OperatorCode::depthwise_conv_2d, {from, kernel, bias},
        {1, side(in[1], filter, stride, Padding::same), side(in[2], filter, stride, Padding::same), channels},
        DepthwiseOptions{Padding::same, stride, stride, 1, 1, multiplier, Activation::relu});
}

int StreamBuilder::pool(int from, OperatorCode code, int filter, int stride) {
    const std::vector<int> in = shape(from);
    return op(
        code, {from},
        {1, side(in[1], filter, stride, Padding::valid), side(in[2], filter, stride, Padding::valid), in[3]},
        PoolOptions{Padding::valid, stride, stride, filter, filter});
}

int StreamBuilder::global_average(int from) {
    const std::vector<int> in = shape(from);
    return op(OperatorCode::average_pool_2d, {from}, {1, 1, 1, in[3]},
              PoolOptions{Padding::valid, in[1], in[2], in[1], in[2]});
}

int StreamBuilder::mean(int from) {
    const int axes = constant(ElementType::int32, {2}, {1, 2});
    return op(OperatorCode::mean, {from, axes}, {1, shape(from)[3]}, MeanOptions{});
}

int StreamBuilder::add(int a, int b) {
    return op(OperatorCode::add, {a, b}, shape(a), ElementwiseOptions{});
}

int StreamBuilder::concatenate(const std::vector<int>& maps) {
    std::vector<int> out = shape(maps.front());
    out[3] = 0;
    for (const int each : maps) out[3] += shape(each)[3];
    return op(OperatorCode::concatenation, maps, out, ConcatenationOptions{3});
}

int StreamBuilder::pad(int from, int top, int bottom, int left, int right) {
    const std::vector<int> in = shape(from);
    const int sides = constant(ElementType::int32, {4, 2}, {0, 0, top, bottom, left, right, 0, 0});
    return op(OperatorCode::pad, {from, sides}, {1, in[1] + top + bottom, in[2] + left + right, in[3]});
}

int StreamBuilder::reshape(int from, std::vector<int> to) {
    return op(OperatorCode::reshape, {from}, std::move(to), ReshapeOptions{});
}

int StreamBuilder::dense(int from, int outputs) {
    const auto values = static_cast<int>(graph_.tensors[static_cast<std::size_t>(from)].elements());
    const int kernel = constant(ElementType::int8, {outputs, values});
    const int bias = constant(ElementType::int32, {outputs});
    return op(OperatorCode::fully_connected, {from, kernel, bias}, {1, outputs}, DenseOptions{});
}

int StreamBuilder::softmax(int from) {
    return op(OperatorCode::softmax, {from}, shape(from), SoftmaxOptions{});
}

Graph StreamBuilder::finish(int output) && {
    graph_.outputs = {output};
    return std::move(graph_);
}

namespace {

int classifier(StreamBuilder& builder, int from, int channels, int classes) {
    const int pooled = builder.global_average(from);
    return builder.softmax(builder.dense(builder.reshape(pooled, {1, channels}), classes));
}

}  // namespace

Graph image_classification() {
    StreamBuilder b(32, 32, 3);
    int x = b.convolution(b.input(), 3, 16);
    x = b.add(x, b.convolution(b.convolution(x, 3, 16), 3, 16));
    for (const int channels : {32, 64}) {
        const int main = b.convolution(b.convolution(x, 3, channels, 2), 3, channels);
        x = b.add(b.convolution(x, 1, channels, 2), main);
    }
    x = classifier(b, x, 64, 10);
    return std::move(b).finish(x);
}

Graph visual_wake_words() {
    StreamBuilder b(96, 96, 3);
    int x = b.convolution(b.input(), 3, 8, 2);
    constexpr struct {
        int stride, channels;
    } cells[] = {{1, 16},  {2, 32},  {1, 32},  {2, 64},  {1, 64},  {2, 128}, {1, 128},
                 {1, 128}, {1, 128}, {1, 128}, {1, 128}, {2, 256}, {1, 256}};
    for (const auto& cell : cells) x = b.convolution(b.depthwise(x, 3, cell.stride), 1, cell.channels);
    x = classifier(b, x, 256, 2);
    return std::move(b).finish(x);
}

Graph keyword_spotting() {
    StreamBuilder b(49, 10, 1);
    int x = b.oblong_convolution(b.input(), 10, 4, 64, 2);
    for (int i = 0; i < 4; ++i) x = b.convolution(b.depthwise(x, 3), 1, 64);
    x = classifier(b, x, 64, 12);
    return std::move(b).finish(x);
}

}  // namespace nanonas
