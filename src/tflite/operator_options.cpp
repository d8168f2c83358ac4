// SPDX-License-Identifier: MIT
#include "tflite/operator_options.h"

namespace nanonas {
namespace {

Activation activation(std::int8_t value) {
    return static_cast<Activation>(value);
}
Padding padding(std::int8_t value) {
    return static_cast<Padding>(value);
}

ConvOptions read(const schema::Conv2DOptions& from) {
    return {padding(from.padding()),  from.stride_h(),          from.stride_w(),
            from.dilation_h_factor(), from.dilation_w_factor(), activation(from.fused_activation_function())};
}

DepthwiseOptions read(const schema::DepthwiseConv2DOptions& from) {
    return {padding(from.padding()),
            from.stride_h(),
            from.stride_w(),
            from.dilation_h_factor(),
            from.dilation_w_factor(),
            from.depth_multiplier(),
            activation(from.fused_activation_function())};
}

PoolOptions read(const schema::Pool2DOptions& from) {
    return {padding(from.padding()), from.stride_h(),     from.stride_w(),
            from.filter_height(),    from.filter_width(), activation(from.fused_activation_function())};
}

ReshapeOptions read(const schema::ReshapeOptions& from) {
    ReshapeOptions options;
    if (from.new_shape()) options.shape.assign(from.new_shape()->begin(), from.new_shape()->end());
    return options;
}

}  // namespace

OperatorOptions read_options(const schema::Operator& op) {
    if (const auto* from = op.builtin_options_as_Conv2DOptions()) return read(*from);
    if (const auto* from = op.builtin_options_as_DepthwiseConv2DOptions()) return read(*from);
    if (const auto* from = op.builtin_options_as_Pool2DOptions()) return read(*from);
    if (const auto* from = op.builtin_options_as_ReshapeOptions()) return read(*from);
    if (const auto* from = op.builtin_options_as_FullyConnectedOptions()) {
        return DenseOptions{activation(from->fused_activation_function())};
    }
    if (const auto* from = op.builtin_options_as_AddOptions()) {
        return ElementwiseOptions{activation(from->fused_activation_function())};
    }
    if (const auto* from = op.builtin_options_as_MulOptions()) {
        return ElementwiseOptions{activation(from->fused_activation_function())};
    }
    if (const auto* from = op.builtin_options_as_SubOptions()) {
        return ElementwiseOptions{activation(from->fused_activation_function())};
    }
    if (const auto* from = op.builtin_options_as_ReducerOptions()) return MeanOptions{from->keep_dims()};
    if (const auto* from = op.builtin_options_as_SoftmaxOptions()) return SoftmaxOptions{from->beta()};
    return NoOptions{};
}

}  // namespace nanonas
