// SPDX-License-Identifier: MIT
#include "nanonas/interpreter.h"

#include <cstring>

#include "base/out_of_memory.h"
#include "graph/steps.h"

namespace nanonas {
namespace {

constexpr std::int64_t most_bytes = std::int64_t{1} << 30;  // of all tensors together

// And takes no memory, but asks whether there is enough.
Result<void> check_tensors(const Graph& graph) {
    std::int64_t total = 0;
    for (const GraphTensor& tensor : graph.tensors) {
        for (int side : tensor.shape) {
            if (side < 1) return failure("The graph can't be run: a tensor has a side of {} elements.", side);
        }
        if (element_bytes(tensor.type) == 0) {
            return failure("The graph can't be run: it has a tensor of type {}.", to_string(tensor.type));
        }
        if (tensor.bytes() > most_bytes || (total += tensor.bytes()) > most_bytes) {
            return failure("The graph can't be run: its tensors take more than {} bytes.", most_bytes);
        }
        if (!tensor.data.empty() && std::ssize(tensor.data) != tensor.bytes()) {
            return failure("The graph can't be run: a constant has {} bytes where its shape needs {}.",
                           tensor.data.size(), tensor.bytes());
        }
    }
    return memory_for(static_cast<std::uint64_t>(total));
}

// Operators run in their order: what one reads must be there by then, and nothing is written twice.
// Precondition: every index names a tensor, or is -1 among inputs.
Result<void> check_order(const Graph& graph) {
    std::vector<bool> there;
    for (const GraphTensor& tensor : graph.tensors) {
        there.push_back(tensor.constant || tensor.variable || tensor.elements() == 0);
    }
    const auto is_there = [&](int index) { return there[static_cast<std::size_t>(index)]; };
    for (int input : graph.inputs) is_there(input) = true;
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
        for (int input : graph.operators[i].inputs) {
            if (input < 0 || is_there(input)) continue;
            return failure("The graph can't be run: operator {} reads tensor {} before anything writes it.",
                           i, input);
        }
        for (int output : graph.operators[i].outputs) {
            if (is_there(output)) {
                return failure(
                    "The graph can't be run: operator {} writes tensor {}, which has its value "
                    "already.",
                    i, output);
            }
            is_there(output) = true;
        }
    }
    for (int output : graph.outputs) {
        if (!is_there(output))
            return failure("The graph can't be run: nothing writes its output, tensor {}.", output);
    }
    return {};
}

Result<Step> prepare_step(const Graph& graph, std::size_t index) {
    const OperatorView view(graph, index);
    const GraphOperator& op = view.op();
    const auto valid = [&](int i) { return i < std::ssize(graph.tensors); };
    for (int i : op.inputs) {
        if (!valid(i)) return view.refuse("it names a tensor that is not there");
    }
    if (op.outputs.size() != 1 || op.outputs[0] < 0 || !valid(op.outputs[0]) || view.output().constant) {
        return view.refuse("it has no output that it may write");
    }
    const OperatorDescription* known = find_operator(op.code);
    if (!known || !known->make_step) return view.refuse("nanonas' interpreter does not know it");
    for (std::size_t i = 0; i < known->inputs; ++i) {
        if (!view.has_input(i)) return view.refuse("an input is missing");
    }
    return known->make_step(view);
}

}  // namespace

struct Interpreter::Plan {
    std::vector<std::vector<std::byte>> storage;  // of each tensor
    TensorBytes bytes;
    std::vector<Step> steps;
    std::size_t input = 0, output = 0;
};

Interpreter::Interpreter(std::unique_ptr<Plan> plan) : plan_(std::move(plan)) {}
Interpreter::Interpreter(Interpreter&&) noexcept = default;
Interpreter& Interpreter::operator=(Interpreter&&) noexcept = default;
Interpreter::~Interpreter() = default;

Result<Interpreter> Interpreter::create(const Graph& graph) {
    return within_memory("The network", [&] { return create_within_memory(graph); });
}

Result<Interpreter> Interpreter::create_within_memory(const Graph& graph) {
    if (graph.inputs.size() != 1 || graph.outputs.size() != 1) {
        return failure("The graph can't be run: it has {} inputs and {} outputs, not one of each.",
                       graph.inputs.size(), graph.outputs.size());
    }
    for (int index : {graph.inputs[0], graph.outputs[0]}) {
        if (index < 0 || index >= std::ssize(graph.tensors)) {
            return failure("The graph can't be run: its input or output is a tensor that is not there.");
        }
        const GraphTensor& tensor = graph.tensors[static_cast<std::size_t>(index)];
        if (element_bytes(tensor.type) != 1 || tensor.constant) {
            return failure("The graph can't be run: its input and output are not uint8 or int8.");
        }
    }
    NANONAS_TRY_VOID(check_tensors(graph));
    auto plan = std::make_unique<Plan>();
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
        NANONAS_TRY(Step step, prepare_step(graph, i));
        plan->steps.push_back(std::move(step));
    }
    NANONAS_TRY_VOID(check_order(graph));
    for (const GraphTensor& tensor : graph.tensors) {
        plan->storage.push_back(tensor.data);
        plan->storage.back().resize(static_cast<std::size_t>(tensor.bytes()));
    }
    plan->bytes.assign(plan->storage.begin(), plan->storage.end());
    plan->input = static_cast<std::size_t>(graph.inputs[0]);
    plan->output = static_cast<std::size_t>(graph.outputs[0]);
    return Interpreter(std::move(plan));
}

void Interpreter::run(std::span<const std::uint8_t> input, std::span<std::uint8_t> output) {
    const std::span<std::byte> in = plan_->bytes[plan_->input], out = plan_->bytes[plan_->output];
    std::memcpy(in.data(), input.data(), std::min(in.size(), input.size()));
    for (const Step& step : plan_->steps) step(plan_->bytes);
    std::memcpy(output.data(), out.data(), std::min(out.size(), output.size()));
}

std::span<const std::byte> Interpreter::tensor(int index) const {
    return plan_->bytes[static_cast<std::size_t>(index)];
}

}  // namespace nanonas
