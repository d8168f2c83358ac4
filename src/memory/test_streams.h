// SPDX-License-Identifier: MIT
// Graphs of operators with weights of zero, for tests of what their shapes decide.
#pragma once

#include "nanonas/graph.h"

namespace nanonas {

// Adds operators to a graph; each call gives the tensor that it writes.
class StreamBuilder {
  public:
    StreamBuilder(int height, int width, int channels);

    int input() const { return 0; }
    int oblong_convolution(int from, int filter_height, int filter_width, int channels, int stride = 1,
                           Padding padding = Padding::same);
    int convolution(int from, int filter, int channels, int stride = 1) {
        return oblong_convolution(from, filter, filter, channels, stride);
    }
    int depthwise(int from, int filter, int stride = 1, int multiplier = 1);
    int pool(int from, OperatorCode code, int filter, int stride);
    int global_average(int from);
    int mean(int from);
    int add(int a, int b);
    int concatenate(const std::vector<int>& maps);
    int pad(int from, int top, int bottom, int left, int right);
    int reshape(int from, std::vector<int> shape);
    int dense(int from, int outputs);
    int softmax(int from);
    Graph finish(int output) &&;

  private:
    int map(std::vector<int> shape);
    int constant(ElementType type, std::vector<int> shape, std::vector<std::int32_t> values = {});
    int op(OperatorCode code, std::vector<int> inputs, std::vector<int> shape, OperatorOptions options = {});
    const std::vector<int>& shape(int tensor) const {
        return graph_.tensors[static_cast<std::size_t>(tensor)].shape;
    }

    Graph graph_;
};

// MLPerf Tiny's networks: ResNet-8, MobileNetV1 0.25 and DS-CNN.
Graph image_classification();
Graph visual_wake_words();
Graph keyword_spotting();

}  // namespace nanonas
