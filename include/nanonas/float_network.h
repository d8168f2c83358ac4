// SPDX-License-Identifier: MIT
/// @file
/// A trained network as plain values: what training makes, safetensors stores and quantisation reads.
#pragma once

#include <vector>

#include "nanonas/architecture.h"

namespace nanonas {

/// Of a convolution or a dense layer.
struct Weights {
    std::vector<float> kernel;  ///< [out][in][row][column], depthwise [channel][row][column], dense [out][in]
    std::vector<float> bias;    ///< [out]; empty for a layer without
};

/// Inference form: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, one value a channel.
struct BatchNorm {
    static constexpr float epsilon = 1e-3f;  ///< Keras' default
    std::vector<float> gamma;                ///< [channel], the factor
    std::vector<float> beta;                 ///< [channel], the offset
    std::vector<float> mean;                 ///< [channel], the moving average
    std::vector<float> variance;             ///< [channel], the moving average
};

/// What a layer has learnt: weights or a BatchNorm, the other is empty; of layers that learn nothing both
/// are.
struct LayerParameters {
    Weights weights;  ///< of a convolution or a dense layer
    BatchNorm norm;   ///< of a BatchNorm
};

/// The parameters of an architecture's layers.
struct FloatNetwork {
    Architecture architecture;            ///< which decides all sizes
    std::vector<LayerParameters> layers;  ///< as many as layers(architecture), in that order

    /// The weights of the convolutions, in their order.
    std::vector<Weights*> convolutions();
    std::vector<const Weights*> convolutions() const;  ///< To read.
    /// The BatchNorms, in their order.
    std::vector<BatchNorm*> norms();
    std::vector<const BatchNorm*> norms() const;                    ///< To read.
    Weights& dense() { return layers.back().weights; }              ///< The last layer's.
    const Weights& dense() const { return layers.back().weights; }  ///< To read.
};

/// A network of the right sizes with every kernel zero and every norm the identity. Precondition:
/// constructible(architecture).
FloatNetwork blank_network(const Architecture& architecture);

}  // namespace nanonas
