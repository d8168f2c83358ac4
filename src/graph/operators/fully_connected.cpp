// SPDX-License-Identifier: MIT
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr int largest_depth = 65536;  // products of one accumulator that can't overflow

// FullyConnected and FullyConnectedPerChannel of
// tensorflow/lite/kernels/internal/reference/integer_ops/fully_connected.h.
struct DenseStep {
    int input, output;
    std::size_t depth, outputs;
    std::vector<std::int8_t> kernel;  // [output][depth]
    std::vector<std::int32_t> bias;   // [output]
    std::vector<QuantizedMultiplier> multipliers;
    std::int32_t in_zero_point, kernel_zero_point, out_zero_point;
    OutputRange range;

    void operator()(const TensorBytes& bytes) const {
        const std::span<const std::int8_t> values = int8_values(bytes, input);
        const std::span<std::int8_t> out = int8_output(bytes, output);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::size_t row = i / outputs, o = i % outputs;
            std::int32_t sum = 0;
            for (std::size_t d = 0; d < depth; ++d) {
                sum +=
                    (kernel[o * depth + d] - kernel_zero_point) * (values[row * depth + d] - in_zero_point);
            }
            const std::int64_t total = std::int64_t{sum} + bias[o];
            out[i] = range.clamp(multiply(static_cast<std::int32_t>(total), multipliers[o]) + out_zero_point);
        }
    }
};

// One scale: the product of the scales is rounded to float first, as GetQuantizedConvolutionMultipler does.
Result<std::vector<QuantizedMultiplier>> dense_multipliers(const OperatorView& view) {
    if (view.input(1).quantization.scale.size() != 1) return channel_multipliers(view, 0);
    const float product = scale_of(view.input(0)) * scale_of(view.input(1));
    const double factor = double{product} / scale_of(view.output());
    if (!QuantizedMultiplier::representable(factor)) return view.refuse("a scale is out of range");
    return std::vector(static_cast<std::size_t>(view.input(1).shape[0]), QuantizedMultiplier::from(factor));
}

Result<Step> dense_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &kernel = view.input(1), &out = view.output();
    if (!is_int8(in) || !is_int8(out) || kernel.type != ElementType::int8 || kernel.data.empty()) {
        return view.refuse("only int8 layers with a constant kernel are supported");
    }
    const bool per_channel = kernel.quantization.scale.size() > 1;
    if (!per_channel && !is_int8(kernel)) return view.refuse("its kernel's scale can't be used");
    if (kernel.shape.size() != 2 || out.shape.empty() || kernel.shape[0] < 1 || kernel.shape[1] < 1 ||
        kernel.shape[1] > largest_depth || out.shape.back() != kernel.shape[0] ||
        in.elements() % kernel.shape[1] != 0 ||
        in.elements() / kernel.shape[1] != out.elements() / kernel.shape[0]) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    DenseStep step;
    step.input = view.input_index(0);
    step.output = view.output_index();
    step.outputs = static_cast<std::size_t>(kernel.shape[0]);
    step.depth = static_cast<std::size_t>(kernel.shape[1]);
    const std::span<const std::int8_t> values = int8_data(kernel);
    step.kernel.assign(values.begin(), values.end());
    NANONAS_TRY(step.bias, bias_values(view, kernel.shape[0]));
    NANONAS_TRY(step.multipliers, dense_multipliers(view));
    NANONAS_TRY(step.range, output_range(view, view.options<DenseOptions>().activation));
    step.in_zero_point = zero_point_of(in);
    step.kernel_zero_point = per_channel ? 0 : zero_point_of(kernel);
    step.out_zero_point = zero_point_of(out);
    return Step(std::move(step));
}

std::int64_t dense_macc(const GraphTensor& kernel, const GraphTensor& output) {
    return kernel.shape.size() == 2 ? saturating_product(output.elements(), kernel.shape[1]) : 0;
}

constexpr auto fields = [](auto& options, auto& file) { file.byte(0, options.activation); };

// fully_connected.cc, fully_connected_common.cc.
void prepare_kernel(KernelPreparation& kernel) {
    prepare_two_inputs(kernel);
    const Quantization& weights = kernel.input(1)->quantization;
    const auto scales = std::ssize(weights.scale);
    if (kernel.input(0)->type != ElementType::float32 && !weights.zero_point.empty() && scales > 1) {
        kernel.keep_channel_scales(scales);
    }
}

}  // namespace

// Its parameters are 16 bytes in the sources of August 2026; the wheel of October keeps 32, aligned to 8
// (seen by recording its allocations).
constinit const OperatorDescription fully_connected_operator{
    .code = OperatorCode::fully_connected,
    .int8_version = 4,
    .inputs = 2,
    .options = options_form<DenseOptions, fields>(8),
    .quantization = QuantizationRule::weights,
    .macc = dense_macc,
    .make_step = dense_step,
    .tflm = {.x86_64 = {32, 8, 72},
             .cortex_m = {5, 1, 48},
             .prepare = prepare_kernel,
             .check = check_weights_of_kernel},
};

}  // namespace nanonas
