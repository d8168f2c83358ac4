// SPDX-License-Identifier: MIT
// Products of factors that are rounded to bfloat16, the upper half of a float: two products an instruction,
// sums in float, on CPUs with AVX512_BF16. Two factors lie in 32 bits, the first below.
#pragma once

#include <hwy/base.h>
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/convolution_shape.h"

// What sources with these products are compiled for.
#define NANONAS_BF16_TARGET "avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,fma,avx2"

namespace nanonas::kernels {

// Whether this CPU has the instructions. Unlike the other sources with SIMD this one runs anywhere.
bool bf16_supported();

// How many times as fast as the direct algorithm a layer is at least, as benchmarks/kernels measures; 0
// without the instructions, and where one channel alone would be half of a pair or making pairs costs what
// they spare.
double bf16_gain(const ConvolutionShape& shape, Precision precision);

// from [channels][floats] to pairs of channels [channels / 2 rounded up][floats]; an odd last channel meets
// zeros.
void pair_channels(const float* from, int channels, std::ptrdiff_t floats, std::uint32_t* to);

HWY_PUSH_ATTRIBUTES(NANONAS_BF16_TARGET)

HWY_INLINE __m512i bf16_pair(__m512 below, __m512 above) {
    alignas(64) static constexpr std::uint16_t order[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                            21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                            11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(order),
                                    reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(above, below)));
}

// sum + the two products of each lane
HWY_INLINE __m512 bf16_add_products(__m512 sum, __m512i a, __m512i b) {
    return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b));
}

HWY_POP_ATTRIBUTES

}  // namespace nanonas::kernels
