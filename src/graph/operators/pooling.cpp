// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

// MaxPool and AveragePool of tensorflow/lite/kernels/internal/reference/integer_ops/pooling.h.
struct PoolingStep {
    int input, output;
    bool average;
    int batches, channels;
    Window rows, columns;
    OutputRange range;

    std::int8_t pooled(const std::int8_t* picture, int out_y, int out_x, int channel) const {
        const int top = out_y * rows.stride - rows.before, left = out_x * columns.stride - columns.before;
        const int bottom = std::min(top + rows.filter, rows.in);
        const int right = std::min(left + columns.filter, columns.in);
        std::int32_t largest = -128, sum = 0, count = 0;
        for (int y = std::max(top, 0); y < bottom; ++y) {
            for (int x = std::max(left, 0); x < right; ++x) {
                const std::int32_t value = picture[(std::ptrdiff_t{y} * columns.in + x) * channels + channel];
                largest = std::max(largest, value);
                sum += value;
                ++count;
            }
        }
        if (!average) return range.clamp(largest);
        return range.clamp((sum > 0 ? sum + count / 2 : sum - count / 2) / std::max(count, 1));
    }

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* picture = int8_values(bytes, input).data();
        std::int8_t* out = int8_output(bytes, output).data();
        for (int batch = 0; batch < batches; ++batch) {
            for (int y = 0; y < rows.out; ++y) {
                for (int x = 0; x < columns.out; ++x) {
                    for (int channel = 0; channel < channels; ++channel)
                        *out++ = pooled(picture, y, x, channel);
                }
            }
            picture += std::ptrdiff_t{rows.in} * columns.in * channels;
        }
    }
};

Result<Step> pooling_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &out = view.output();
    if (!is_int8(in) || !is_int8(out)) return view.refuse("only int8 poolings are supported");
    if (in.shape.size() != 4 || out.shape.size() != 4 || in.shape[0] != out.shape[0] ||
        in.shape[3] != out.shape[3]) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    if (zero_point_of(in) != zero_point_of(out) || std::abs(scale_of(in) - scale_of(out)) > 1e-6f) {
        return view.refuse("its input and output must be quantised alike");
    }
    const auto options = view.options<PoolOptions>();
    PoolingStep step{view.input_index(0),
                     view.output_index(),
                     view.op().code == OperatorCode::average_pool_2d,
                     in.shape[0],
                     in.shape[3],
                     {},
                     {},
                     {}};
    NANONAS_TRY(step.rows, window(view, options.padding, 1, options.filter_height, options.stride_height, 1));
    NANONAS_TRY(step.columns,
                window(view, options.padding, 2, options.filter_width, options.stride_width, 1));
    NANONAS_TRY(step.range, output_range(view, options.activation));
    return Step(step);
}

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.padding);
    file.word(1, options.stride_width);
    file.word(2, options.stride_height);
    file.word(3, options.filter_width);
    file.word(4, options.filter_height);
    file.byte(5, options.activation);
};

// pooling_common.cc.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const GraphTensor &in = *op.input(0), &out = *op.output(0);
    NANONAS_TRY_VOID(check_rank(op, in, "input", 4, 4));
    const bool alike = std::abs(kernel_scale(in) - kernel_scale(out)) <= 1e-6f &&
                       kernel_zero_point(in) == kernel_zero_point(out);
    if (alike || !is_scaled(in)) return {};
    return refuse_kernel(op, "whose input and output are not quantised alike");
}

constexpr OperatorDescription pooling(OperatorCode code) {
    return {.code = code,
            .int8_version = 2,
            .options = options_form<PoolOptions, fields>(5),
            .quantization = QuantizationRule::as_input,
            .make_step = pooling_step,
            .tflm = {.x86_64 = {40, 4, 32},
                     .cortex_m = {40, 4, 32},
                     .prepare = prepare_one_input,
                     .check = check_kernel}};
}

}  // namespace

constinit const OperatorDescription average_pool_2d_operator = pooling(OperatorCode::average_pool_2d);
constinit const OperatorDescription max_pool_2d_operator = pooling(OperatorCode::max_pool_2d);

}  // namespace nanonas
