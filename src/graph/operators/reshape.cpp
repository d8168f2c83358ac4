// SPDX-License-Identifier: MIT
#include <cstring>

#include "graph/kernel_checks.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

Result<Step> reshape_step(const OperatorView& view) {
    const GraphTensor &in = view.input(0), &out = view.output();
    if (in.type != out.type || in.elements() != out.elements()) {
        return view.refuse("its input and output differ in size");
    }
    const auto from = static_cast<std::size_t>(view.input_index(0));
    const auto to = static_cast<std::size_t>(view.output_index());
    return Step([from, to](const TensorBytes& bytes) {
        std::memcpy(bytes[to].data(), bytes[from].data(), bytes[to].size());
    });
}

// reshape_common.cc. An output of one axis without elements stands for a scalar where the shape is no input.
Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, 1, 2));
    const GraphTensor &in = *op.input(0), &out = *op.output(0);
    if (in.type != out.type)
        return refuse_kernel(op, fmt::format("from {} to {}", to_string(in.type), to_string(out.type)));
    const bool scalar = op.inputs() == 1 && out.shape == std::vector{0};
    if (in.elements() == (scalar ? 1 : out.elements())) return {};
    return refuse_kernel(op, fmt::format("from {} to {} elements", in.elements(), out.elements()));
}

constexpr auto fields = [](auto& options, auto& file) { file.words(0, options.shape); };

}  // namespace

constinit const OperatorDescription reshape_operator{
    .code = OperatorCode::reshape,
    .options = options_form<ReshapeOptions, fields>(17),
    .quantization = QuantizationRule::as_input,
    .make_step = reshape_step,
    .tflm = {.x86_64 = {36, 4, 0},
             .cortex_m = {36, 4, 0},
             .prepare = prepare_one_input,
             .check = check_kernel},
};

}  // namespace nanonas
