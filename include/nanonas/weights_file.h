// SPDX-License-Identifier: MIT
/// @file
/// A trained network in the safetensors format (https://github.com/huggingface/safetensors): any reader of
/// that format finds the arrays of FloatNetwork under their names there, "convolutions.0.kernel" to
/// "dense.bias".
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/float_network.h"
#include "nanonas/result.h"

namespace nanonas {

/// A network and what is said of it.
struct WeightsFile {
    FloatNetwork network;                         ///< all its arrays
    std::map<std::string, std::string> metadata;  ///< beyond the architecture, which the file carries itself
};

/// The bytes of a safetensors file.
std::vector<std::byte> write_weights(const WeightsFile& weights);

/// `name` is what errors call the file. A file of another kind, or one that is cut short, is an error.
Result<WeightsFile> read_weights(std::span<const std::byte> file, std::string_view name);

}  // namespace nanonas
