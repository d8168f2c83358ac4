// SPDX-License-Identifier: MIT
#pragma once

namespace nanonas {

// Floating-point operations a second of this thread in fused multiply-adds on registers, with the SIMD target
// that the kernels use now: the best of a few short runs.
double fma_peak();

// CPU seconds of this thread: time that others take on a shared machine does not count.
double thread_seconds();

}  // namespace nanonas
