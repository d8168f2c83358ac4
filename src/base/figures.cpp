// SPDX-License-Identifier: MIT
#include "base/figures.h"

#include <fmt/format.h>

namespace nanonas {

std::string grouped(std::int64_t number) {
    const std::string digits = fmt::format("{}", number < 0 ? -number : number);
    std::string text = number < 0 ? "-" : "";
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
        text.push_back(digits[i]);
    }
    return text;
}

std::string percent(std::optional<double> share) {
    return share ? fmt::format("{:.1f} %", *share * 100) : "-";
}

std::string seconds(std::optional<double> value) {
    return value ? fmt::format("{:.1f} s", *value) : "-";
}

std::string mebibytes(std::optional<std::int64_t> bytes) {
    return bytes ? fmt::format("{:.1f} MiB", static_cast<double>(*bytes) / (1 << 20)) : "-";
}

}  // namespace nanonas
