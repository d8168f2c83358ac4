// SPDX-License-Identifier: MIT
#include <cstring>

#include "graph/steps.h"

namespace nanonas {
namespace {

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

}  // namespace

constinit const OperatorDescription concatenation_operator{
    .code = OperatorCode::concatenation,
    .int8_version = 2,
    .inputs = 1,
    .options = options_form<ConcatenationOptions, fields>(10),
    .quantization = QuantizationRule::as_input,
    .make_step = concatenation_step,
};

}  // namespace nanonas
