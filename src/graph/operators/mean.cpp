// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

// QuantizedMeanOrSum of tensorflow/lite/kernels/internal/reference/reduce.h over height and width.
struct MeanStep {
    int input, output;
    std::int32_t pixels;
    std::size_t batches, channels;
    QuantizedMultiplier multiplier;  // with 1 / pixels in it
    std::int32_t in_zero_point, out_zero_point;

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* values = int8_values(bytes, input).data();
        const std::span<std::int8_t> out = int8_output(bytes, output);
        for (std::size_t batch = 0; batch < batches; ++batch) {
            for (std::size_t channel = 0; channel < channels; ++channel) {
                std::int32_t sum = -in_zero_point * pixels;
                const std::int8_t* value =
                    values + batch * static_cast<std::size_t>(pixels) * channels + channel;
                for (std::int32_t i = 0; i < pixels; ++i, value += channels) sum += *value;
                out[batch * channels + channel] =
                    OutputRange{}.clamp(multiply(sum, multiplier) + out_zero_point);
            }
        }
    }
};

constexpr int most_pixels = 1 << 22;  // of which no sum overflows

bool over_height_and_width(const GraphTensor& axes) {
    if (axes.type != ElementType::int32) return false;
    std::vector<std::int32_t> values = int32_data(axes);
    for (std::int32_t& axis : values) axis += axis < 0 ? 4 : 0;
    std::ranges::sort(values);
    return values == std::vector<std::int32_t>{1, 2};
}

Result<Step> mean_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &out = view.output();
    if (!is_int8(in) || !is_int8(out)) return view.refuse("only int8 means are supported");
    if (in.shape.size() != 4 || !over_height_and_width(view.input(1))) {
        return view.refuse("only means over height and width are supported");
    }
    const std::int64_t pixels = std::int64_t{in.shape[1]} * in.shape[2];
    if (pixels < 1 || pixels > most_pixels || out.elements() != std::int64_t{in.shape[0]} * in.shape[3]) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    const double factor = double{scale_of(in)} / scale_of(out);
    if (!QuantizedMultiplier::representable(factor)) return view.refuse("a scale is out of range");
    return Step(MeanStep{view.input_index(0), view.output_index(), static_cast<std::int32_t>(pixels),
                         static_cast<std::size_t>(in.shape[0]), static_cast<std::size_t>(in.shape[3]),
                         QuantizedMultiplier::from(factor).divided_by(pixels), zero_point_of(in),
                         zero_point_of(out)});
}

constexpr auto fields = [](auto& options, auto& file) { file.byte(0, options.keep_dimensions); };

// reduce_common.cc: PrepareMeanOrSumHelper, and PrepareSimple within it.
void prepare_kernel(KernelPreparation& kernel) {
    constexpr std::int64_t int_bytes = 4;
    kernel.borrow_input(0);
    kernel.borrow_output(0);
    kernel.borrow_input(1);
    const GraphTensor& input = *kernel.input(0);
    if (input.type == ElementType::int8 || input.type == ElementType::int16) {
        kernel.scratch(int_bytes * kernel.output(0)->elements());
    }
    kernel.scratch(int_bytes * std::ssize(input.shape));
    kernel.scratch(int_bytes * kernel.input(1)->elements());
    kernel.borrow_input(0);
    kernel.borrow_input(1);
    if (input.type == ElementType::int8) kernel.borrow_output(0);
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 2));
    if (op.input(1)->type != ElementType::int32)
        return refuse_kernel(op, fmt::format("over axes of {}", to_string(op.input(1)->type)));
    return check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16});
}

}  // namespace

constinit const OperatorDescription mean_operator{
    .code = OperatorCode::mean,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<MeanOptions, fields>(27),
    .quantization = QuantizationRule::zero_point,
    .make_step = mean_step,
    .tflm = {.x86_64 = {1, 1, 44}, .cortex_m = {1, 1, 44}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
