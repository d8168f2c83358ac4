// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t most_axes = 4;  // kMaxDim

constexpr auto fields = [](auto& options, auto& file) {
    file.word(0, options.begin_mask);
    file.word(1, options.end_mask);
    file.word(2, options.ellipsis_mask);
    file.word(3, options.new_axis_mask);
    file.word(4, options.shrink_mask);
};

// One axis of the slice: StartForAxis and StopForAxis of
// tensorflow/lite/kernels/internal/strided_slice_logic.h, and the side that follows.
struct Slice {
    std::int64_t side, begin, end, stride;
    bool from_first, to_last;

    std::int64_t start() const {
        if (from_first) return stride > 0 ? 0 : side - 1;
        const std::int64_t from = begin < 0 ? begin + side : begin;
        return stride > 0 ? std::clamp<std::int64_t>(from, 0, side)
                          : std::clamp<std::int64_t>(from, -1, side - 1);
    }
    std::int64_t stop() const {
        if (to_last) return stride > 0 ? side : -1;
        const std::int64_t to = end < 0 ? end + side : end;
        return stride > 0 ? std::clamp<std::int64_t>(to, 0, side)
                          : std::clamp<std::int64_t>(to, -1, side - 1);
    }
    std::int64_t length() const {
        const std::int64_t way = stop() - start();
        return std::max<std::int64_t>(
            0, static_cast<std::int64_t>(std::ceil(static_cast<double>(way) / static_cast<double>(stride))));
    }
};

// strided_slice_common.cc: CheckOutputSize.
Result<void> check_output_shape(const OperatorTensors& op) {
    const auto options = op.options<StridedSliceOptions>();
    const std::vector<int>& sides = op.input(0)->shape;
    const std::vector<std::int32_t> begin = int32_data(*op.input(1)), end = int32_data(*op.input(2)),
                                    strides = int32_data(*op.input(3));
    if (std::min({begin.size(), end.size(), strides.size()}) < sides.size())
        return refuse_kernel(op, "that says where to begin, end and step for too few axes");
    std::vector<int> shape;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        if (strides[i] == 0) return refuse_kernel(op, "with a step of 0");
        const auto has = [&](int mask) { return ((mask >> i) & 1) != 0; };
        const Slice slice{
            sides[i], begin[i], end[i], strides[i], has(options.begin_mask), has(options.end_mask)};
        if (!has(options.shrink_mask)) shape.push_back(static_cast<int>(slice.length()));
    }
    if (shape == op.output(0)->shape) return {};
    return refuse_kernel(op, fmt::format("whose output is {}, not {}", fmt::join(op.output(0)->shape, "x"),
                                         fmt::join(shape, "x")));
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 4, 4));
    NANONAS_TRY_VOID(check_rank(op, *op.input(0), "input", 0, most_axes));
    NANONAS_TRY_VOID(check_constant(op, 1, "begin"));
    NANONAS_TRY_VOID(check_constant(op, 2, "end"));
    NANONAS_TRY_VOID(check_constant(op, 3, "step"));
    NANONAS_TRY_VOID(check_same_types(op, {0},
                                      {ElementType::float32, ElementType::int8, ElementType::int16,
                                       ElementType::int32, ElementType::boolean}));
    return check_output_shape(op);
}

void prepare_kernel(KernelPreparation& kernel) {
    for (std::size_t i = 0; i < 4; ++i) kernel.borrow_input(i);
    kernel.borrow_output(0);
}

}  // namespace

constinit const OperatorDescription strided_slice_operator{
    .code = OperatorCode::strided_slice,
    .int8_version = 2,
    .inputs = 4,
    .options = options_form<StridedSliceOptions, fields>(32),
    .tflm = {.x86_64 = {24, 4, 84},
             .cortex_m = {24, 4, 84},
             .prepare = prepare_kernel,
             .check = check_kernel},
};

}  // namespace nanonas
