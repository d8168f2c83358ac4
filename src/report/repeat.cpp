// SPDX-License-Identifier: MIT
// Every setting, and the command that gives the same run again.
#include "base/shell_word.h"
#include "report/sections.h"

namespace nanonas {
namespace {

std::string option_name(std::string_view setting) {
    std::string name = "--";
    for (const char c : setting) name.push_back(c == '_' ? '-' : c);
    return name;
}

// With what differs from the defaults and decides results, spelled out.
std::string whole_command(const RunSettings& settings) {
    std::string words = settings.arch ? "nanonas train" : "nanonas run";
    if (!settings.pictures.empty()) words += fmt::format(" {}", shell_word(settings.pictures.string()));
    const std::vector<SettingText> texts = setting_texts(settings), defaults = setting_texts(RunSettings{});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const SettingText& setting = texts[i];
        if (!setting.decides_results || setting.name == "pictures" || setting.text == defaults[i].text)
            continue;
        words += fmt::format(" {}", option_name(setting.name));
        if (setting.text != "true") words += fmt::format(" {}", shell_word(setting.text));
    }
    return words + " --out again";
}

}  // namespace

Markup repeat(const RunFiles& run) {
    if (!run.settings) return {};
    const std::string with_file =
        fmt::format("nanonas {} --config {} --out again", run.settings->arch ? "train" : "run",
                    shell_word((run.folder / "run.toml").string()));
    // `train` asks for its network even where the file names it.
    const Markup short_form =
        run.settings->arch ? Markup() : markup("<p>With this run's folder:</p>{}", command_line(with_file));
    std::vector<std::vector<Markup>> rows{{markup("Setting"), markup("Value")}};
    for (const SettingText& setting : setting_texts(*run.settings)) {
        rows.push_back(
            {markup("{}{}", setting.name,
                    setting.decides_results ? Markup()
                                            : markup(" <span class=\"aside\">changes no result</span>")),
             setting.text.empty() ? markup("<span class=\"aside\">none</span>")
                                  : markup("<code>{}</code>", setting.text)});
    }
    return grid(markup("{}{}",
                       card("The command that repeats it",
                            markup("{}<p>With the same pictures alone:</p>{}<p>The same seed gives the same "
                                   "network to the bit, for "
                                   "any number of threads.</p>",
                                   short_form, command_line(whole_command(*run.settings))),
                            {}),
                       card("Every setting", table(rows),
                            run.version.empty() ? Markup() : markup("Made by nanonas {}.", run.version))));
}

}  // namespace nanonas
