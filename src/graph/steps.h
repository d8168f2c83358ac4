// SPDX-License-Identifier: MIT
// What the files of src/graph/operators share. The interpreter runs one step an operator, made once from the
// graph and then run on the bytes of its tensors. Making a step checks everything that running it relies on.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "graph/fixed_point.h"
#include "graph/operator.h"
#include "nanonas/graph.h"

namespace nanonas {

// An operator with its graph: finds its tensors and refuses, in a sentence, what it can't run.
class OperatorView {
  public:
    OperatorView(const Graph& graph, std::size_t index) : graph_(graph), index_(index) {}

    const GraphOperator& op() const { return graph_.operators[index_]; }
    bool has_input(std::size_t position) const {
        return position < op().inputs.size() && op().inputs[position] >= 0;
    }
    // Precondition: has_input(position). The interpreter has seen to the inputs that an operator can't do
    // without.
    int input_index(std::size_t position) const { return op().inputs[position]; }
    int output_index() const { return op().outputs[0]; }
    const GraphTensor& input(std::size_t position) const { return tensor(input_index(position)); }
    const GraphTensor& output() const { return tensor(output_index()); }

    // The operator's options, or their defaults where the file has none.
    template <typename Options>
    Options options() const {
        const auto* options = std::get_if<Options>(&op().options);
        return options ? *options : Options{};
    }

    // "Operator 3 (CONV_2D) can't be run: <reason>."
    tl::unexpected<Error> refuse(std::string_view reason) const;

  private:
    const GraphTensor& tensor(int index) const { return graph_.tensors[static_cast<std::size_t>(index)]; }

    const Graph& graph_;
    std::size_t index_;
};

// The smallest and the largest output that a fused activation lets through.
struct OutputRange {
    std::int32_t lowest = -128, highest = 127;
    std::int8_t clamp(std::int32_t value) const {
        return static_cast<std::int8_t>(std::min(std::max(value, lowest), highest));
    }
};
// CalculateActivationRangeQuantized of tensorflow/lite/kernels/kernel_util.cc, for int8.
Result<OutputRange> output_range(const OperatorView& view, Activation activation);

// Whether a tensor is int8 with one scale and zero point, both usable; then the two are:
bool is_int8(const GraphTensor& tensor);
float scale_of(const GraphTensor& tensor);
std::int32_t zero_point_of(const GraphTensor& tensor);

// One multiplier an output channel for kernels with one scale, or one a channel along `axis`; fails where a
// scale can't be used.
Result<std::vector<QuantizedMultiplier>> channel_multipliers(const OperatorView& view, int axis);

// The constant int32 bias of an operator's third input, one for each output channel; zeros where it has none.
Result<std::vector<std::int32_t>> bias_values(const OperatorView& view, int channels);

// A constant's values.
std::span<const std::int8_t> int8_data(const GraphTensor& tensor);
std::vector<std::int32_t> int32_data(const GraphTensor& tensor);

// Views of the bytes at run time.
inline std::span<const std::int8_t> int8_values(const TensorBytes& bytes, int index) {
    const std::span<std::byte> own = bytes[static_cast<std::size_t>(index)];
    return {reinterpret_cast<const std::int8_t*>(own.data()), own.size()};
}
inline std::span<std::int8_t> int8_output(const TensorBytes& bytes, int index) {
    const std::span<std::byte> own = bytes[static_cast<std::size_t>(index)];
    return {reinterpret_cast<std::int8_t*>(own.data()), own.size()};
}

// A filter's way along one side of a plane; `before`: the zeros before its first element.
struct Window {
    int in = 0, out = 0, filter = 0, stride = 1, dilation = 1, before = 0;
};
// Along `axis`, 1 or 2: ComputePadding of tensorflow/lite/kernels/padding.h. An error where the output's side
// is not what the options make of the input's.
Result<Window> window(const OperatorView& view, Padding padding, int axis, int filter, int stride,
                      int dilation);

// The reference kernels of CONV_2D and DEPTHWISE_CONV_2D (conv_common.cc, depthwise_conv_common.cc): Prepare,
// and CalculateOpData within it. `channel_axis`: of the kernel's shape, that of the output's channels.
void prepare_convolution_kernel(KernelPreparation& kernel, std::size_t channel_axis);
Result<void> check_convolution_kernel(const OperatorTensors& op, std::size_t channel_axis);

}  // namespace nanonas
