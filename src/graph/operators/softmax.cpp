// SPDX-License-Identifier: MIT
// Softmax of tensorflow/lite/kernels/internal/reference/softmax.h for int8, with the exponential and the
// reciprocal of gemmlowp's fixedpoint/fixedpoint.h. Numbers are 32-bit fixed point; Qn has n integer bits, a
// sign and 31 - n fractional bits.
#include <array>
#include <cmath>

#include "graph/kernel_checks.h"
#include "graph/steps.h"
#include "nanonas/softmax_limit.h"

namespace nanonas {
namespace {

constexpr int difference_bits = 5;  // integer bits of a scaled difference
constexpr int sum_bits = 12;        // and of the sum of exponentials
constexpr std::int32_t q0_one = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t q2_one = 1 << 29;

// exp(x) in Q0 for x in Q0, -1/4 <= x < 0: a Taylor polynomial around -1/8.
std::int32_t exp_of_quarter(std::int32_t value) {
    constexpr std::int32_t exp_of_eighth = 1895147668, third = 715827883;
    const std::int32_t x = value + (1 << 28);
    const std::int32_t x2 = rounding_high_multiply(x, x);
    const std::int32_t x3 = rounding_high_multiply(x2, x);
    const std::int32_t x4_over_4 = rounding_shift_right(rounding_high_multiply(x2, x2), 2);
    const std::int32_t tail = rounding_shift_right(rounding_high_multiply(x4_over_4 + x3, third) + x2, 1);
    return exp_of_eighth + rounding_high_multiply(exp_of_eighth, x + tail);
}

// exp(x) in Q0 for x <= 0 in Q5.
std::int32_t exp_of_negative(std::int32_t value) {
    constexpr int fraction_bits = 31 - difference_bits;
    constexpr std::int32_t quarter = 1 << (fraction_bits - 2);
    // exp(-2^i) for i = -2 to 4, in Q0.
    constexpr std::array<std::int32_t, 7> factors{1672461947, 1302514674, 790015084, 290630308,
                                                  39332535,   720401,     242};
    if (value == 0) return q0_one;
    const std::int32_t within = (value & (quarter - 1)) - quarter;
    std::int32_t result = exp_of_quarter(saturating_shift_left(within, difference_bits));
    const std::int32_t rest = within - value;
    for (std::size_t i = 0; i < factors.size(); ++i) {
        if ((rest >> (fraction_bits - 2 + static_cast<int>(i))) & 1) {
            result = rounding_high_multiply(result, factors[i]);
        }
    }
    return result;
}

// 1 / (1 + x) in Q0 for 0 <= x < 1 in Q0: three steps of Newton and Raphson's iteration.
std::int32_t reciprocal_of_one_plus(std::int32_t value) {
    constexpr std::int32_t q2_48_over_17 = 1515870810, q2_minus_32_over_17 = -1010580540;
    const auto half_denominator = static_cast<std::int32_t>((std::int64_t{value} + q0_one + 1) / 2);
    std::int32_t x = q2_48_over_17 + rounding_high_multiply(half_denominator, q2_minus_32_over_17);
    for (int i = 0; i < 3; ++i) {
        const std::int32_t error = q2_one - rounding_high_multiply(half_denominator, x);
        x += saturating_shift_left(rounding_high_multiply(x, error), 2);
    }
    return saturating_shift_left(x, 1);
}

struct SoftmaxStep {
    int input, output;
    std::size_t depth;
    QuantizedMultiplier multiplier;  // of differences, into Q5
    std::int32_t lowest_difference;  // what lies below it counts as probability zero

    std::int32_t exponential(std::int32_t difference) const {
        const auto shifted =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(difference) << multiplier.shift);
        return exp_of_negative(rounding_high_multiply(shifted, multiplier.mantissa));
    }

    void row(const std::int8_t* values, std::int8_t* out) const {
        const std::int32_t largest = *std::max_element(values, values + depth);
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < depth; ++i) {
            const std::int32_t difference = values[i] - largest;
            if (difference >= lowest_difference) {
                sum += rounding_shift_right(exponential(difference), sum_bits);
            }
        }
        const int headroom = std::countl_zero(static_cast<std::uint32_t>(sum));
        const auto fraction =
            static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << headroom) - (1u << 31));
        const std::int32_t reciprocal = reciprocal_of_one_plus(fraction);
        // 32 for as many equal classes as there may be: TFLM has no such shift, and 31 rounds as well.
        const int exponent = std::min(sum_bits - headroom + 31 - 8, 31);
        for (std::size_t i = 0; i < depth; ++i) {
            const std::int32_t difference = values[i] - largest;
            std::int32_t result = -128;
            if (difference >= lowest_difference) {
                const std::int32_t share = rounding_high_multiply(reciprocal, exponential(difference));
                result += rounding_shift_right(share, exponent);
            }
            out[i] = OutputRange{}.clamp(result);
        }
    }

    void operator()(const TensorBytes& bytes) const {
        const std::span<const std::int8_t> values = int8_values(bytes, input);
        const std::span<std::int8_t> out = int8_output(bytes, output);
        for (std::size_t start = 0; start < out.size(); start += depth) row(&values[start], &out[start]);
    }
};

Result<void> check_classes(const GraphTensor& in) {
    if (in.shape.empty() || in.shape.back() <= most_softmax_classes) return {};
    return failure(
        "SOFTMAX has {} classes, but TensorFlow Lite Micro's arithmetic tells at most {} apart and aborts on "
        "more; "
        "train a network with fewer.",
        in.shape.back(), most_softmax_classes);
}

Result<Step> softmax_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &out = view.output();
    if (!is_int8(in) || !is_int8(out)) return view.refuse("only int8 softmax is supported");
    NANONAS_TRY_VOID(check_classes(in));
    if (in.shape.empty() || in.shape != out.shape || in.shape.back() < 1) {
        return view.refuse("the shapes of its tensors do not go together");
    }
    if (zero_point_of(out) != -128 || scale_of(out) != 1.0f / 256) {
        return view.refuse("its output must have scale 1/256 and zero point -128");
    }
    // PreprocessSoftmaxScaling and CalculateInputRadius of
    // tensorflow/lite/kernels/internal/quantization_util.cc.
    const double scale = double{view.options<SoftmaxOptions>().beta} * scale_of(in) *
                         static_cast<double>(1 << (31 - difference_bits));
    if (!(scale > 1)) return view.refuse("its input's scale is too small");
    const double most = static_cast<double>((std::int64_t{1} << 31) - 1);
    const QuantizedMultiplier multiplier = QuantizedMultiplier::from(std::min(scale, most));
    const double radius = std::floor(static_cast<double>((1 << difference_bits) - 1) *
                                     static_cast<double>(std::int64_t{1} << (31 - difference_bits)) /
                                     static_cast<double>(std::int64_t{1} << multiplier.shift));
    return Step(SoftmaxStep{view.input_index(0), view.output_index(),
                            static_cast<std::size_t>(in.shape.back()), multiplier,
                            -static_cast<std::int32_t>(std::min(radius, 1e6))});
}

constexpr auto fields = [](auto& options, auto& file) { file.real(0, options.beta); };

// softmax_common.cc: CalculateSoftmaxParams. Zero scales are those of lower(), which knows none.
Result<void> check_output(const OperatorTensors& op, std::int64_t zero_point, float scale) {
    const GraphTensor& output = *op.output(0);
    const float own = kernel_scale(output);
    const bool near = std::abs(own - scale) <= (output.type == ElementType::int8 ? 0.0f : 0.001f * scale);
    if (kernel_zero_point(output) == zero_point && (near || own == 0)) return {};
    return refuse_kernel(op, fmt::format("to {} with scale {} and zero point {}", to_string(output.type), own,
                                         kernel_zero_point(output)));
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, 1));
    const GraphTensor &input = *op.input(0), &output = *op.output(0);
    NANONAS_TRY_VOID(check_type(op, input, {ElementType::float32, ElementType::int8, ElementType::int16}));
    const bool widens = input.type == ElementType::int8 && output.type == ElementType::int16;
    if (!widens) NANONAS_TRY_VOID(check_same_types(op, {0}, {input.type}));
    NANONAS_TRY_VOID(check_rank(op, input, "input", 1, std::numeric_limits<std::size_t>::max()));
    if (input.type == ElementType::float32) return {};
    if (input.type == ElementType::int16) {
        if (kernel_zero_point(input) != 0) return refuse_kernel(op, "of int16 with a zero point");
        return check_output(op, 0, 1.0f / 32768);
    }
    if (!widens) NANONAS_TRY_VOID(check_classes(input));
    NANONAS_TRY_VOID(check_quantized(op, input, "input"));
    const double factor = double{kernel_scale(input)} * op.options<SoftmaxOptions>().beta * (1 << 26);
    if (factor != 0 && !(factor > 1)) return refuse_kernel(op, "of so fine a scale");
    return widens ? check_output(op, -32768, 1.0f / 65536) : check_output(op, -128, 1.0f / 256);
}

// softmax_common.cc: InitializeLutForInt16.
void prepare_kernel(KernelPreparation& kernel) {
    constexpr std::int64_t table = 513 * sizeof(std::int16_t);
    prepare_one_input(kernel);
    if (kernel.input(0)->type != ElementType::int16) return;
    kernel.keep(table);
    kernel.keep(table);
}

}  // namespace

constinit const OperatorDescription softmax_operator{
    .code = OperatorCode::softmax,
    .int8_version = 2,
    .options = options_form<SoftmaxOptions, fields>(9),
    .quantization = QuantizationRule::positive,
    .make_step = softmax_step,
    .tflm = {.x86_64 = {4, 4, 80}, .cortex_m = {4, 4, 56}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
