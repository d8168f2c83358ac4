// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstring>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t rank = 4;
constexpr std::size_t most_axes = 5;  // that TFLM's kernel takes: PadKernelMaxDimensionCount

// PadImpl of tensorflow/lite/kernels/internal/reference/pad.h; what stands around the input is its zero
// point.
struct PadStep {
    int input, output;
    std::array<int, rank> in, out, before;
    std::int8_t value;

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* from = int8_values(bytes, input).data();
        const std::span<std::int8_t> to = int8_output(bytes, output);
        std::ranges::fill(to, value);
        for (int n = 0; n < in[0]; ++n) {
            for (int y = 0; y < in[1]; ++y) {
                for (int x = 0; x < in[2]; ++x, from += in[3])
                    std::memcpy(&to[place(n, y, x)], from, static_cast<std::size_t>(in[3]));
            }
        }
    }

    std::size_t place(int n, int y, int x) const {
        const std::int64_t pixel =
            (std::int64_t{n + before[0]} * out[1] + y + before[1]) * out[2] + x + before[2];
        return static_cast<std::size_t>(pixel * out[3] + before[3]);
    }
};

Result<Step> pad_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &paddings = view.input(1), &out = view.output();
    if (!is_int8(in) || !is_int8(out) || in.shape.size() != rank || out.shape.size() != rank) {
        return view.refuse("only int8 feature maps are supported");
    }
    if (zero_point_of(in) != zero_point_of(out) || scale_of(in) != scale_of(out)) {
        return view.refuse("its input and output must be quantised alike");
    }
    if (paddings.type != ElementType::int32 || paddings.data.empty() || paddings.elements() != 2 * rank) {
        return view.refuse("its paddings are not two constant int32 for each axis");
    }
    const std::vector<std::int32_t> sides = int32_data(paddings);
    PadStep step{
        view.input_index(0), view.output_index(), {}, {}, {}, static_cast<std::int8_t>(zero_point_of(out))};
    for (std::size_t i = 0; i < rank; ++i) {
        const std::int64_t before = sides[2 * i], after = sides[2 * i + 1];
        if (before < 0 || after < 0 || in.shape[i] + before + after != out.shape[i]) {
            return view.refuse("the shapes of its tensors do not go together");
        }
        step.in[i] = in.shape[i];
        step.out[i] = out.shape[i];
        step.before[i] = static_cast<int>(before);
    }
    return Step(step);
}

// pad_common.cc, as the next two.
Result<void> check_amounts(const OperatorTensors& op) {
    const std::vector<int>&in = op.input(0)->shape, &out = op.output(0)->shape;
    NANONAS_TRY_VOID(check_constant(op, 1, "amount"));
    const std::vector<std::int32_t> amounts = int32_data(*op.input(1));
    bool sound = in.size() == out.size() && op.input(1)->elements() == 2 * std::ssize(out) &&
                 amounts.size() >= 2 * out.size();
    for (std::size_t i = 0; sound && i < out.size(); ++i)
        sound = out[i] == std::int64_t{in[i]} + amounts[2 * i] + amounts[2 * i + 1];
    if (sound) return {};
    return refuse_kernel(
        op, fmt::format("from {} to {} by such amounts", fmt::join(in, "x"), fmt::join(out, "x")));
}

Result<void> check_value(const OperatorTensors& op) {
    const GraphTensor& output = *op.output(0);
    const GraphTensor* value = op.input(2);
    if (op.inputs() < 3) return {};
    if (!value) return refuse_kernel(op, "with an input left out");
    if (value->type != output.type || value->elements() != 1)
        return refuse_kernel(op,
                             fmt::format("of {} by a value that is not one of them", to_string(output.type)));
    if (output.type != ElementType::int8 || (kernel_scale(*value) == kernel_scale(output) &&
                                             kernel_zero_point(*value) == kernel_zero_point(output)))
        return {};
    return refuse_kernel(op, "by a value that is not quantised as its output");
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 3));
    NANONAS_TRY_VOID(check_same_types(
        op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16, ElementType::int32}));
    NANONAS_TRY_VOID(check_rank(op, *op.input(0), "input", 0, most_axes));
    NANONAS_TRY_VOID(check_amounts(op));
    return check_value(op);
}

}  // namespace

constinit const OperatorDescription pad_operator{
    .code = OperatorCode::pad,
    .int8_version = 2,
    .inputs = 2,
    .quantization = QuantizationRule::as_input,
    .make_step = pad_step,
    .tflm = {.x86_64 = {0, 1, 56},
             .cortex_m = {0, 1, 56},
             .prepare = prepare_two_inputs,
             .check = check_kernel},
};

}  // namespace nanonas
