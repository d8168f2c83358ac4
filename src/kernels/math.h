// SPDX-License-Identifier: MIT
// exp, log, sin and cos that give the same bits on every machine, because they are made of + - * / alone,
// which IEEE 754 fixes; the C library's functions differ between versions. They are accurate to about 2 units
// in the last place.
#pragma once

namespace nanonas::math {

inline constexpr double pi = 3.14159265358979323846;

double exp(double x);        // 0 below -708, infinity above 709
double log(double x);        // -infinity at 0, NaN below
double sin(double radians);  // |radians| <= 1e5
double cos(double radians);  // |radians| <= 1e5

}  // namespace nanonas::math
