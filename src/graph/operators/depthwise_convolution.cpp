// SPDX-License-Identifier: MIT
#include "graph/steps.h"

namespace nanonas {
namespace {

// DepthwiseConvPerChannel of tensorflow/lite/kernels/internal/reference/integer_ops/depthwise_conv.h.
struct DepthwiseStep {
    int input, output;
    int batches, channels, multiplier;
    Window rows, columns;
    std::vector<std::int8_t> kernel;  // [ky][kx][output]
    std::vector<std::int32_t> bias;   // [output]
    std::vector<QuantizedMultiplier> multipliers;
    std::int32_t in_zero_point, out_zero_point;
    OutputRange range;

    std::int32_t sum(const std::int8_t* picture, int out_y, int out_x, int out) const {
        std::int32_t total = 0;
        for (int ky = 0; ky < rows.filter; ++ky) {
            const int y = out_y * rows.stride - rows.before + ky * rows.dilation;
            if (y < 0 || y >= rows.in) continue;
            for (int kx = 0; kx < columns.filter; ++kx) {
                const int x = out_x * columns.stride - columns.before + kx * columns.dilation;
                if (x < 0 || x >= columns.in) continue;
                const std::ptrdiff_t pixel = std::ptrdiff_t{y} * columns.in + x;
                const std::ptrdiff_t tap = std::ptrdiff_t{ky} * columns.filter + kx;
                const std::int32_t value = picture[pixel * channels + out / multiplier] - in_zero_point;
                total += value * kernel[static_cast<std::size_t>(tap * channels * multiplier + out)];
            }
        }
        return total;
    }

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* picture = int8_values(bytes, input).data();
        std::int8_t* out = int8_output(bytes, output).data();
        for (int batch = 0; batch < batches; ++batch) {
            for (int y = 0; y < rows.out; ++y) {
                for (int x = 0; x < columns.out; ++x) {
                    for (int o = 0; o < channels * multiplier; ++o) {
                        const auto channel = static_cast<std::size_t>(o);
                        const std::int64_t total = std::int64_t{bias[channel]} + sum(picture, y, x, o);
                        const std::int32_t scaled =
                            multiply(static_cast<std::int32_t>(total), multipliers[channel]);
                        *out++ = range.clamp(scaled + out_zero_point);
                    }
                }
            }
            picture += std::ptrdiff_t{rows.in} * columns.in * channels;
        }
    }
};

constexpr std::int64_t largest_kernel = 65536;  // products of one accumulator that can't overflow

Result<Step> depthwise_convolution_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &kernel = view.input(1), &out = view.output();
    if (!is_int8(in) || !is_int8(out) || kernel.type != ElementType::int8 || kernel.data.empty()) {
        return view.refuse("only int8 convolutions with constant kernels are supported");
    }
    const auto options = view.options<DepthwiseOptions>();
    if (in.shape.size() != 4 || kernel.shape.size() != 4 || out.shape.size() != 4 || kernel.shape[0] != 1 ||
        kernel.shape[3] != out.shape[3] || in.shape[0] != out.shape[0] || in.shape[3] < 1 ||
        out.shape[3] % in.shape[3] != 0 || std::int64_t{kernel.shape[1]} * kernel.shape[2] > largest_kernel) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    DepthwiseStep step;
    step.input = view.input_index(0);
    step.output = view.output_index();
    step.batches = in.shape[0];
    step.channels = in.shape[3];
    step.multiplier = out.shape[3] / in.shape[3];
    NANONAS_TRY(step.rows, window(view, options.padding, 1, kernel.shape[1], options.stride_height,
                                  options.dilation_height));
    NANONAS_TRY(step.columns, window(view, options.padding, 2, kernel.shape[2], options.stride_width,
                                     options.dilation_width));
    const std::span<const std::int8_t> values = int8_data(kernel);
    step.kernel.assign(values.begin(), values.end());
    NANONAS_TRY(step.bias, bias_values(view, out.shape[3]));
    NANONAS_TRY(step.multipliers, channel_multipliers(view, 3));
    NANONAS_TRY(step.range, output_range(view, options.activation));
    step.in_zero_point = zero_point_of(in);
    step.out_zero_point = zero_point_of(out);
    return Step(std::move(step));
}

std::int64_t depthwise_macc(const OperatorTensors& op) {
    const GraphTensor *kernel = op.input(1), *output = op.output(0);
    if (!kernel || !output || kernel->shape.size() != 4) return 0;
    return saturating_product(output->elements(), saturating_product(kernel->shape[1], kernel->shape[2]));
}

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.padding);
    file.word(1, options.stride_width);
    file.word(2, options.stride_height);
    file.word(3, options.multiplier);
    file.byte(4, options.activation);
    file.pair(5, options.dilation_width, 6, options.dilation_height, 1);
};

}  // namespace

constinit const OperatorDescription depthwise_conv_2d_operator{
    .code = OperatorCode::depthwise_conv_2d,
    .int8_version = 3,
    .inputs = 2,
    .options = options_form<DepthwiseOptions, fields>(2),
    .quantization = QuantizationRule::weights,
    .macc = depthwise_macc,
    .make_step = depthwise_convolution_step,
    .tflm = {.x86_64 = {28, 4, 80},
             .cortex_m = {28, 4, 56},
             .prepare = [](KernelPreparation& kernel) { prepare_convolution_kernel(kernel, 3); },
             .check = [](const OperatorTensors& op) { return check_convolution_kernel(op, 3); }},
};

}  // namespace nanonas
