// SPDX-License-Identifier: MIT
// What the descriptions of operators say of the tensors that TensorFlow Lite Micro's reference kernels take.
// Each check is nothing where the kernel takes them, or a sentence with what it does not take.
#pragma once

#include <initializer_list>
#include <string_view>

#include "graph/operator.h"

namespace nanonas {

using ElementTypes = std::initializer_list<ElementType>;

// "TensorFlow Lite Micro has no <operator> of <type>."
tl::unexpected<Error> refuse_type(const OperatorTensors& op, ElementType type);
// "TensorFlow Lite Micro has no <operator> <of what>."
tl::unexpected<Error> refuse_kernel(const OperatorTensors& op, std::string_view what);

Result<void> check_type(const OperatorTensors& op, const GraphTensor& tensor, ElementTypes types);
// As many as the kernel takes.
Result<void> check_ports(const OperatorTensors& op, std::size_t least_inputs, std::size_t most_inputs,
                         std::size_t outputs = 1);
// One input and one output of one of these types.
Result<void> check_unary(const OperatorTensors& op, ElementTypes types);
// The output, and the inputs named, are of one and the same of these types.
Result<void> check_same_types(const OperatorTensors& op, std::initializer_list<std::size_t> inputs,
                              ElementTypes types);
// A constant whose elements are known, `what` being its name: "axis".
Result<void> check_constant(const OperatorTensors& op, std::size_t input, std::string_view what);
Result<void> check_quantized(const OperatorTensors& op, const GraphTensor& tensor, std::string_view what);
Result<void> check_rank(const OperatorTensors& op, const GraphTensor& tensor, std::string_view what,
                        std::size_t least, std::size_t most);

// The filter of a convolution, transposed or not, whose output's channels lie along `axis`: four dimensions,
// and where the types are integers one scale or one for each channel (kernels/kernel_util.cc:
// PopulateConvolutionQuantizationParams).
Result<void> check_filter(const OperatorTensors& op, const GraphTensor& input, const GraphTensor& filter,
                          std::size_t axis);
// "TensorFlow Lite Micro has no <operator> of <type> with weights of <type>."
tl::unexpected<Error> refuse_weights(const OperatorTensors& op, const GraphTensor& input,
                                     const GraphTensor& weights);
// float with float, int8 with int8 or int4, int16 with int8.
Result<void> check_weight_types(const OperatorTensors& op, const GraphTensor& input,
                                const GraphTensor& weights);
// ADD and SUB: int8 and int16 with usable scales, int32 without.
Result<void> check_sum(const OperatorTensors& op);

// int8 and int16, which kernels compute with scales.
bool is_scaled(const GraphTensor& tensor);
// As kernels see them: of the first channel, and zeros where the tensor has no quantisation.
float kernel_scale(const GraphTensor& tensor);
std::int64_t kernel_zero_point(const GraphTensor& tensor);

}  // namespace nanonas
