// SPDX-License-Identifier: MIT
// Figures as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace nanonas {

std::string grouped(std::int64_t number);                  // 1,234,567
std::string percent(std::optional<double> share);          // "87.3 %", "-"
std::string seconds(std::optional<double> value);          // "1.2 s", "-"
std::string mebibytes(std::optional<std::int64_t> bytes);  // "12.3 MiB", "-"

}  // namespace nanonas
