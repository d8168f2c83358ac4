// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

#include <algorithm>
#include <cmath>

namespace nanonas {

tl::unexpected<Error> refuse_type(const OperatorTensors& op, ElementType type) {
    return failure("TensorFlow Lite Micro has no {} of {}.", op.name(), to_string(type));
}

tl::unexpected<Error> refuse_kernel(const OperatorTensors& op, std::string_view what) {
    return failure("TensorFlow Lite Micro has no {} {}.", op.name(), what);
}

Result<void> check_type(const OperatorTensors& op, const GraphTensor& tensor, ElementTypes types) {
    if (std::ranges::find(types, tensor.type) != types.end()) return {};
    return refuse_type(op, tensor.type);
}

Result<void> check_ports(const OperatorTensors& op, std::size_t least_inputs, std::size_t most_inputs,
                         std::size_t outputs) {
    if (op.inputs() >= least_inputs && op.inputs() <= most_inputs && op.outputs() == outputs) return {};
    return refuse_kernel(op, fmt::format("with {} inputs and {} outputs", op.inputs(), op.outputs()));
}

Result<void> check_unary(const OperatorTensors& op, ElementTypes types) {
    NANONAS_TRY_VOID(check_ports(op, 1, 1));
    return check_same_types(op, {0}, types);
}

Result<void> check_same_types(const OperatorTensors& op, std::initializer_list<std::size_t> inputs,
                              ElementTypes types) {
    const ElementType output = op.output(0)->type;
    for (std::size_t position : inputs) {
        const GraphTensor& input = *op.input(position);
        NANONAS_TRY_VOID(check_type(op, input, types));
        if (input.type != output) {
            return refuse_kernel(op, fmt::format("from {} to {}", to_string(input.type), to_string(output)));
        }
    }
    return {};
}

Result<void> check_constant(const OperatorTensors& op, std::size_t input, std::string_view what) {
    const GraphTensor& tensor = *op.input(input);
    if (!tensor.constant) return refuse_kernel(op, fmt::format("whose {} is no constant", what));
    if (tensor.data.empty()) return refuse_kernel(op, fmt::format("whose {} has no values", what));
    return {};
}

Result<void> check_quantized(const OperatorTensors& op, const GraphTensor& tensor, std::string_view what) {
    if (is_quantized(tensor)) return {};
    return refuse_kernel(
        op, fmt::format("of {} whose {} has no scale with a zero point", to_string(tensor.type), what));
}

Result<void> check_rank(const OperatorTensors& op, const GraphTensor& tensor, std::string_view what,
                        std::size_t least, std::size_t most) {
    const std::size_t rank = tensor.shape.size();
    if (rank >= least && rank <= most) return {};
    return refuse_kernel(op, fmt::format("whose {} has {} dimensions", what, rank));
}

Result<void> check_filter(const OperatorTensors& op, const GraphTensor& input, const GraphTensor& filter,
                          std::size_t axis) {
    NANONAS_TRY_VOID(check_rank(op, filter, "kernel", 4, 4));
    NANONAS_TRY_VOID(check_rank(op, input, "input", 4, 4));
    NANONAS_TRY_VOID(check_rank(op, *op.output(0), "output", 4, 4));
    if (!is_scaled(input)) return {};
    NANONAS_TRY_VOID(check_quantized(op, input, "input"));
    NANONAS_TRY_VOID(check_quantized(op, filter, "kernel"));
    const Quantization& own = filter.quantization;
    if (own.scale.size() == 1) return {};
    const int channels = filter.shape[axis];
    const bool along =
        own.axis >= 0 && own.axis < 4 && filter.shape[static_cast<std::size_t>(own.axis)] == channels;
    if (std::ssize(own.scale) == channels && along) return {};
    return refuse_kernel(
        op, fmt::format("whose kernel has {} scales for {} channels", own.scale.size(), channels));
}

tl::unexpected<Error> refuse_weights(const OperatorTensors& op, const GraphTensor& input,
                                     const GraphTensor& weights) {
    return refuse_kernel(
        op, fmt::format("of {} with weights of {}", to_string(input.type), to_string(weights.type)));
}

Result<void> check_weight_types(const OperatorTensors& op, const GraphTensor& input,
                                const GraphTensor& weights) {
    const bool same_float = input.type == ElementType::float32 && weights.type == ElementType::float32;
    const bool packed = input.type == ElementType::int8 && weights.type == ElementType::int4;
    if (same_float || packed || (is_scaled(input) && weights.type == ElementType::int8)) return {};
    return refuse_weights(op, input, weights);
}

Result<void> check_sum(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_same_types(
        op, {0, 1}, {ElementType::float32, ElementType::int8, ElementType::int16, ElementType::int32}));
    const GraphTensor &a = *op.input(0), &b = *op.input(1), &out = *op.output(0);
    if (out.type == ElementType::int32 && (is_quantized(a) || is_quantized(b) || is_quantized(out)))
        return refuse_kernel(op, "of int32 with a scale");
    if (!is_scaled(out)) return {};
    for (const GraphTensor* tensor : {&a, &b}) NANONAS_TRY_VOID(check_quantized(op, *tensor, "input"));
    NANONAS_TRY_VOID(check_quantized(op, out, "output"));
    const int shift = out.type == ElementType::int16 ? 15 : 20;
    const double larger = std::max(kernel_scale(a), kernel_scale(b));
    const double factor = 2 * larger / ((1 << shift) * double{kernel_scale(out)});
    if (!std::isfinite(factor) || factor < 1) return {};
    return refuse_kernel(op, "whose output's scale is so much finer than its inputs'");
}

bool is_scaled(const GraphTensor& tensor) {
    return tensor.type == ElementType::int8 || tensor.type == ElementType::int16;
}

float kernel_scale(const GraphTensor& tensor) {
    return is_quantized(tensor) ? tensor.quantization.scale[0] : 0;
}

std::int64_t kernel_zero_point(const GraphTensor& tensor) {
    return is_quantized(tensor) ? static_cast<std::int32_t>(tensor.quantization.zero_point[0]) : 0;
}

}  // namespace nanonas
