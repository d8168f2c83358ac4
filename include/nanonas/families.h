// SPDX-License-Identifier: MIT
/// @file
/// The families of networks: what the two numbers (k, c) of an architecture stand for.
#pragma once

#include <string_view>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

/// What (k, c) stand for: a function from them to a list of layers. The first two are the published forms of
/// the search space, which differ in where the batch normalisation stands.
enum class Family {
    current,  ///< raw pixels -> [Conv -> BatchNorm -> ReLU] -> c x [MaxPool -> Conv -> BatchNorm -> ReLU]
    prime23,  ///< pixels / 255 -> BatchNorm -> [Conv -> ReLU] -> c x [MaxPool -> BatchNorm -> Conv -> ReLU]
};

/// All families.
std::vector<Family> families();
/// "current" or "prime23"; anything else is a usage error.
Result<Family> parse_family(std::string_view text);
/// "current" or "prime23".
std::string_view to_string(Family family);
/// What the values of pixels, 0 to 255, are divided by before the first layer.
float pixel_divisor(Family family);

}  // namespace nanonas
