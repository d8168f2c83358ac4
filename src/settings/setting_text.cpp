// SPDX-License-Identifier: MIT
#include "settings/setting_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace nanonas {
namespace {

// Whether the whole text is one number.
template <typename T>
bool read_number(std::string_view text, T& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

struct Unit {
    std::string_view name;
    double factor;
};
constexpr std::array units{Unit{"", 1},         Unit{"B", 1},         Unit{"k", 1e3},    Unit{"K", 1e3},
                           Unit{"kB", 1e3},     Unit{"KB", 1e3},      Unit{"KiB", 1024}, Unit{"M", 1e6},
                           Unit{"MB", 1e6},     Unit{"MiB", 1 << 20}, Unit{"G", 1e9},    Unit{"GB", 1e9},
                           Unit{"GiB", 1 << 30}};
constexpr double largest_size = 1e15;

}  // namespace

Result<void> parse(std::string_view text, std::int64_t& value) {
    double number = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
    const std::string_view suffix(end, static_cast<std::size_t>(last - end));
    for (const Unit& unit : units) {
        if (error == std::errc{} && unit.name == suffix && std::abs(number * unit.factor) < largest_size) {
            value = static_cast<std::int64_t>(number * unit.factor);
            return {};
        }
    }
    return usage_error("\"{}\" is not a size such as 20480, 20KiB or 750k.", text);
}

Result<void> parse(std::string_view text, int& value) {
    if (read_number(text, value)) return {};
    return usage_error("\"{}\" is not a whole number.", text);
}

Result<void> parse(std::string_view text, std::uint64_t& value) {
    if (read_number(text, value) && value >> 63 == 0) return {};
    return usage_error("\"{}\" is not a whole number from 0 to 2^63 - 1.", text);
}

Result<void> parse(std::string_view text, double& value) {
    if (read_number(text, value) && std::isfinite(value)) return {};
    return usage_error("\"{}\" is not a number.", text);
}

Result<void> parse(std::string_view text, bool& value) {
    if (text != "true" && text != "false") return usage_error("\"{}\" is neither true nor false.", text);
    value = text == "true";
    return {};
}

Result<void> parse(std::string_view text, InputShape& value) {
    NANONAS_TRY(value, parse_input_shape(text));
    return {};
}

Result<void> parse(std::string_view text, PlanePoint& value) {
    const std::size_t comma = text.find(',');
    if (comma != text.npos && read_number(text.substr(0, comma), value.k) &&
        read_number(text.substr(comma + 1), value.c)) {
        return {};
    }
    return usage_error("\"{}\" does not name a network; write K,C such as 3,2.", text);
}

Result<void> parse(std::string_view text, std::vector<PlanePoint>& value) {
    value.clear();
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (word.empty()) continue;
        PlanePoint point;
        NANONAS_TRY_VOID(parse(word, point));
        if (std::find(value.begin(), value.end(), point) != value.end()) {
            return usage_error("The network {} is listed twice.", word);
        }
        value.push_back(point);
    }
    return {};
}

std::string to_text(const std::vector<PlanePoint>& value) {
    std::vector<std::string> points;
    for (const PlanePoint& point : value) points.push_back(to_text(point));
    return fmt::format("{}", fmt::join(points, " "));
}

}  // namespace nanonas
