// SPDX-License-Identifier: MIT
#include "kernels/bf16_products.h"

#include <algorithm>

#include "kernels/planes.h"

namespace nanonas::kernels {

bool bf16_supported() {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

double bf16_gain(const ConvolutionShape& shape, Precision precision) {
    const bool pays = shape.in_channels > 1 && shape.out_channels > 1;
    return precision == Precision::rounded && pays && bf16_supported() ? 1.6 : 0;
}

}  // namespace nanonas::kernels

HWY_PUSH_ATTRIBUTES(NANONAS_BF16_TARGET)
namespace nanonas::kernels {

void pair_channels(const float* from, int channels, std::ptrdiff_t floats, std::uint32_t* to) {
    for (int c = 0; c < channels; c += 2, from += 2 * floats, to += floats) {
        const bool both = c + 1 < channels;
        for (std::ptrdiff_t i = 0; i < floats; i += pack_size) {
            const auto mask =
                static_cast<__mmask16>((1u << std::min<std::ptrdiff_t>(pack_size, floats - i)) - 1);
            const __m512 below = _mm512_maskz_loadu_ps(mask, from + i);
            const __m512 above = _mm512_maskz_loadu_ps(both ? mask : __mmask16{0}, from + floats + i);
            _mm512_mask_storeu_epi32(to + i, mask, bf16_pair(below, above));
        }
    }
}

}  // namespace nanonas::kernels
HWY_POP_ATTRIBUTES
