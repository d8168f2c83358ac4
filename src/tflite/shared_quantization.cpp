// SPDX-License-Identifier: MIT
#include "tflite/shared_quantization.h"

#include <algorithm>

#include "graph/operator.h"

namespace nanonas {
namespace {

Activation activation_of(const GraphOperator& op) {
    return std::visit(
        [](const auto& options) {
            if constexpr (requires { options.activation; }) return options.activation;
            return Activation::none;
        },
        op.options);
}

std::int64_t lowest(ElementType type) {
    return type == ElementType::int8 ? -128 : 0;
}

class Rules {
  public:
    explicit Rules(const Graph& graph) : graph_(graph), shared_(graph.tensors.size()) {
        for (std::size_t i = 0; i < shared_.size(); ++i) {
            shared_[i].parameters_of = shared_[i].scale_of = static_cast<int>(i);
        }
        for (int input : graph.inputs) {
            if (tensor(input).type == ElementType::uint8) set_zero_point(input, 0);
        }
        for (const GraphOperator& op : graph.operators) apply(op);
    }

    std::vector<SharedQuantization> result() && { return std::move(shared_); }

  private:
    const GraphTensor& tensor(int index) const { return graph_.tensors[static_cast<std::size_t>(index)]; }
    SharedQuantization& shared(int index) { return shared_[static_cast<std::size_t>(index)]; }

    void set_zero_point(int index, std::int64_t value) {
        const auto& points = tensor(index).quantization.zero_point;
        if (std::all_of(points.begin(), points.end(), [&](auto point) { return point == value; })) {
            shared(index).zero_point = value;
        }
    }

    void share_scale(int index, int with) {
        if (tensor(index).quantization.scale == tensor(with).quantization.scale) {
            shared(index).scale_of = shared(with).scale_of;
        }
    }

    void share_all(int index, int with) {
        const Quantization &own = tensor(index).quantization, &other = tensor(with).quantization;
        if (own.scale != other.scale || own.zero_point != other.zero_point || own.axis != other.axis) return;
        const int keep = shared(with).parameters_of;
        shared(index) = shared(with);
        shared(index).parameters_of = keep;
    }

    void apply(const GraphOperator& op) {
        if (op.outputs.empty() || op.inputs.empty() || op.inputs[0] < 0) return;
        const int input = op.inputs[0], output = op.outputs[0];
        const OperatorDescription* known = find_operator(op.code);
        switch (known ? known->quantization : QuantizationRule::own) {
            case QuantizationRule::own:
                break;
            case QuantizationRule::weights:
                for (std::size_t i = 1; i < op.inputs.size(); ++i) {
                    if (op.inputs[i] >= 0) set_zero_point(op.inputs[i], 0);
                }
                break;
            case QuantizationRule::as_input:
                share_all(output, input);
                return;
            case QuantizationRule::positive:
                set_zero_point(output, lowest(tensor(output).type));
                return;
            case QuantizationRule::zero_point:
                if (shared(input).zero_point) set_zero_point(output, *shared(input).zero_point);
                return;
            case QuantizationRule::requantized:
                requantized(input, output);
                return;
        }
        if (activation_of(op) == Activation::relu) set_zero_point(output, lowest(tensor(output).type));
    }

    void requantized(int input, int output) {
        const std::int64_t step = lowest(tensor(output).type) - lowest(tensor(input).type);
        share_scale(output, input);
        if (shared(input).zero_point) set_zero_point(output, *shared(input).zero_point + step);
    }

    const Graph& graph_;
    std::vector<SharedQuantization> shared_;
};

}  // namespace

std::vector<SharedQuantization> shared_quantization(const Graph& graph) {
    return Rules(graph).result();
}

}  // namespace nanonas
