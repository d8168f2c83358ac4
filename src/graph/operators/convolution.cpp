// SPDX-License-Identifier: MIT
#include <cstring>

#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t lanes = 16;                // dot products run over whole multiples of so many
constexpr std::int64_t largest_patch = 65536;    // products of one accumulator that can't overflow
constexpr std::int64_t largest_plane = 1 << 28;  // values of an input with its border

// ConvPerChannel of tensorflow/lite/kernels/internal/reference/integer_ops/conv.h. The input becomes 16-bit
// values, input minus zero point, with a border of zeros; each output pixel's inputs are gathered from it
// into one patch; an output channel is then one dot product, which compilers turn into multiply-add
// instructions.
struct ConvolutionStep {
    int input, output;
    int batches, channels, outputs;
    Window rows, columns;
    int bordered_rows, bordered_columns;  // sides of the input with its border
    std::size_t patch;                    // values of a patch, rounded up to whole lanes
    std::vector<std::int16_t> kernel;     // [output][patch]
    std::vector<std::int32_t> bias;       // [output]
    std::vector<QuantizedMultiplier> multipliers;
    std::int32_t in_zero_point, out_zero_point;
    OutputRange range;

    std::ptrdiff_t offset(int y, int x) const {
        return (std::ptrdiff_t{y} * bordered_columns + x) * channels;
    }

    void widen(const std::int8_t* picture, std::int16_t* plane) const {
        const int values = columns.in * channels;
        for (int y = 0; y < rows.in; ++y, picture += values) {
            std::int16_t* row = plane + offset(y + rows.before, columns.before);
            for (int i = 0; i < values; ++i) row[i] = static_cast<std::int16_t>(picture[i] - in_zero_point);
        }
    }

    void gather(const std::int16_t* plane, int out_y, int out_x, std::int16_t* values) const {
        const int run = columns.dilation == 1 ? columns.filter : 1;  // neighbouring taps
        const std::ptrdiff_t run_values = std::ptrdiff_t{run} * channels;
        for (int ky = 0; ky < rows.filter; ++ky) {
            for (int kx = 0; kx < columns.filter; kx += run, values += run_values) {
                const int y = out_y * rows.stride + ky * rows.dilation;
                const int x = out_x * columns.stride + kx * columns.dilation;
                std::copy_n(plane + offset(y, x), run_values, values);
            }
        }
    }

    std::int32_t dot(const std::int16_t* a, const std::int16_t* b) const {
        std::int32_t sum = 0;
        const std::size_t values = patch / lanes * lanes;  // tells the compiler that no rest remains
        for (std::size_t i = 0; i < values; ++i) sum += a[i] * b[i];
        return sum;
    }

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* picture = int8_values(bytes, input).data();
        std::int8_t* out = int8_output(bytes, output).data();
        std::vector<std::int16_t> plane(static_cast<std::size_t>(offset(bordered_rows, 0)));
        std::vector<std::int16_t> values(patch);
        for (int batch = 0; batch < batches; ++batch) {
            widen(picture, plane.data());
            for (int y = 0; y < rows.out; ++y) {
                for (int x = 0; x < columns.out; ++x) {
                    gather(plane.data(), y, x, values.data());
                    for (std::size_t o = 0; o < static_cast<std::size_t>(outputs); ++o) {
                        const std::int64_t sum =
                            std::int64_t{bias[o]} + dot(values.data(), &kernel[o * patch]);
                        const std::int32_t scaled = multiply(static_cast<std::int32_t>(sum), multipliers[o]);
                        *out++ = range.clamp(scaled + out_zero_point);
                    }
                }
            }
            picture += std::ptrdiff_t{rows.in} * columns.in * channels;
        }
    }
};

// The side of an input with its border: all that any filter position covers.
std::int64_t bordered(const Window& side) {
    const std::int64_t covered =
        std::int64_t{side.out - 1} * side.stride + std::int64_t{side.filter - 1} * side.dilation + 1;
    return std::max(covered, std::int64_t{side.before} + side.in);
}

// [output][ky][kx][input] int8 -> [output][patch] int16.
std::vector<std::int16_t> widen(std::span<const std::int8_t> kernel, std::size_t outputs, std::size_t patch) {
    std::vector<std::int16_t> result(outputs * patch);
    const std::size_t values = kernel.size() / outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
        for (std::size_t i = 0; i < values; ++i) result[o * patch + i] = kernel[o * values + i];
    }
    return result;
}

Result<Step> convolution_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &kernel = view.input(1), &out = view.output();
    if (!is_int8(in) || !is_int8(out) || kernel.type != ElementType::int8 || kernel.data.empty()) {
        return view.refuse("only int8 convolutions with constant kernels are supported");
    }
    if (in.shape.size() != 4 || kernel.shape.size() != 4 || out.shape.size() != 4 ||
        kernel.shape[3] != in.shape[3] || kernel.shape[0] != out.shape[3] || in.shape[0] != out.shape[0]) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    const std::int64_t values = kernel.elements() / kernel.shape[0];
    if (values > largest_patch) return view.refuse("its kernel is too large for 32-bit sums");
    const auto options = view.options<ConvOptions>();
    ConvolutionStep step;
    step.input = view.input_index(0);
    step.output = view.output_index();
    step.batches = in.shape[0];
    step.channels = in.shape[3];
    step.outputs = out.shape[3];
    NANONAS_TRY(step.rows, window(view, options.padding, 1, kernel.shape[1], options.stride_height,
                                  options.dilation_height));
    NANONAS_TRY(step.columns, window(view, options.padding, 2, kernel.shape[2], options.stride_width,
                                     options.dilation_width));
    const std::int64_t bordered_rows = bordered(step.rows), bordered_columns = bordered(step.columns);
    if (bordered_rows > largest_plane || bordered_columns > largest_plane ||
        bordered_rows * bordered_columns > largest_plane / step.channels) {
        return view.refuse("its input is too large with its border");
    }
    step.bordered_rows = static_cast<int>(bordered_rows);
    step.bordered_columns = static_cast<int>(bordered_columns);
    const auto outputs = static_cast<std::size_t>(step.outputs);
    step.patch = (static_cast<std::size_t>(values) + lanes - 1) / lanes * lanes;
    step.kernel = widen(int8_data(kernel), outputs, step.patch);
    NANONAS_TRY(step.bias, bias_values(view, step.outputs));
    NANONAS_TRY(step.multipliers, channel_multipliers(view, 0));
    NANONAS_TRY(step.range, output_range(view, options.activation));
    step.in_zero_point = zero_point_of(in);
    step.out_zero_point = zero_point_of(out);
    return Step(std::move(step));
}

std::int64_t convolution_macc(const OperatorTensors& op) {
    const GraphTensor *kernel = op.input(1), *output = op.output(0);
    if (!kernel || !output || kernel->shape.size() != 4) return 0;
    const std::int64_t taps = saturating_product(kernel->shape[1], kernel->shape[2]);
    return saturating_product(output->elements(), saturating_product(taps, kernel->shape[3]));
}

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.padding);
    file.word(1, options.stride_width);
    file.word(2, options.stride_height);
    file.byte(3, options.activation);
    file.pair(4, options.dilation_width, 5, options.dilation_height, 1);
};

}  // namespace

constinit const OperatorDescription conv_2d_operator{
    .code = OperatorCode::conv_2d,
    .int8_version = 3,
    .inputs = 2,
    .options = options_form<ConvOptions, fields>(1),
    .quantization = QuantizationRule::weights,
    .macc = convolution_macc,
    .make_step = convolution_step,
    .tflm = {.x86_64 = {28, 4, 80},
             .cortex_m = {28, 4, 56},
             .prepare = [](KernelPreparation& kernel) { prepare_convolution_kernel(kernel, 0); },
             .check = [](const OperatorTensors& op) { return check_convolution_kernel(op, 0); }},
};

}  // namespace nanonas
