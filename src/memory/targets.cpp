// SPDX-License-Identifier: MIT
#include "nanonas/targets.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "memory/targets_toml.h"

namespace nanonas {
namespace {

// Letters, in lower case, and digits: what names are compared by.
std::string folded(std::string_view name) {
    std::string result;
    for (char c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) result.push_back(c);
    }
    return result;
}

bool has_board(const Target& target, std::string_view wanted) {
    return std::any_of(target.boards.begin(), target.boards.end(),
                       [&](const std::string& board) { return folded(board) == wanted; });
}

// Names that contain what was typed come first, then by edit distance.
std::vector<std::string> nearest_names(std::string_view name, const std::vector<Target>& targets) {
    constexpr std::size_t suggestions = 3;
    std::vector<std::pair<int, std::string>> ranked;
    const auto rank = [&](const std::string& candidate) {
        const bool contained = !name.empty() && folded(candidate).find(name) != std::string::npos;
        ranked.emplace_back(contained ? -1 : edit_distance(name, folded(candidate)), candidate);
    };
    for (const Target& target : targets) {
        rank(target.name);
        std::for_each(target.boards.begin(), target.boards.end(), rank);
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(suggestions, ranked.size()); ++i) names.push_back(ranked[i].second);
    return names;
}

}  // namespace

const std::vector<Target>& builtin_targets() {
    static const std::vector<Target> targets = parse_targets(builtin_targets_toml, "targets.toml").value();
    return targets;
}

std::vector<Target> merge_targets(std::vector<Target> targets, const std::vector<Target>& more) {
    for (const Target& target : more) {
        const auto same = std::find_if(targets.begin(), targets.end(), [&](const Target& other) {
            return folded(other.name) == folded(target.name);
        });
        if (same == targets.end()) {
            targets.push_back(target);
        } else {
            *same = target;
        }
    }
    return targets;
}

Result<Target> find_target(std::string_view name, const std::vector<Target>& targets) {
    const std::string wanted = folded(name);
    for (const Target& target : targets) {
        if (folded(target.name) == wanted) return target;
    }
    for (const Target& target : targets) {
        if (has_board(target, wanted)) return target;
    }
    return usage_error("\"{}\" is not a target nanonas knows; did you mean {}? `nanonas targets` lists all.",
                       name, fmt::join(nearest_names(wanted, targets), " or "));
}

}  // namespace nanonas
