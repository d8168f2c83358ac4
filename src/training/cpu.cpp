// SPDX-License-Identifier: MIT
#include "kernels/convolution_plan.h"
#include "kernels/simd_targets.h"
#include "nanonas/training.h"

namespace nanonas {

Result<void> cpu_supported() {
    if (kernels::simd_targets().empty()) {
        return failure(
            "This CPU has neither AVX2 with FMA nor NEON, without which nanonas can't train; use a newer "
            "one.");
    }
    return {};
}

bool fast_math_supported() {
    return kernels::rounded_products_supported();
}

}  // namespace nanonas
