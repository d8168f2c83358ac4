// SPDX-License-Identifier: MIT
#include <array>
#include <optional>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t rank = 4;

// Steps of an operand through the output's elements; 0 along an axis on which it is repeated.
struct Strides {
    std::array<std::ptrdiff_t, rank> by_axis{};
};

std::array<int, rank> padded(const std::vector<int>& shape) {
    std::array<int, rank> result{1, 1, 1, 1};
    std::copy_backward(shape.begin(), shape.end(), result.end());
    return result;
}

std::optional<Strides> broadcast(const std::vector<int>& shape, const std::array<int, rank>& out) {
    if (shape.size() > rank) return std::nullopt;
    const std::array<int, rank> own = padded(shape);
    Strides strides;
    std::ptrdiff_t step = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
        if (own[axis] != out[axis] && own[axis] != 1) return std::nullopt;
        strides.by_axis[axis] = own[axis] == 1 ? 0 : step;
        step *= own[axis];
    }
    return strides;
}

// AddFunc of tensorflow/lite/kernels/internal/reference/integer_ops/add.h.
struct Addition {
    static constexpr int left_shift = 20;
    std::int32_t zero_a, zero_b, zero_out;
    QuantizedMultiplier factor_a, factor_b, factor_out;

    std::int32_t operator()(std::int32_t a, std::int32_t b) const {
        const std::int32_t scaled_a = multiply((a - zero_a) * (1 << left_shift), factor_a);
        const std::int32_t scaled_b = multiply((b - zero_b) * (1 << left_shift), factor_b);
        return multiply(scaled_a + scaled_b, factor_out) + zero_out;
    }
};

// MulElementwise of tensorflow/lite/kernels/internal/reference/integer_ops/mul.h.
struct Multiplication {
    std::int32_t zero_a, zero_b, zero_out;
    QuantizedMultiplier factor;

    std::int32_t operator()(std::int32_t a, std::int32_t b) const {
        return multiply((a - zero_a) * (b - zero_b), factor) + zero_out;
    }
};

template <typename Operation>
struct ElementwiseStep {
    int a, b, output;
    std::array<int, rank> shape;
    Strides strides_a, strides_b;
    OutputRange range;
    Operation operation;

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* values_a = int8_values(bytes, a).data();
        const std::int8_t* values_b = int8_values(bytes, b).data();
        std::int8_t* out = int8_output(bytes, output).data();
        for (int n = 0; n < shape[0]; ++n) {
            for (int y = 0; y < shape[1]; ++y) {
                for (int x = 0; x < shape[2]; ++x) {
                    const std::int8_t* row_a = values_a + start(strides_a, n, y, x);
                    const std::int8_t* row_b = values_b + start(strides_b, n, y, x);
                    for (int c = 0; c < shape[3]; ++c) {
                        *out++ = range.clamp(
                            operation(row_a[c * strides_a.by_axis[3]], row_b[c * strides_b.by_axis[3]]));
                    }
                }
            }
        }
    }

    static std::ptrdiff_t start(const Strides& strides, int n, int y, int x) {
        return n * strides.by_axis[0] + y * strides.by_axis[1] + x * strides.by_axis[2];
    }
};

template <typename Operation>
Result<Step> elementwise_step(const OperatorView& view, const Operation& operation) {
    const std::vector<int>& shape = view.output().shape;
    if (shape.size() > rank) return view.refuse("its output has more than four axes");
    const std::array<int, rank> out = padded(shape);
    const auto strides_a = broadcast(view.input(0).shape, out),
               strides_b = broadcast(view.input(1).shape, out);
    if (!strides_a || !strides_b) return view.refuse("the shapes of its tensors do not go together");
    NANONAS_TRY(const OutputRange range, output_range(view, view.options<ElementwiseOptions>().activation));
    return Step(ElementwiseStep<Operation>{view.input_index(0), view.input_index(1), view.output_index(), out,
                                           *strides_a, *strides_b, range, operation});
}

bool all_int8(const OperatorView& view) {
    return is_int8(view.input(0)) && is_int8(view.input(1)) && is_int8(view.output());
}

Result<Step> multiplication_step(const OperatorView& view) {
    if (!all_int8(view)) return view.refuse("only int8 tensors with one scale are supported");
    const GraphTensor &a = view.input(0), &b = view.input(1), &out = view.output();
    const double factor = double{scale_of(a)} * scale_of(b) / scale_of(out);
    if (!QuantizedMultiplier::representable(factor)) return view.refuse("a scale is out of range");
    return elementwise_step(view, Multiplication{zero_point_of(a), zero_point_of(b), zero_point_of(out),
                                                 QuantizedMultiplier::from(factor)});
}

Result<Step> addition_step(const OperatorView& view) {
    if (!all_int8(view)) return view.refuse("only int8 tensors with one scale are supported");
    const GraphTensor &a = view.input(0), &b = view.input(1), &out = view.output();
    const double twice_larger = 2 * double{std::max(scale_of(a), scale_of(b))};
    const double factor = twice_larger / ((1 << Addition::left_shift) * double{scale_of(out)});
    if (!(factor < 1)) return view.refuse("a scale is out of range");
    return elementwise_step(view, Addition{zero_point_of(a), zero_point_of(b), zero_point_of(out),
                                           QuantizedMultiplier::from(scale_of(a) / twice_larger),
                                           QuantizedMultiplier::from(scale_of(b) / twice_larger),
                                           QuantizedMultiplier::from(factor)});
}

constexpr auto fields = [](auto& options, auto& file) { file.byte(0, options.activation); };

// mul_common.cc.
Result<void> check_product(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 2, 2));
    NANONAS_TRY_VOID(check_same_types(
        op, {0, 1}, {ElementType::float32, ElementType::int8, ElementType::int16, ElementType::int32}));
    for (const GraphTensor* tensor : {op.input(0), op.input(1), op.output(0)}) {
        if (tensor->type == ElementType::int16 && kernel_zero_point(*tensor) != 0)
            return refuse_kernel(op, "of int16 with a zero point");
    }
    return {};
}

}  // namespace

constinit const OperatorDescription add_operator{
    .code = OperatorCode::add,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<ElementwiseOptions, fields>(11),
    .make_step = addition_step,
    .tflm = {.x86_64 = {8, 4, 60}, .cortex_m = {2, 1, 60}, .prepare = prepare_two_inputs, .check = check_sum},
};

constinit const OperatorDescription mul_operator{
    .code = OperatorCode::mul,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<ElementwiseOptions, fields>(21),
    .make_step = multiplication_step,
    .tflm = {.x86_64 = {4, 4, 36},
             .cortex_m = {1, 1, 36},
             .prepare = prepare_two_inputs,
             .check = check_product},
};

// Its parameters are 8 bytes in the sources of August 2026; the wheel of October keeps 12 (seen by recording
// its allocations).
constinit const OperatorDescription sub_operator{
    .code = OperatorCode::sub,
    .int8_version = 2,
    .inputs = 2,
    .options = options_form<ElementwiseOptions, fields>(28),
    .tflm = {.x86_64 = {12, 4, 48},
             .cortex_m = {2, 1, 48},
             .prepare = prepare_two_inputs,
             .check = check_sum},
};

}  // namespace nanonas
