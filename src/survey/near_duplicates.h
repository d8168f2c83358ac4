// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "survey/picture_hash.h"

namespace nanonas {

// All pairs of hashes (ascending indices) that differ in at most `bits` of 128 bits, bits <= 15. Of equal
// hashes only the first has pairs with others, and each of the others one with it.
//
// Two hashes that differ in at most 7 (15) bits are equal in at least one of 8 (16) bands of 16 (8) bits:
// only those that share a band are compared.
std::vector<std::pair<std::uint32_t, std::uint32_t>> near_pairs(std::span<const PerceptualHash> hashes,
                                                                int bits);

}  // namespace nanonas
