// SPDX-License-Identifier: MIT
// Each setting's name, once; and the settings as TOML.
#include "nanonas/run_settings.h"

#include <toml++/toml.h>

#include <functional>
#include <sstream>

#include "settings/setting_text.h"

namespace nanonas {
namespace {

struct Setting {
    std::string_view name;
    bool decides_results;
    bool quoted;                                          // in TOML
    std::function<std::string(const RunSettings&)> text;  // empty: no value
    std::function<Result<void>(RunSettings&, std::string_view)> set;
};

template <typename T>
struct is_plain : std::is_arithmetic<T> {};
template <typename T>
struct is_plain<std::optional<T>> : std::is_arithmetic<T> {};

template <typename T>
Setting setting(std::string_view name, T RunSettings::*member, bool decides_results = true) {
    return {name, decides_results, !is_plain<T>::value,
            [member](const RunSettings& settings) { return to_text(settings.*member); },
            [member](RunSettings& settings, std::string_view text) { return parse(text, settings.*member); }};
}

const std::vector<Setting>& all_settings() {
    using S = RunSettings;
    static const std::vector<Setting> all{
        setting("pictures", &S::pictures),
        setting("test", &S::test),
        setting("input", &S::input),
        setting("val_split", &S::val_split),
        setting("test_split", &S::test_split),
        setting("resize", &S::resize),
        setting("ignore_orientation", &S::ignore_orientation),
        setting("skip_unreadable", &S::skip_unreadable),
        setting("target", &S::target),
        setting("targets", &S::targets),
        setting("max_ram", &S::max_ram),
        setting("max_flash", &S::max_flash),
        setting("max_macc", &S::max_macc),
        setting("max_ms", &S::max_ms),
        setting("reserve_ram", &S::reserve_ram),
        setting("reserve_flash", &S::reserve_flash),
        setting("runtime", &S::runtime),
        setting("macc", &S::macc),
        setting("arena", &S::arena),
        setting("variant", &S::family),
        setting("strategy", &S::strategy),
        setting("evaluation", &S::evaluation),
        setting("arch", &S::arch),
        setting("only", &S::only),
        setting("recipe", &S::recipe),
        setting("epochs", &S::epochs),
        setting("batch", &S::batch),
        setting("learning_rate", &S::learning_rate),
        setting("mirror", &S::mirror),
        setting("balance", &S::balance),
        setting("math", &S::math),
        setting("seed", &S::seed),
        setting("threads", &S::threads, false),
        setting("cache", &S::cache, false),
        setting("verify_cache", &S::verify_cache, false),
        setting("max_memory", &S::max_memory, false),
    };
    return all;
}

std::string quote(const std::string& text) {
    std::ostringstream out;
    out << toml::value<std::string>(text);
    return out.str();
}

Result<toml::table> parse_table(std::string_view text, std::string_view file) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return usage_error("\"{}\" is not TOML (line {}): {}.", file, error.source().begin.line,
                           error.description());
    }
}

// What a user would have typed for a value.
std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return to_text(number->get());
    if (const auto* number = node.as_floating_point()) return to_text(number->get());
    if (const auto* flag = node.as_boolean()) return to_text(flag->get());
    return std::nullopt;
}

}  // namespace

Result<void> apply_setting(std::string_view name, std::string_view value, RunSettings& settings) {
    for (const Setting& setting : all_settings()) {
        if (setting.name == name) return setting.set(settings, value);
    }
    return usage_error("There is no setting \"{}\".", name);
}

std::string to_toml(const RunSettings& settings) {
    std::string text;
    for (const Setting& setting : all_settings()) {
        const std::string value = setting.text(settings);
        if (!value.empty())
            text += fmt::format("{} = {}\n", setting.name, setting.quoted ? quote(value) : value);
    }
    return text;
}

Result<void> apply_toml(std::string_view text, std::string_view file, RunSettings& settings) {
    NANONAS_TRY(const toml::table table, parse_table(text, file));
    if (table.contains("version") && !table.contains("runtime")) {
        settings.runtime = Runtime::tflm;
        settings.arena = ArenaModel::bits64;
    }
    for (const auto& [key, node] : table) {
        if (key.str() == "version" || key.str() == "fingerprint" || key.str() == "core") continue;
        const auto value = text_of(node);
        const auto applied = value ? apply_setting(key.str(), *value, settings)
                                   : usage_error("A setting is one value, not a list or a table.");
        if (!applied) {
            return usage_error("\"{}\", line {}, {}: {}", file, node.source().begin.line, key.str(),
                               applied.error().message);
        }
    }
    return {};
}

std::vector<SettingText> setting_texts(const RunSettings& settings) {
    std::vector<SettingText> texts;
    for (const Setting& setting : all_settings())
        texts.push_back({setting.name, setting.text(settings), setting.decides_results});
    return texts;
}

std::optional<SettingDifference> first_difference(const RunSettings& a, const RunSettings& b) {
    for (const Setting& setting : all_settings()) {
        if (setting.decides_results && setting.text(a) != setting.text(b))
            return SettingDifference{std::string(setting.name), setting.text(a), setting.text(b)};
    }
    return {};
}

}  // namespace nanonas
