// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstring>

#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::size_t rank = 4;

// PadImpl of tensorflow/lite/kernels/internal/reference/pad.h; what stands around the input is its zero
// point.
struct PadStep {
    int input, output;
    std::array<int, rank> in, out, before;
    std::int8_t value;

    void operator()(const TensorBytes& bytes) const {
        const std::int8_t* from = int8_values(bytes, input).data();
        const std::span<std::int8_t> to = int8_output(bytes, output);
        std::ranges::fill(to, value);
        for (int n = 0; n < in[0]; ++n) {
            for (int y = 0; y < in[1]; ++y) {
                for (int x = 0; x < in[2]; ++x, from += in[3])
                    std::memcpy(&to[place(n, y, x)], from, static_cast<std::size_t>(in[3]));
            }
        }
    }

    std::size_t place(int n, int y, int x) const {
        const std::int64_t pixel =
            (std::int64_t{n + before[0]} * out[1] + y + before[1]) * out[2] + x + before[2];
        return static_cast<std::size_t>(pixel * out[3] + before[3]);
    }
};

Result<Step> pad_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &paddings = view.input(1), &out = view.output();
    if (!is_int8(in) || !is_int8(out) || in.shape.size() != rank || out.shape.size() != rank) {
        return view.refuse("only int8 feature maps are supported");
    }
    if (zero_point_of(in) != zero_point_of(out) || scale_of(in) != scale_of(out)) {
        return view.refuse("its input and output must be quantised alike");
    }
    if (paddings.type != ElementType::int32 || paddings.data.empty() || paddings.elements() != 2 * rank) {
        return view.refuse("its paddings are not two constant int32 for each axis");
    }
    const std::vector<std::int32_t> sides = int32_data(paddings);
    PadStep step{
        view.input_index(0), view.output_index(), {}, {}, {}, static_cast<std::int8_t>(zero_point_of(out))};
    for (std::size_t i = 0; i < rank; ++i) {
        const std::int64_t before = sides[2 * i], after = sides[2 * i + 1];
        if (before < 0 || after < 0 || in.shape[i] + before + after != out.shape[i]) {
            return view.refuse("the shapes of its tensors do not go together");
        }
        step.in[i] = in.shape[i];
        step.out[i] = out.shape[i];
        step.before[i] = static_cast<int>(before);
    }
    return Step(step);
}

}  // namespace

constinit const OperatorDescription pad_operator{
    .code = OperatorCode::pad,
    .int8_version = 2,
    .inputs = 2,
    .quantization = QuantizationRule::as_input,
    .make_step = pad_step,
    .tflm = {.x86_64 = {0, 1, 56}, .cortex_m = {0, 1, 56}, .prepare = prepare_two_inputs},
};

}  // namespace nanonas
