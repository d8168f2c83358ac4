// SPDX-License-Identifier: MIT
// Every setting, and the command that gives the same run again.
#include <algorithm>

#include "report/sections.h"
#include "report/wording.h"
#include "system/shell_word.h"

namespace nanonas {
namespace {

std::string option_name(std::string_view setting) {
    std::string name = "--";
    for (const char c : setting) name.push_back(c == '_' ? '-' : c);
    return name;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string settings_as_options(const RunSettings& settings, std::span<const std::string_view> without) {
    std::string words;
    if (!settings.pictures.empty()) words += fmt::format(" {}", shell_word(shown_path(settings.pictures)));
    const std::vector<SettingText> texts = setting_texts(settings), defaults = setting_texts(RunSettings{});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const SettingText& setting = texts[i];
        if (!setting.decides_results || setting.name == "pictures" || setting.text == defaults[i].text)
            continue;
        if (is_one_of(setting.name, without)) continue;
        words += fmt::format(" {}", option_name(setting.name));
        if (setting.text != "true") words += fmt::format(" {}", shell_word(shown_text(setting)));
    }
    return words;
}

Markup every_setting(const RunSettings& settings, std::span<const std::string_view> without) {
    Markup items;
    for (const SettingText& setting : setting_texts(settings)) {
        if (is_one_of(setting.name, without)) continue;
        items += markup("<li><span>{}</span>{}</li>\n", setting.name,
                        setting.text.empty() ? markup("<span class=\"aside\">none</span>")
                                             : markup("<code>{}</code>", shown_text(setting)));
    }
    return markup("<ul class=\"settings\">\n{}</ul>\n", items);
}

Markup repeat(const RunRecord& run) {
    if (!run.settings) return {};
    const std::string with_file =
        fmt::format("nanonas {} --config {} --out again", run.settings->arch ? "train" : "run",
                    shell_word(shown_path(run.folder / "run.toml")));
    // `train` asks for its network even where the file names it.
    const Markup short_form =
        run.settings->arch ? Markup() : markup("<p>With this run's folder:</p>{}", command_line(with_file));
    const std::string whole = fmt::format("nanonas {}{} --out again", run.settings->arch ? "train" : "run",
                                          settings_as_options(*run.settings, {}));
    return markup(
        "{}{}",
        wide_card("The command that repeats it",
                  markup("{}<p>With the same pictures alone:</p>{}", short_form, command_line(whole)),
                  markup("The same seed gives the same network to the bit, for any number of threads. Folders are "
                         "shown by the ends of their paths; run the command beside them.")),
        wide_card(
            "Every setting", every_setting(*run.settings, {}),
            markup("threads, cache, verify_cache and max_memory change speed and memory, but no result.{}",
                   run.version.empty() ? std::string() : fmt::format(" Made by nanonas {}.", run.version))));
}

}  // namespace nanonas
