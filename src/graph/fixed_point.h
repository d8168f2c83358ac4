// SPDX-License-Identifier: MIT
// The integer arithmetic of TensorFlow Lite Micro's reference kernels, to the bit: double rounding as in
// tensorflow/lite/kernels/internal/common.cc and gemmlowp's fixedpoint/fixedpoint.h.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace nanonas {

// Rounds a b / 2^31 to the nearest, halves upwards.
inline std::int32_t rounding_high_multiply(std::int32_t a, std::int32_t b) {
    if (a == b && a == std::numeric_limits<std::int32_t>::min()) {
        return std::numeric_limits<std::int32_t>::max();
    }
    // gemmlowp adds 2^30, or 1 - 2^30 below zero, and divides towards zero: the same as this shift, which
    // rounds towards minus infinity.
    return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

// Rounds x / 2^exponent to the nearest, halves away from zero; 0 <= exponent <= 31.
inline std::int32_t rounding_shift_right(std::int32_t x, int exponent) {
    const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
    const std::int32_t remainder = x & mask;
    const std::int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
    return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

// x 2^exponent within the range of an int32; exponent >= 0.
inline std::int32_t saturating_shift_left(std::int32_t x, int exponent) {
    const std::int64_t shifted = std::int64_t{x} * (std::int64_t{1} << exponent);
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(
        shifted, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

// A real factor as mantissa 2^(shift - 31).
struct QuantizedMultiplier {
    std::int32_t mantissa = 0;  // 0, or 2^30 to 2^31 - 1
    int shift = 0;              // -31 to 30

    // Whether the factor is one that the kernels can apply: finite, not negative and below 2^30.
    static bool representable(double factor);
    // QuantizeMultiplier of tensorflow/lite/kernels/internal/quantization_util.cc; factor is representable.
    static QuantizedMultiplier from(double factor);
    // The factor with 1 / count in it, as precise as 32 bits allow: QuantizedMeanOrSum of
    // tensorflow/lite/kernels/internal/reference/reduce.h.
    QuantizedMultiplier divided_by(std::int64_t count) const;
};

// MultiplyByQuantizedMultiplier; the shift to the left wraps around as it does there.
inline std::int32_t multiply(std::int32_t x, QuantizedMultiplier factor) {
    const int left = std::max(factor.shift, 0), right = std::max(-factor.shift, 0);
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
    return rounding_shift_right(rounding_high_multiply(shifted, factor.mantissa), right);
}

}  // namespace nanonas
