// SPDX-License-Identifier: MIT
// A trained network as plain values: what training makes, safetensors stores and quantisation reads.
#pragma once

#include <vector>

#include "nanonas/architecture.h"

namespace nanonas {

// Inference form: y = gamma (x - mean) / sqrt(variance + epsilon) + beta, one value a channel.
struct BatchNorm {
    static constexpr float epsilon = 1e-3f;  // Keras' default
    std::vector<float> gamma, beta, mean, variance;
};

struct Convolution {
    std::vector<float> kernel;  // [out][in][3][3]
    std::vector<float> bias;    // [out]
};

struct Dense {
    std::vector<float> kernel;  // [class][feature]
    std::vector<float> bias;    // [class]
};

// Variant current: stage i is (pool before it if i > 0,) convolutions[i], norms[i], ReLU.
// Variant prime23: stage i is (pool before it if i > 0,) norms[i], convolutions[i], ReLU; norms[0] has the
// input's channels and sees pixels divided by 255.
struct FloatNetwork {
    Architecture architecture;
    std::vector<Convolution> convolutions;  // c+1
    std::vector<BatchNorm> norms;           // c+1
    Dense dense;
};

// A network of the right sizes with every kernel zero and every norm the identity.
FloatNetwork blank_network(const Architecture& architecture);

}  // namespace nanonas
