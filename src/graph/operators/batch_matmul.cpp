// SPDX-License-Identifier: MIT
#include <algorithm>

#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr std::size_t least_axes = 2, most_axes = 5;

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.transpose_left);
    file.byte(1, options.transpose_right);
};

// A side of a matrix or of the batch, counted from behind: 0 is the columns, 1 the rows.
int side(const GraphTensor& tensor, std::size_t from_behind) {
    const std::size_t rank = tensor.shape.size();
    return from_behind < rank ? tensor.shape[rank - 1 - from_behind] : 1;
}

// Of a product left (rows x depth) times right (depth x columns).
int rows(const OperatorTensors& op) {
    return side(*op.input(0), op.options<BatchMatmulOptions>().transpose_left ? 0 : 1);
}
int depth(const OperatorTensors& op) {
    return side(*op.input(0), op.options<BatchMatmulOptions>().transpose_left ? 1 : 0);
}
int depth_of_right(const OperatorTensors& op) {
    return side(*op.input(1), op.options<BatchMatmulOptions>().transpose_right ? 0 : 1);
}
int columns(const OperatorTensors& op) {
    return side(*op.input(1), op.options<BatchMatmulOptions>().transpose_right ? 1 : 0);
}

std::int64_t matmul_macc(const OperatorTensors& op) {
    if (!op.input(0) || !op.output(0)) return 0;
    return saturating_product(op.output(0)->elements(), depth(op));
}

// batch_matmul.cc: BatchMatMulPrepare, as the next.
Result<void> check_shapes(const OperatorTensors& op) {
    const GraphTensor &left = *op.input(0), &right = *op.input(1), &output = *op.output(0);
    NANONAS_TRY_VOID(check_rank(op, left, "first input", least_axes, most_axes));
    NANONAS_TRY_VOID(check_rank(op, right, "second input", least_axes, most_axes));
    const std::size_t rank = std::max(left.shape.size(), right.shape.size());
    std::int64_t elements = saturating_product(rows(op), columns(op));
    bool sound = depth(op) == depth_of_right(op) && rank <= output.shape.size();
    for (std::size_t i = 2; i < rank; ++i) {
        const int a = side(left, i), b = side(right, i);
        sound = sound && (a == b || a == 1 || b == 1);
        elements = saturating_product(elements, a == 1 ? b : a);
    }
    if (sound && elements == output.elements()) return {};
    return refuse_kernel(op, "whose shapes do not go together");
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 2));
    NANONAS_TRY_VOID(
        check_same_types(op, {0, 1}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    if (op.input(0)->type == ElementType::int16) {
        for (const GraphTensor* tensor : {op.input(0), op.input(1), op.output(0)})
            if (kernel_zero_point(*tensor) != 0) return refuse_kernel(op, "of int16 with a zero point");
    }
    return check_shapes(op);
}

void prepare_kernel(KernelPreparation& kernel) {
    constexpr std::int64_t quantization_bytes = 28;  // QuantizationOpDataBatchMatmul
    const auto options = kernel.options<BatchMatmulOptions>();
    const GraphTensor &left = *kernel.input(0), &right = *kernel.input(1);
    prepare_two_inputs(kernel);
    if (left.type != ElementType::float32) kernel.keep(quantization_bytes);
    if (options.transpose_left) kernel.keep_tensor_like(left);
    if (!options.transpose_right) kernel.keep_tensor_like(right);
    kernel.keep(std::int64_t{sizeof(std::int32_t)} * (1 + std::ssize(kernel.output(0)->shape)));
}

}  // namespace

constinit const OperatorDescription batch_matmul_operator{
    .code = OperatorCode::batch_matmul,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<BatchMatmulOptions, fields>(101),
    .macc = matmul_macc,
    .tflm = {.x86_64 = {3, 1, 32}, .cortex_m = {3, 1, 16}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
