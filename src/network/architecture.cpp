// SPDX-License-Identifier: MIT
#include "nanonas/architecture.h"

#include <algorithm>

namespace nanonas {
namespace {

std::int64_t ceil_division(std::int64_t dividend, std::int64_t divisor) {
    return (dividend + divisor - 1) / divisor;
}

}  // namespace

Result<Family> parse_family(std::string_view text) {
    if (text == "current") return Family::current;
    if (text == "prime23") return Family::prime23;
    return usage_error("\"{}\" is not a variant; use current or prime23.", text);
}

std::string_view to_string(Family family) {
    return family == Family::current ? "current" : "prime23";
}

std::vector<int> channels(const Architecture& architecture) {
    std::vector<int> result{architecture.k};
    for (int i = 1; i <= architecture.c; ++i) {
        // 2 - sum_{j=1}^{i-1} 2^-j = 1 + 2^-(i-1) = (2^(i-1) + 1) / 2^(i-1)
        const std::int64_t power = std::int64_t{1} << std::min(i - 1, 30);
        result.push_back(static_cast<int>(ceil_division((power + 1) * result.back(), power)));
    }
    return result;
}

std::vector<Stage> stages(const Architecture& architecture) {
    std::vector<Stage> result;
    int height = architecture.input.height, width = architecture.input.width;
    int in_channels = architecture.input.channels;
    for (int out_channels : channels(architecture)) {
        result.push_back({in_channels, out_channels, height, width});
        in_channels = out_channels;
        height /= 2;
        width /= 2;
    }
    return result;
}

Result<void> constructible(const Architecture& architecture) {
    if (architecture.k < 1 || architecture.c < 0) {
        return usage_error("({},{}) names no network; k is at least 1 and c at least 0.", architecture.k,
                           architecture.c);
    }
    if (architecture.classes < 2) {
        return usage_error("A network needs at least 2 classes to tell apart, not {}.", architecture.classes);
    }
    int cells = 0;
    for (int side = std::min(architecture.input.height, architecture.input.width); side > 1; side /= 2)
        ++cells;
    if (architecture.c > cells) {
        return usage_error(
            "{} cells need a larger input than {}: each halves its sides, and after {} one is 1 pixel.",
            architecture.c, to_string(architecture.input), cells);
    }
    return {};
}

std::int64_t macc(const Architecture& architecture, MaccCount count) {
    std::int64_t total = 0;
    bool first = true;
    const std::vector<Stage> all = stages(architecture);
    for (Stage stage : all) {
        if (!first && count == MaccCount::reference) stage.in_channels = stage.out_channels;
        total += stage.macc();
        first = false;
    }
    return total + std::int64_t{all.back().out_channels} * architecture.classes;
}

std::string name(const Architecture& architecture) {
    return fmt::format("({},{})", architecture.k, architecture.c);
}

}  // namespace nanonas
