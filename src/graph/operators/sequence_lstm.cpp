// SPDX-License-Identifier: MIT
#include "graph/kernel_checks.h"

namespace nanonas {
namespace {

// Its inputs as lstm_shared.h numbers them.
constexpr std::size_t inputs = 24, first_input_weights = 1, first_recurrent_weights = 5, first_peephole = 9,
                      first_bias = 12, projection = 16, hidden_state = 18, cell_state = 19, first_norm = 20,
                      gates = 4;
using Shape = std::vector<int>;

constexpr auto fields = [](auto& options, auto& file) {
    file.byte(0, options.activation);
    file.byte(3, options.time_major);
};

// Of each step of each sequence, all weights: those of the input, of the state and of the projection, and
// peepholes, whose products the gates add up too.
std::int64_t lstm_macc(const OperatorTensors& op) {
    const GraphTensor* input = op.input(0);
    if (!input || input->shape.size() < 2) return 0;
    std::int64_t weights = 0;
    for (std::size_t i = first_input_weights; i <= projection; ++i) {
        const bool bias = i >= first_bias && i < projection;
        if (op.input(i) && !bias) weights = saturating_sum(weights, op.input(i)->elements());
    }
    return saturating_product(saturating_product(input->shape[0], input->shape[1]), weights);
}

// lstm_eval.cc: ValidateTensorStatus, ValidateTensorSize in lstm_eval_common.cc.
Result<void> check_presence(const OperatorTensors& op) {
    for (std::size_t i = 0; i < inputs; ++i) {
        const bool variant = (i >= first_peephole && i < first_bias) ||
                             (i >= projection && i < hidden_state) || i >= first_norm;
        if (variant && op.input(i)) return refuse_kernel(op, "with peepholes, a projection or normalisation");
        if (!variant && !op.input(i)) return refuse_kernel(op, "with an input left out");
    }
    if (op.input(hidden_state)->variable && op.input(cell_state)->variable) return {};
    return refuse_kernel(op, "whose state is no variable");
}

Result<void> check_shapes(const OperatorTensors& op) {
    const Shape &in = op.input(0)->shape, &state = op.input(hidden_state)->shape;
    bool sound = in.size() == 3 && state.size() == 2;
    if (sound) {
        const int batch = in[op.options<SequenceLstmOptions>().time_major ? 1 : 0], units = state[1];
        for (std::size_t gate = 0; gate < gates; ++gate) {
            sound = sound && op.input(first_input_weights + gate)->shape == Shape{units, in[2]} &&
                    op.input(first_recurrent_weights + gate)->shape == Shape{units, units} &&
                    op.input(first_bias + gate)->shape == Shape{units};
        }
        const std::int64_t values = saturating_product(batch, units);
        sound = sound && op.input(hidden_state)->elements() == values &&
                op.input(cell_state)->elements() == values &&
                op.output(0)->shape == Shape{in[0], in[1], units};
    }
    if (sound) return {};
    return refuse_kernel(op, "whose shapes do not go together");
}

// unidirectional_sequence_lstm.cc.
Result<void> check_element_types(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_same_types(op, {0, hidden_state},
                                      {ElementType::float32, ElementType::int8, ElementType::int16}));
    const bool real = op.input(0)->type == ElementType::float32;
    const ElementType bias = op.input(first_bias)->type;
    for (std::size_t gate = 0; gate < gates; ++gate) {
        for (std::size_t i : {first_input_weights + gate, first_recurrent_weights + gate})
            NANONAS_TRY_VOID(check_type(op, *op.input(i), {real ? ElementType::float32 : ElementType::int8}));
        NANONAS_TRY_VOID(check_type(op, *op.input(first_bias + gate), {bias}));
    }
    return check_type(op, *op.input(cell_state), {real ? ElementType::float32 : ElementType::int16});
}

Result<void> check_kernel(const OperatorTensors& op) {
    NANONAS_TRY_VOID(check_ports(op, inputs, inputs));
    NANONAS_TRY_VOID(check_presence(op));
    NANONAS_TRY_VOID(check_element_types(op));
    return check_shapes(op);
}

void prepare_kernel(KernelPreparation& kernel) {
    for (std::size_t i = 0; i < inputs; ++i) kernel.borrow_input(i);
    kernel.borrow_output(0);
    for (std::size_t gate = 0; gate < gates; ++gate) kernel.scratch(kernel.input(cell_state)->bytes());
}

}  // namespace

constinit const OperatorDescription unidirectional_sequence_lstm_operator{
    .code = OperatorCode::unidirectional_sequence_lstm,
    .int8_version = 3,
    .options = options_form<SequenceLstmOptions, fields>(71),
    .macc = lstm_macc,
    .tflm = {.x86_64 = {16, 4, 688},
             .cortex_m = {16, 4, 688},
             .prepare = prepare_kernel,
             .check = check_kernel},
};

}  // namespace nanonas
