// SPDX-License-Identifier: MIT
#include "folder/training_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "nanonas/weights_file.h"

namespace nanonas {
namespace {

constexpr const char* accuracy_name = "val_accuracy";

}  // namespace

std::vector<std::byte> training_file(const Training& training) {
    return write_weights(
        {training.network, {{accuracy_name, json_line(nlohmann::json(training.val_accuracy))}}});
}

Result<Training> read_training(std::span<const std::byte> file, std::string_view name) {
    NANONAS_TRY(WeightsFile weights, read_weights(file, name));
    const auto accuracy = nlohmann::json::parse(weights.metadata[accuracy_name], nullptr, false);
    const auto is_number = [](const nlohmann::json& value) { return value.is_number(); };
    if (!accuracy.is_array() || accuracy.empty() ||
        !std::all_of(accuracy.begin(), accuracy.end(), is_number)) {
        return failure("\"{}\" does not tell the network's validation accuracy.", name);
    }
    return Training{std::move(weights.network), accuracy.get<std::vector<double>>(), {}};
}

}  // namespace nanonas
