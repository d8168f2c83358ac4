// SPDX-License-Identifier: MIT
// The SIMD targets that the kernels can use here. Results are the same on each; tests run every one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace nanonas::kernels {

// Highway's bits of the targets that are compiled in and that this CPU supports, best first. Where there is
// none the kernels must not be called.
std::vector<std::int64_t> simd_targets();

std::string_view simd_target_name(std::int64_t target);

// Makes all kernels use `target`, or the best for 0, until the next call. For tests and benchmarks.
void use_simd_target(std::int64_t target);

}  // namespace nanonas::kernels
