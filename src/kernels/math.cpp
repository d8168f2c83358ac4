// SPDX-License-Identifier: MIT
#include "kernels/math.h"

#include <bit>
#include <cstdint>
#include <limits>

namespace nanonas::math {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// To the nearest integer, for |x| < 2^51: the sum has no bits left for a fraction.
double round_to_integer(double x) {
    constexpr double shift = 0x1.8p52;
    return (x + shift) - shift;
}

// 2^n for a normal result.
double power_of_two(std::int64_t n) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

double sin_series(double r) {
    const double square = r * r;
    double sum = 1.0;
    for (int n = 16; n >= 2; n -= 2) sum = 1.0 - sum * square / (n * (n + 1));
    return r * sum;
}

double cos_series(double r) {
    const double square = r * r;
    double sum = 1.0;
    for (int n = 17; n >= 1; n -= 2) sum = 1.0 - sum * square / (n * (n + 1));
    return sum;
}

// radians = quarter * pi/2 + r with |r| <= pi/4; pi/2 in three parts (Cody and Waite), the first two short
// enough that their products with a quarter below 2^17 are exact.
double reduce(double radians, int& quarter) {
    const double n = round_to_integer(radians * (2.0 / pi));
    quarter = static_cast<int>(static_cast<std::int64_t>(n) & 3);
    return ((radians - n * 0x1.921fb544p0) - n * 0x1.0b4611a4p-34) - n * 0x1.13198a2e03707p-65;
}

}  // namespace

double exp(double x) {
    if (x > 709.0) return infinity;
    if (x < -708.0) return 0.0;
    const double n = round_to_integer(x * 0x1.71547652b82fep0);
    const double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
    double sum = 1.0;
    for (int i = 13; i >= 1; --i) sum = 1.0 + sum * r / i;
    return sum * power_of_two(static_cast<std::int64_t>(n));
}

double log(double x) {
    if (!(x > 0.0)) return x == 0.0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
    if (x == infinity) return x;
    std::int64_t exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 0x1p54;
        exponent = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    exponent += static_cast<std::int64_t>(bits >> 52) - 1023;
    double mantissa = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u);
    if (mantissa > 1.4142135623730951) {
        mantissa *= 0.5;
        ++exponent;
    }
    // log m = 2 atanh f, f = (m - 1) / (m + 1), |f| < 0.172
    const double f = (mantissa - 1.0) / (mantissa + 1.0), square = f * f;
    double sum = 1.0 / 23;
    for (int n = 21; n >= 1; n -= 2) sum = 1.0 / n + sum * square;
    const auto e = static_cast<double>(exponent);
    return e * 0x1.62e42feep-1 + (2.0 * f * sum + e * 0x1.a39ef35793c76p-33);
}

double sin(double radians) {
    int quarter = 0;
    const double r = reduce(radians, quarter);
    const double value = quarter % 2 == 0 ? sin_series(r) : cos_series(r);
    return quarter < 2 ? value : -value;
}

double cos(double radians) {
    int quarter = 0;
    const double r = reduce(radians, quarter);
    const double value = quarter % 2 == 0 ? cos_series(r) : sin_series(r);
    return quarter == 0 || quarter == 3 ? value : -value;
}

}  // namespace nanonas::math
