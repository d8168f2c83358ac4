// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace nanonas::kernels {

// Floats of a transformed kernel: [6][6][in][out rounded up to 16].
std::size_t winograd_kernel_floats(int in, int out);

// kernel [out][in][3][3] to G g G' (kernels/winograd_matrices.h). The data gradient reads the same, because
// flipping the kernel only exchanges the 36 positions.
void winograd_kernel(const float* kernel, int in, int out, float* transformed);

}  // namespace nanonas::kernels
