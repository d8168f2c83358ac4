// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/kernel_checks.h"
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

std::int64_t dense_macc(const OperatorTensors& op) {
    const GraphTensor *kernel = op.input(1), *output = op.output(0);
    if (!kernel || !output || kernel->shape.size() != 2) return 0;
    return saturating_product(output->elements(), kernel->shape[1]);
}

constexpr auto fields = [](auto& options, auto& file) { file.byte(0, options.activation); };

bool is_per_channel(const OperatorTensors& op) {
    const GraphTensor& weights = *op.input(1);
    return is_scaled(*op.input(0)) && is_quantized(weights) && weights.quantization.scale.size() > 1;
}

// fully_connected.cc, and CalculateOpDataFullyConnected in fully_connected_common.cc. Zero scales are those
// of lower(), which knows none.
Result<void> check_kernel(const OperatorTensors& op) {
    const GraphTensor &input = *op.input(0), &weights = *op.input(1), &output = *op.output(0);
    NANONAS_TRY_VOID(check_weight_types(op, input, weights));
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    if (input.type == ElementType::float32) return {};
    if (is_per_channel(op)) {
        const auto axis = static_cast<std::size_t>(weights.quantization.axis);
        if (weights.type == ElementType::int4)
            return refuse_kernel(op, "with weights of int4 and a scale for each channel");
        if (axis < weights.shape.size() && weights.shape[axis] == std::ssize(weights.quantization.scale))
            return {};
        return refuse_kernel(op, fmt::format("of shape {} with {} scales", fmt::join(weights.shape, "x"),
                                             weights.quantization.scale.size()));
    }
    const double product = double{kernel_scale(input)} * double{kernel_scale(weights)};
    const double difference = op.input(2) ? std::abs(product - double{kernel_scale(*op.input(2))}) : 0;
    constexpr double most = 0.02;  // steps of the output
    if (product >= 0 && (difference == 0 || difference / double{kernel_scale(output)} <= most)) return {};
    return refuse_kernel(op, "whose bias has another scale than its input and weights");
}

// fully_connected.cc, fully_connected_common.cc.
void prepare_kernel(KernelPreparation& kernel) {
    prepare_two_inputs(kernel);
    const GraphTensor& weights = *kernel.input(1);
    if (weights.type == ElementType::int4) kernel.scratch(weights.elements());
    if (is_per_channel(kernel)) kernel.keep_channel_scales(std::ssize(weights.quantization.scale));
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
    .tflm = {.x86_64 = {32, 8, 72}, .cortex_m = {5, 1, 48}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
