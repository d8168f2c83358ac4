// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

// Requantize of tensorflow/lite/kernels/internal/reference/requantize.h between 8-bit types. Equal scales
// need no special case: a factor of one moves the zero point and nothing else.
struct RequantizationStep {
    int input, output;
    bool in_signed, out_signed;
    QuantizedMultiplier multiplier;
    std::int32_t in_zero_point, out_zero_point;

    void operator()(const TensorBytes& bytes) const {
        const std::span<const std::int8_t> values = int8_values(bytes, input);
        const std::span<std::int8_t> out = int8_output(bytes, output);
        const std::int32_t lowest = out_signed ? -128 : 0, highest = out_signed ? 127 : 255;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int32_t value = in_signed ? values[i] : static_cast<std::uint8_t>(values[i]);
            const std::int32_t scaled = multiply(value - in_zero_point, multiplier) + out_zero_point;
            out[i] = static_cast<std::int8_t>(std::clamp(scaled, lowest, highest));
        }
    }
};

bool is_byte(const GraphTensor& tensor) {
    if (tensor.type == ElementType::int8) return is_int8(tensor);
    const Quantization& quantization = tensor.quantization;
    return tensor.type == ElementType::uint8 && quantization.scale.size() == 1 &&
           quantization.zero_point.size() == 1 && std::isfinite(quantization.scale[0]) &&
           quantization.scale[0] > 0 && quantization.zero_point[0] >= 0 && quantization.zero_point[0] <= 255;
}

Result<Step> requantization_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &out = view.output();
    if (!is_byte(in) || !is_byte(out)) return view.refuse("only 8-bit tensors with one scale are supported");
    if (in.type == ElementType::uint8 && out.type == ElementType::uint8) {
        return view.refuse("TensorFlow Lite Micro has no conversion from uint8 to uint8");
    }
    if (in.elements() != out.elements()) return view.refuse("its input and output differ in size");
    const double factor = double{scale_of(in)} / scale_of(out);
    if (!QuantizedMultiplier::representable(factor)) return view.refuse("a scale is out of range");
    return Step(RequantizationStep{view.input_index(0), view.output_index(), in.type == ElementType::int8,
                                   out.type == ElementType::int8, QuantizedMultiplier::from(factor),
                                   zero_point_of(in), zero_point_of(out)});
}

// Pairs that EvalQuantizeReference of quantize_common.cc takes.
bool converts(ElementType from, ElementType to) {
    switch (from) {
        case ElementType::float32:
        case ElementType::int32:
            return to == ElementType::int8 || to == ElementType::int16;
        case ElementType::int16:
            return to == ElementType::int8 || to == ElementType::int16 || to == ElementType::int32;
        case ElementType::int8:
            return to == ElementType::int8 || to == ElementType::uint8 || to == ElementType::int16 ||
                   to == ElementType::int32;
        case ElementType::uint8:
            return to == ElementType::int8;
        default:
            return false;
    }
}

tl::unexpected<Error> refuse_pair(const OperatorTensors& op) {
    return refuse_kernel(
        op, fmt::format("from {} to {}", to_string(op.input(0)->type), to_string(op.output(0)->type)));
}

Result<void> check_quantize(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, 1));
    if (!converts(op.input(0)->type, op.output(0)->type)) return refuse_pair(op);
    NANONAS_TRY_VOID(check_quantized(op, *op.output(0), "output"));
    if (op.output(0)->quantization.scale.size() == 1) return {};
    return refuse_kernel(op, "whose output has more than one scale");
}

// dequantize_common.cc.
Result<void> check_dequantize(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, 1));
    NANONAS_TRY_VOID(
        check_type(op, *op.input(0), {ElementType::int8, ElementType::int16, ElementType::uint8}));
    if (op.output(0)->type == ElementType::float32) return {};
    return refuse_pair(op);
}

}  // namespace

constinit const OperatorDescription quantize_operator{
    .code = OperatorCode::quantize,
    .quantization = QuantizationRule::requantized,
    .make_step = requantization_step,
    .tflm = {.x86_64 = {0, 1, 32},
             .cortex_m = {0, 1, 32},
             .prepare = prepare_one_input,
             .check = check_quantize},
};

// Known to the arena's model only.
constinit const OperatorDescription dequantize_operator{
    .code = OperatorCode::dequantize,
    .int8_version = 2,
    .tflm = {.x86_64 = {0, 1, 32},
             .cortex_m = {0, 1, 32},
             .prepare = prepare_one_input,
             .check = check_dequantize},
};

}  // namespace nanonas
