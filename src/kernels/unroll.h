// SPDX-License-Identifier: MIT
// Under a sanitizer nothing is unrolled and there are fewer sizes of tiles, because the compiler would take
// most of an hour to instrument them all. Results depend on neither.
#pragma once

namespace nanonas::kernels {

#ifdef NANONAS_SANITIZED
inline constexpr bool few_tiles = true;
#define NANONAS_UNROLL _Pragma("GCC unroll 1")
#else
inline constexpr bool few_tiles = false;
// Unrolls the loop that follows, whose bounds are compile-time constants.
#define NANONAS_UNROLL _Pragma("GCC unroll 16")
#endif

}  // namespace nanonas::kernels
