// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr std::size_t feature_weights = 1, time_weights = 2, bias_input = 3, state_input = 4;
using Shape = std::vector<int>;

constexpr auto fields = [](auto& options, auto& file) {
    file.word(0, options.rank);
    file.byte(1, options.activation);
};

// Each filter meets the new input once and each step that it remembers once.
std::int64_t svdf_macc(const OperatorTensors& op) {
    const GraphTensor *input = op.input(0), *feature = op.input(feature_weights),
                      *time = op.input(time_weights);
    if (!input || !feature || !time || input->shape.empty()) return 0;
    return saturating_product(input->shape[0], saturating_sum(feature->elements(), time->elements()));
}

// svdf_common.cc: PrepareSvdf, as the next two.
Result<void> check_shapes(const OperatorTensors& op) {
    const Shape &in = op.input(0)->shape, &feature = op.input(feature_weights)->shape,
                &time = op.input(time_weights)->shape;
    const int rank = op.options<SvdfOptions>().rank;
    if (in.size() == 2 && feature.size() == 2 && time.size() == 2 && rank > 0 && feature[0] % rank == 0) {
        const GraphTensor* bias = op.input(bias_input);
        const int units = feature[0] / rank;
        const std::int64_t state = std::int64_t{time[1]} * feature[0];
        const Shape& kept = op.input(state_input)->shape;
        if (op.output(0)->shape == Shape{in[0], units} && feature[1] == in[1] && time[0] == feature[0] &&
            (!bias || (!bias->shape.empty() && bias->shape[0] == units)) && kept.size() == 2 &&
            kept[0] == in[0] && kept[1] == state && op.input(state_input)->variable) {
            return {};
        }
    }
    return refuse_kernel(op, "whose shapes do not go together");
}

Result<void> check_integers(const OperatorTensors& op) {
    const GraphTensor &state = *op.input(state_input), &time = *op.input(time_weights);
    const GraphTensor* bias = op.input(bias_input);
    NANONAS_TRY_VOID(check_type(op, *op.input(feature_weights), {ElementType::int8}));
    NANONAS_TRY_VOID(check_type(op, time, {ElementType::int16, ElementType::int8}));
    NANONAS_TRY_VOID(check_type(op, state, {ElementType::int16, ElementType::int8}));
    if (!bias || bias->type != ElementType::int32)
        return refuse_kernel(op, "of int8 without a bias of int32");
    const double product = kernel_scale(state) * kernel_scale(time);
    if (std::abs(double{kernel_scale(*bias)} - product) < 1e-5) return {};
    return refuse_kernel(op, "whose bias has another scale than its state and weights");
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 5, 5));
    NANONAS_TRY_VOID(check_same_types(op, {0}, {ElementType::float32, ElementType::int8}));
    NANONAS_TRY_VOID(check_shapes(op));
    if (op.input(0)->type == ElementType::int8) return check_integers(op);
    for (std::size_t i = feature_weights; i <= state_input; ++i) {
        if (op.input(i)) NANONAS_TRY_VOID(check_type(op, *op.input(i), {ElementType::float32}));
    }
    return {};
}

void prepare_kernel(KernelPreparation& kernel) {
    constexpr std::int64_t word = 4;  // bytes of an int32 and of a float
    for (std::size_t i = 0; i <= state_input; ++i) kernel.borrow_input(i);
    kernel.borrow_output(0);
    const std::int64_t batch = kernel.input(0)->shape[0];
    kernel.scratch(word * batch * kernel.input(feature_weights)->shape[0]);
    if (kernel.input(0)->type == ElementType::int8) kernel.scratch(word * kernel.output(0)->elements());
}

}  // namespace

constinit const OperatorDescription svdf_operator{
    .code = OperatorCode::svdf,
    .int8_version = 3,
    .inputs = 3,
    .options = options_form<SvdfOptions, fields>(6),
    .macc = svdf_macc,
    .tflm = {.x86_64 = {12, 4, 36}, .cortex_m = {8, 4, 36}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
