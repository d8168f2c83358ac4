// SPDX-License-Identifier: MIT
#include "kernels/convolution_algorithm.h"

#include "kernels/direct_convolution.h"
#include "kernels/direct_weight_gradient.h"
#include "kernels/small_plane_weight_gradient.h"
#include "kernels/winograd_convolution.h"
#include "kernels/winograd_weight_gradient.h"
#if defined(__x86_64__)
#include "kernels/bf16_convolution.h"
#include "kernels/bf16_products.h"
#include "kernels/bf16_weight_gradient.h"
#endif

namespace nanonas::kernels {
namespace {

constexpr ConvolutionAlgorithm algorithms[] = {
    {"Winograd", &winograd_convolution, &winograd_weight_gradient},
    {"direct", &direct_convolution, &direct_weight_gradient},
    {"small planes", nullptr, &small_plane_weight_gradient},
#if defined(__x86_64__)
    {"bf16", &bf16_convolution, &bf16_weight_gradient},
#endif
};

// The direct algorithm's gain is 1, so that there is always one.
template <typename Passes>
const ConvolutionAlgorithm& best(const Passes* ConvolutionAlgorithm::*passes, const ConvolutionShape& shape,
                                 Precision precision) {
    const ConvolutionAlgorithm* best = nullptr;
    double most = 0;
    for (const ConvolutionAlgorithm& algorithm : algorithms) {
        if (algorithm.*passes == nullptr) continue;
        const double gain = (algorithm.*passes)->gain(shape, precision);
        if (gain < most) continue;
        most = gain;
        best = &algorithm;
    }
    return *best;
}

}  // namespace

bool rounded_products_supported() {
#if defined(__x86_64__)
    return bf16_supported();
#else
    return false;
#endif
}

std::span<const ConvolutionAlgorithm> convolution_algorithms() {
    return algorithms;
}

const ConvolutionAlgorithm& best_for_passes(const ConvolutionShape& shape, Precision precision) {
    return best(&ConvolutionAlgorithm::passes, shape, precision);
}

const ConvolutionAlgorithm& best_for_weight_gradient(const ConvolutionShape& shape, Precision precision) {
    return best(&ConvolutionAlgorithm::weight_gradient, shape, precision);
}

}  // namespace nanonas::kernels
