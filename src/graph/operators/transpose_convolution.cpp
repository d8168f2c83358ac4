// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t kernel_input = 1, data_input = 2, bias_input = 3;  // input 0 is the output's shape

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.padding);
    file.word(1, options.stride_width);
    file.word(2, options.stride_height);
    file.byte(3, options.activation);
};

// Each element of the input meets each tap of each output channel.
std::int64_t transpose_macc(const OperatorTensors& op) {
    const GraphTensor *kernel = op.input(kernel_input), *data = op.input(data_input);
    if (!kernel || !data || kernel->shape.size() != 4) return 0;
    const std::int64_t taps = saturating_product(kernel->shape[1], kernel->shape[2]);
    return saturating_product(data->elements(), saturating_product(taps, kernel->shape[0]));
}

// transpose_conv.cc, as the next.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 3, 4));
    NANONAS_TRY_VOID(
        check_same_types(op, {data_input}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const GraphTensor &data = *op.input(data_input), &kernel = *op.input(kernel_input);
    const bool wide = data.type == ElementType::int16 && kernel.type == ElementType::int8;
    if (kernel.type != data.type && !wide) return refuse_weights(op, data, kernel);
    return check_filter(op, data, kernel, 0);
}

void prepare_kernel(KernelPreparation& kernel) {
    const GraphTensor &data = *kernel.input(data_input), &output = *kernel.output(0);
    kernel.borrow_output(0);
    kernel.borrow_input(data_input);
    kernel.borrow_input(kernel_input);
    kernel.keep_channel_scales(kernel.input(kernel_input)->shape[0]);
    const GraphTensor* bias = kernel.input(bias_input);
    if (data.type == ElementType::int8)
        kernel.scratch(output.elements() * std::int64_t{sizeof(std::int32_t)});
    if (data.type == ElementType::int16)
        kernel.scratch(output.elements() * std::int64_t{sizeof(std::int64_t)});
    if (data.type == ElementType::float32) return;
    kernel.borrow_input(data_input);
    kernel.borrow_input(kernel_input);
    kernel.borrow_input(bias_input);
    kernel.borrow_output(0);
    if (data.type == ElementType::int16 && bias && bias->type == ElementType::int16)
        kernel.scratch(bias->elements() * std::int64_t{sizeof(std::int64_t)});
}

}  // namespace

constinit const OperatorDescription transpose_conv_operator{
    .code = OperatorCode::transpose_conv,
    .int8_version = 2,
    .inputs = 3,
    .options = options_form<TransposeConvOptions, fields>(49),
    .macc = transpose_macc,
    .tflm = {.x86_64 = {20, 4, 88},
             .cortex_m = {16, 4, 72},
             .prepare = prepare_kernel,
             .check = check_kernel},
};

}  // namespace nanonas
