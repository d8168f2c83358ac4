// SPDX-License-Identifier: MIT
#include "graph/steps.h"

#include <cmath>
#include <cstring>

#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

bool usable_scale(float scale) {
    return std::isfinite(scale) && scale > 0;
}

// Integers far beyond any zero point stand for "no bound", so that nothing overflows.
std::int32_t quantized_bound(float value, float scale, std::int32_t zero_point) {
    constexpr float far = 1e6f;
    const float steps = std::round(value / scale);
    return zero_point + static_cast<std::int32_t>(std::clamp(steps, -far, far));
}

}  // namespace

tl::unexpected<Error> OperatorView::refuse(std::string_view reason) const {
    std::string_view name = op().custom_name.empty() ? to_string(op().code) : op().custom_name;
    return failure("Operator {} ({}) can't be run: {}.", index_, name.empty() ? "unknown" : name, reason);
}

bool is_int8(const GraphTensor& tensor) {
    const Quantization& quantization = tensor.quantization;
    return tensor.type == ElementType::int8 && quantization.scale.size() == 1 &&
           quantization.zero_point.size() == 1 && usable_scale(quantization.scale[0]) &&
           quantization.zero_point[0] >= -128 && quantization.zero_point[0] <= 127;
}

float scale_of(const GraphTensor& tensor) {
    return tensor.quantization.scale[0];
}

std::int32_t zero_point_of(const GraphTensor& tensor) {
    return static_cast<std::int32_t>(tensor.quantization.zero_point[0]);
}

Result<OutputRange> output_range(const OperatorView& view, Activation activation) {
    OutputRange range;
    const float scale = scale_of(view.output());
    const std::int32_t zero_point = zero_point_of(view.output());
    const auto at = [&](float value) { return quantized_bound(value, scale, zero_point); };
    switch (activation) {
        case Activation::none:
            return range;
        case Activation::relu:
            range.lowest = std::max(range.lowest, at(0));
            return range;
        case Activation::relu6:
            range.lowest = std::max(range.lowest, at(0));
            range.highest = std::min(range.highest, at(6));
            return range;
        case Activation::relu_n1_to_1:
            range.lowest = std::max(range.lowest, at(-1));
            range.highest = std::min(range.highest, at(1));
            return range;
    }
    return view.refuse("its fused activation is not one that nanonas knows");
}

Result<std::vector<QuantizedMultiplier>> channel_multipliers(const OperatorView& view, int axis) {
    const GraphTensor& kernel = view.input(1);
    const int channels = kernel.shape[static_cast<std::size_t>(axis)];
    const std::vector<float>& scales = kernel.quantization.scale;
    const bool per_channel = scales.size() > 1;
    if (scales.empty() ||
        (per_channel && (kernel.quantization.axis != axis || std::ssize(scales) != channels))) {
        return view.refuse("its kernel needs one scale, or one for each output channel");
    }
    std::vector<QuantizedMultiplier> result;
    for (int channel = 0; channel < channels; ++channel) {
        const float scale = scales[per_channel ? static_cast<std::size_t>(channel) : 0];
        const double factor = double{scale_of(view.input(0))} * scale / scale_of(view.output());
        if (!usable_scale(scale) || !QuantizedMultiplier::representable(factor)) {
            return view.refuse("a scale of its kernel is out of range");
        }
        result.push_back(QuantizedMultiplier::from(factor));
    }
    return result;
}

Result<std::vector<std::int32_t>> bias_values(const OperatorView& view, int channels) {
    if (!view.has_input(2)) return std::vector<std::int32_t>(static_cast<std::size_t>(channels));
    const GraphTensor& bias = view.input(2);
    if (bias.type != ElementType::int32 || bias.elements() != channels || bias.data.empty()) {
        return view.refuse("its bias is not one constant int32 for each output channel");
    }
    return int32_data(bias);
}

std::span<const std::int8_t> int8_data(const GraphTensor& tensor) {
    return {reinterpret_cast<const std::int8_t*>(tensor.data.data()), tensor.data.size()};
}

std::vector<std::int32_t> int32_data(const GraphTensor& tensor) {
    std::vector<std::int32_t> values(tensor.data.size() / sizeof(std::int32_t));
    if (!values.empty()) {
        std::memcpy(values.data(), tensor.data.data(), values.size() * sizeof(std::int32_t));
    }
    return values;
}

Result<Window> window(const OperatorView& view, Padding padding, int axis, int filter, int stride,
                      int dilation) {
    constexpr int absurd = 1 << 15;
    const int in = view.input(0).shape[static_cast<std::size_t>(axis)];
    const int out = view.output().shape[static_cast<std::size_t>(axis)];
    if (filter < 1 || stride < 1 || dilation < 1 || filter > absurd || stride > absurd || dilation > absurd) {
        return view.refuse("its filter, stride or dilation is out of range");
    }
    const std::int64_t reach = std::int64_t{filter - 1} * dilation + 1;
    const std::int64_t covered =
        padding == Padding::same ? std::int64_t{in} + stride - 1 : in + stride - reach;
    if (covered < stride || covered / stride != out) {
        return view.refuse("its output's shape does not follow from its input's");
    }
    const std::int64_t zeros = std::max<std::int64_t>(0, std::int64_t{out - 1} * stride + reach - in);
    return Window{in, out, filter, stride, dilation, static_cast<int>(zeros / 2)};
}

void prepare_convolution_kernel(KernelPreparation& kernel, std::size_t channel_axis) {
    kernel.borrow_output(0);
    kernel.borrow_input(0);
    kernel.borrow_input(1);
    const GraphTensor& weights = *kernel.input(1);
    kernel.keep_channel_scales(weights.shape[channel_axis]);
    // int4 is unpacked; only the order of the two requests differs between the kernels, not what they take.
    if (weights.type == ElementType::int4) kernel.scratch(weights.elements());
    prepare_two_inputs(kernel);
}

Result<void> check_convolution_kernel(const OperatorTensors& op, std::size_t channel_axis) {
    NANONAS_TRY_VOID(check_ports(op, 2, 3));
    const GraphTensor &input = *op.input(0), &weights = *op.input(1);
    NANONAS_TRY_VOID(check_weight_types(op, input, weights));
    NANONAS_TRY_VOID(
        check_same_types(op, {0}, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const GraphTensor* bias = op.input(2);
    const bool wide = op.code() == OperatorCode::conv_2d && input.type == ElementType::int16;
    if (wide && bias) NANONAS_TRY_VOID(check_type(op, *bias, {ElementType::int32, ElementType::int64}));
    return check_filter(op, input, weights, channel_axis);
}

}  // namespace nanonas
