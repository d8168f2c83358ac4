// SPDX-License-Identifier: MIT
#include "nanonas/targets.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "nanonas/targets.h"

namespace nanonas {
namespace {

constexpr std::array known_keys{"name",
                                "boards",
                                "core",
                                "clock_mhz",
                                "ram",
                                "flash",
                                "coremark",
                                "source",
                                "coremark_source",
                                "run_current_ua_per_mhz",
                                "supply_v",
                                "run_current_source"};

// Where in which file a value stands, for errors.
struct Place {
    std::string_view file;
    toml::source_index line = 0;
};

Result<std::string> required_text(const toml::table& table, std::string_view key, const Place& place) {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty()) {
        return failure("A target of \"{}\" (line {}) needs {} = \"some text\".", place.file, place.line, key);
    }
    return *value;
}

// A number above 0.
Result<double> required_number(const toml::table& table, std::string_view key, const Place& place) {
    const auto value = table[key].value<double>();
    if (!value || !(*value > 0 && *value < 1e15)) {
        return failure("A target of \"{}\" (line {}) needs {} = a number above 0.", place.file, place.line,
                       key);
    }
    return *value;
}

Result<std::vector<std::string>> parse_boards(const toml::table& table, const Place& place) {
    std::vector<std::string> boards;
    if (!table.contains("boards")) return boards;
    const toml::array* const names = table["boards"].as_array();
    if (!names || !(names->empty() || names->is_homogeneous(toml::node_type::string))) {
        return failure("A target of \"{}\" (line {}) has boards that are no list of names.", place.file,
                       place.line);
    }
    for (const toml::node& name : *names) boards.push_back(name.value_or(std::string()));
    return boards;
}

Result<Target> parse_target(const toml::table& table, std::string_view file) {
    const Place place{file, table.source().begin.line};
    for (const auto& [key, value] : table) {
        if (std::find(known_keys.begin(), known_keys.end(), key.str()) == known_keys.end()) {
            return failure("\"{}\" is no property of a target (\"{}\", line {}); there are {}.", key.str(),
                           file, value.source().begin.line, fmt::join(known_keys, ", "));
        }
    }
    Target target;
    NANONAS_TRY(target.name, required_text(table, "name", place));
    NANONAS_TRY(target.boards, parse_boards(table, place));
    NANONAS_TRY(target.core, required_text(table, "core", place));
    NANONAS_TRY(target.clock_mhz, required_number(table, "clock_mhz", place));
    NANONAS_TRY(const double ram, required_number(table, "ram", place));
    NANONAS_TRY(const double flash, required_number(table, "flash", place));
    target.ram_bytes = static_cast<std::int64_t>(ram);
    target.flash_bytes = static_cast<std::int64_t>(flash);
    if (table.contains("coremark")) {
        NANONAS_TRY(target.coremark, required_number(table, "coremark", place));
    }
    if (table.contains("run_current_ua_per_mhz") || table.contains("supply_v")) {
        NANONAS_TRY(target.run_current_ua_per_mhz, required_number(table, "run_current_ua_per_mhz", place));
        NANONAS_TRY(target.supply_v, required_number(table, "supply_v", place));
        NANONAS_TRY(target.run_current_source, required_text(table, "run_current_source", place));
    }
    target.source = table["source"].value_or(std::string());
    target.coremark_source = table["coremark_source"].value_or(std::string());
    return target;
}

Result<toml::table> parse_document(std::string_view text, std::string_view name) {
    const auto refused = [&](const toml::parse_error& error) {
        return failure("\"{}\" is not a TOML file nanonas can read: {} (line {}).", name, error.description(),
                       error.source().begin.line);
    };
#if TOML_EXCEPTIONS
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return refused(error);
    }
#else
    toml::parse_result parsed = toml::parse(text);
    if (!parsed) return refused(parsed.error());
    return std::move(parsed).table();
#endif
}

}  // namespace

Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view name) {
    NANONAS_TRY(const toml::table document, parse_document(text, name));
    const toml::array* const entries = document["target"].as_array();
    if (!entries || !entries->is_array_of_tables()) {
        return failure("\"{}\" names no target; begin each with a line [[target]].", name);
    }
    std::vector<Target> targets;
    for (const toml::node& entry : *entries) {
        NANONAS_TRY(Target target, parse_target(*entry.as_table(), name));
        targets.push_back(std::move(target));
    }
    return targets;
}

}  // namespace nanonas
