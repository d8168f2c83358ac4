// SPDX-License-Identifier: MIT
#include "kernels/simd_targets.h"

#include <hwy/targets.h>

namespace nanonas::kernels {

std::vector<std::int64_t> simd_targets() {
#if HWY_ARCH_ARM_A64
    return {HWY_NEON};  // part of the architecture; Highway would ask for AES too, which small boards lack
#elif HWY_ARCH_WASM
    return {HWY_WASM};
#else
    std::vector<std::int64_t> targets;
    const std::int64_t supported = hwy::SupportedTargets();
    for (const std::int64_t target : {HWY_AVX3, HWY_AVX2}) {
        if ((supported & target) != 0) targets.push_back(target);
    }
    return targets;
#endif
}

std::string_view simd_target_name(std::int64_t target) {
    return hwy::TargetName(target);
}

#if HWY_ARCH_ARM_A64 || HWY_ARCH_WASM
void use_simd_target(std::int64_t) {}  // there is but one
#else
void use_simd_target(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
}
#endif

}  // namespace nanonas::kernels
