// SPDX-License-Identifier: MIT
#include <cstring>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t most_inputs = 10;  // kMaxInputNum
constexpr std::size_t most_axes = 6;     // RuntimeShape::kMaxSmallSize

// Concatenation of tensorflow/lite/kernels/internal/reference/concatenation.h: the inputs' runs of bytes
// along the axis, by turns.
struct ConcatenationStep {
    struct Part {
        int input;
        std::size_t bytes;  // of one run
    };
    std::vector<Part> parts;
    int output;
    std::size_t runs;

    void operator()(const TensorBytes& bytes) const {
        std::int8_t* out = int8_output(bytes, output).data();
        for (std::size_t run = 0; run < runs; ++run) {
            for (const Part& part : parts) {
                std::memcpy(out, int8_values(bytes, part.input).data() + run * part.bytes, part.bytes);
                out += part.bytes;
            }
        }
    }
};

// The product of a shape's sides from one axis to before another.
std::int64_t elements_between(const std::vector<int>& shape, std::size_t from, std::size_t to) {
    std::int64_t elements = 1;
    for (std::size_t i = from; i < to; ++i) elements *= shape[i];
    return elements;
}

// Whether the two go together along all other axes, and are quantised alike.
bool can_stand_beside(const GraphTensor& in, const GraphTensor& out, std::size_t axis) {
    if (!is_int8(in) || in.shape.size() != out.shape.size()) return false;
    if (zero_point_of(in) != zero_point_of(out) || scale_of(in) != scale_of(out)) return false;
    for (std::size_t i = 0; i < in.shape.size(); ++i) {
        if (i != axis && in.shape[i] != out.shape[i]) return false;
    }
    return true;
}

Result<Step> concatenation_step(const OperatorView& view) {
    const GraphTensor& out = view.output();
    const auto options = view.options<ConcatenationOptions>();
    const auto rank = static_cast<int>(out.shape.size());
    const int axis = options.axis < 0 ? options.axis + rank : options.axis;
    if (!is_int8(out) || axis < 0 || axis >= rank || options.activation != Activation::none) {
        return view.refuse("only int8 concatenations along an axis and without an activation are supported");
    }
    const auto along = static_cast<std::size_t>(axis);
    ConcatenationStep step{
        {}, view.output_index(), static_cast<std::size_t>(elements_between(out.shape, 0, along))};
    std::int64_t side = 0;
    for (std::size_t i = 0; i < view.op().inputs.size(); ++i) {
        if (!view.has_input(i) || !can_stand_beside(view.input(i), out, along)) {
            return view.refuse(
                "its inputs must be quantised as its output and as large along the other axes");
        }
        const std::vector<int>& shape = view.input(i).shape;
        side += shape[along];
        step.parts.push_back(
            {view.input_index(i), static_cast<std::size_t>(elements_between(shape, along, shape.size()))});
    }
    if (side != out.shape[along]) return view.refuse("the shapes of its tensors do not go together");
    return Step(std::move(step));
}

constexpr auto fields = [](auto& options, auto& file) {
    file.word(0, options.axis);
    file.byte(1, options.activation);
};

// concatenation.cc, as the next two.
Result<void> check_input(const OperatorTensors& op, const GraphTensor& input, const GraphTensor& output) {
    NANONAS_TRY_VOID(check_rank(op, input, "input", 0, most_axes));
    const bool same_scale = kernel_scale(input) == kernel_scale(output);
    if (input.type == ElementType::int8 &&
        (!same_scale || kernel_zero_point(input) != kernel_zero_point(output))) {
        return refuse_kernel(op, "of int8 whose inputs are not quantised as its output");
    }
    if (input.type == ElementType::int16 && (kernel_zero_point(input) != 0 || kernel_zero_point(output) != 0))
        return refuse_kernel(op, "of int16 with a zero point");
    return {};
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, most_inputs));
    if (op.options<ConcatenationOptions>().activation != Activation::none)
        return refuse_kernel(op, "with an activation");
    for (std::size_t i = 0; i < op.inputs(); ++i) {
        if (!op.input(i)) return refuse_kernel(op, "with an input left out");
        NANONAS_TRY_VOID(check_same_types(op, {i},
                                          {ElementType::float32, ElementType::int8, ElementType::int16,
                                           ElementType::int32, ElementType::int64, ElementType::boolean}));
        NANONAS_TRY_VOID(check_input(op, *op.input(i), *op.output(0)));
    }
    return {};
}

void prepare_kernel(KernelPreparation& kernel) {
    kernel.borrow_input(0);
    kernel.borrow_output(0);
    for (std::size_t i = 0; i < kernel.inputs(); ++i) kernel.borrow_input(i);
}

}  // namespace

constinit const OperatorDescription concatenation_operator{
    .code = OperatorCode::concatenation,
    .int8_version = 2,
    .options = options_form<ConcatenationOptions, fields>(10),
    .quantization = QuantizationRule::as_input,
    .make_step = concatenation_step,
    .tflm = {.x86_64 = {8, 4, 80}, .cortex_m = {8, 4, 24}, .prepare = prepare_kernel, .check = check_kernel},
};

}  // namespace nanonas
