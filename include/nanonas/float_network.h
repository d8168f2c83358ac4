// SPDX-License-Identifier: MIT
/// @file
/// A trained network as plain values: what training makes, safetensors stores and quantisation reads.
#pragma once

#include <vector>

#include "nanonas/architecture.h"

namespace nanonas {

/// Inference form: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, one value a channel.
struct BatchNorm {
    static constexpr float epsilon = 1e-3f;  ///< Keras' default
    std::vector<float> gamma;                ///< [channel], the factor
    std::vector<float> beta;                 ///< [channel], the offset
    std::vector<float> mean;                 ///< [channel], the moving average
    std::vector<float> variance;             ///< [channel], the moving average
};

/// A 3x3 convolution.
struct Convolution {
    std::vector<float> kernel;  ///< [out][in][3][3]
    std::vector<float> bias;    ///< [out]
};

/// The layer that classifies.
struct Dense {
    std::vector<float> kernel;  ///< [class][feature]
    std::vector<float> bias;    ///< [class]
};

/// Weights of an architecture.
///
/// Family current: stage i is (pool before it if i > 0,) convolutions[i], norms[i], ReLU.
/// Family prime23: stage i is (pool before it if i > 0,) norms[i], convolutions[i], ReLU; norms[0] has the
/// input's channels and sees pixels divided by 255.
struct FloatNetwork {
    Architecture architecture;              ///< which decides all sizes
    std::vector<Convolution> convolutions;  ///< c+1
    std::vector<BatchNorm> norms;           ///< c+1
    Dense dense;                            ///< on the last stage's means over its plane
};

/// A network of the right sizes with every kernel zero and every norm the identity.
FloatNetwork blank_network(const Architecture& architecture);

}  // namespace nanonas
