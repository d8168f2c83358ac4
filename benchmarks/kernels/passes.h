// SPDX-License-Identifier: MIT
#pragma once

namespace nanonas::kernels {

// Prints what the passes of BatchNorm, ReLU and pooling move in a second, as a share of what plain copying
// and plain updating move in blocks of the same size.
void print_passes();

}  // namespace nanonas::kernels
