// SPDX-License-Identifier: MIT
// Which SIMD targets the kernels can use here. Results don't depend on it; tests run every one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace nanonas::kernels {

// Highway's target bits of what is both compiled in and supported by this CPU, best first; empty where the
// kernels must not be called.
std::vector<std::int64_t> simd_targets();

std::string_view simd_target_name(std::int64_t target);

// Makes all kernels use `target` until the next call; 0: the best. For tests and benchmarks.
void use_simd_target(std::int64_t target);

}  // namespace nanonas::kernels
