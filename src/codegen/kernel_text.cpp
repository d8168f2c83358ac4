// SPDX-License-Identifier: MIT
#include "codegen/kernel_text.h"

#include <fmt/format.h>

namespace nanonas {

std::string for_channels(int size, std::string_view line) {
    std::string text;
    for (int k = 0; k < size; ++k) {
        for (const char c : line) {
            if (c == '@') {
                text += std::to_string(k);
            } else {
                text += c;
            }
        }
    }
    return text;
}

std::string zeros(int size, std::string_view letter) {
    std::string text;
    for (int k = 0; k < size; ++k) text += fmt::format("{}{}{} = 0", k > 0 ? ", " : "", letter, k);
    return text;
}

std::string registers(int size, int first) {
    std::string text;
    for (int k = 0; k < size; ++k) text += fmt::format("{}r{}", k > 0 ? ", " : "", first + k);
    return text;
}

std::string assembly(const std::vector<std::string>& instructions) {
    std::string text;
    for (const std::string& each : instructions) {
        text += fmt::format("{}{}\\n", text.empty() ? "        \"" : " ", each);
    }
    return text + "\"\n";
}

std::vector<std::string> moves(int size, std::string_view format) {
    std::vector<std::string> instructions;
    for (int k = 0; k < size; ++k) {
        instructions.push_back(
            fmt::format(fmt::runtime(format), fmt::arg("low", 4 + k), fmt::arg("high", 8 + k)));
    }
    return instructions;
}

}  // namespace nanonas
