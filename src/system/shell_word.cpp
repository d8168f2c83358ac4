// SPDX-License-Identifier: MIT
#include "system/shell_word.h"

namespace nanonas {

std::string shell_word(std::string_view word) {
    const char* harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+@%";
    if (!word.empty() && word.find_first_not_of(harmless) == word.npos) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted.append(c == '\'' ? "'\\''" : std::string_view(&c, 1));
    return quoted + "'";
}

}  // namespace nanonas
