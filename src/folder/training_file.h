// SPDX-License-Identifier: MIT
// weights.safetensors of a run folder: the network that was trained, and how its training went.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nanonas/float_network.h"
#include "nanonas/result.h"

namespace nanonas {

struct Training {
    FloatNetwork network;
    std::vector<double> val_accuracy;  // after each epoch
    std::optional<double> seconds;     // none if an earlier session trained it
};

// The training as a safetensors file, and back.
std::vector<std::byte> training_file(const Training& training);
Result<Training> read_training(std::span<const std::byte> file, std::string_view name);

}  // namespace nanonas
