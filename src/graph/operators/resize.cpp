// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

constexpr auto nearest_fields = [](auto& options, auto& file) {
    file.byte(0, options.align_corners);
    file.byte(1, options.half_pixel_centers);
};
constexpr auto bilinear_fields = [](auto& options, auto& file) {
    file.byte(2, options.align_corners);
    file.byte(3, options.half_pixel_centers);
};

Result<void> check_size(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 2));
    NANONAS_TRY_VOID(check_rank(op, *op.input(0), "input", 4, 4));
    const GraphTensor& size = *op.input(1);
    if (size.type != ElementType::int32 || size.shape != std::vector{2})
        return refuse_kernel(op, "whose size is not two integers of int32");
    return check_constant(op, 1, "size");
}

Result<void> check_nearest(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_size(op));
    return check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16});
}

Result<void> check_bilinear(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_size(op));
    const auto options = op.options<ResizeBilinearOptions>();
    if (options.align_corners && options.half_pixel_centers)
        return refuse_kernel(op, "with both aligned corners and half pixel centres");
    return check_same_types(op, {0}, {ElementType::float32, ElementType::int8});
}

}  // namespace

constinit const OperatorDescription resize_bilinear_operator{
    .code = OperatorCode::resize_bilinear,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<ResizeBilinearOptions, bilinear_fields>(15),
    .tflm = {.x86_64 = {2, 1, 0},
             .cortex_m = {2, 1, 0},
             .prepare = prepare_two_inputs,
             .check = check_bilinear},
};

constinit const OperatorDescription resize_nearest_neighbor_operator{
    .code = OperatorCode::resize_nearest_neighbor,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<ResizeNearestOptions, nearest_fields>(74),
    .tflm = {.x86_64 = {2, 1, 0},
             .cortex_m = {2, 1, 0},
             .prepare = prepare_two_inputs,
             .check = check_nearest},
};

}  // namespace nanonas
