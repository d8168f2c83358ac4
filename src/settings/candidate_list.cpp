// SPDX-License-Identifier: MIT
#include <algorithm>

#include "nanonas/run_settings.h"
#include "settings/setting_text.h"

namespace nanonas {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

Result<std::vector<PlanePoint>> parse_candidates(std::string_view text, std::string_view file) {
    std::vector<PlanePoint> candidates;
    for (int number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::string_view word = trimmed(line.substr(0, line.find('#')));
        if (word.empty()) continue;
        PlanePoint candidate;
        if (const auto parsed = parse(word, candidate); !parsed) {
            return usage_error("\"{}\", line {}: {}", file, number, parsed.error().message);
        }
        if (candidate.k < 1 || candidate.c < 0) {
            return usage_error("\"{}\", line {}: ({},{}) names no network; k is at least 1 and c at least 0.",
                               file, number, candidate.k, candidate.c);
        }
        if (std::find(candidates.begin(), candidates.end(), candidate) != candidates.end()) {
            return usage_error("\"{}\", line {}: ({},{}) is listed twice.", file, number, candidate.k,
                               candidate.c);
        }
        candidates.push_back(candidate);
    }
    if (candidates.empty()) {
        return usage_error("\"{}\" lists no candidate; write one K,C a line, such as 3,2.", file);
    }
    return candidates;
}

}  // namespace nanonas
