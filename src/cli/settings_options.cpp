// SPDX-License-Identifier: MIT
#include "cli/settings_options.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "settings/setting_text.h"

namespace nanonas::cli {
namespace {

// The setting that an option names: --val-split is val_split.
std::string setting_name(std::string option) {
    for (char& c : option) c = c == '-' ? '_' : c;
    return option;
}

std::string option_name(std::string setting) {
    for (char& c : setting) c = c == '_' ? '-' : c;
    return "--" + setting;
}

// The type of an option for one of these names, such as "{tflm,c}".
template <Named T>
std::string choices() {
    std::vector<std::string_view> all;
    for (const auto& [value, name] : names(T{})) all.push_back(name);
    return fmt::format("{{{}}}", fmt::join(all, ","));
}

// "How to search: by Algorithm 1 [occam]", with every strategy that has a name to choose it by.
std::string strategy_help() {
    std::vector<std::string_view> all;
    for (const StrategyEntry& entry : strategies()) {
        if (!entry.listed) all.push_back(entry.description);
    }
    return fmt::format("How to search: {} [{}]", fmt::join(all, " or "), StrategyName{}.text);
}

Result<std::string> text_of(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) return failure("\"{}\" could not be read.", path);
    return text.str();
}

Result<void> apply_file(const std::string& path, RunSettings& settings) {
    NANONAS_TRY(const std::string text, text_of(path));
    return apply_toml(text, path, settings);
}

}  // namespace

void SettingsOptions::option(CommandOptions& command, const char* name, const char* what, const char* group,
                             const std::string& type, const char* setting) {
    const std::string sets = setting ? setting : setting_name(name);
    command
        .option(
            std::string("--") + name, [this, sets](const std::string& text) { values_[sets] = text; }, what)
        .type_name(type)
        .take_last()
        .group(group);
}

void SettingsOptions::flag(CommandOptions& command, const char* name, const char* what, const char* group) {
    const std::string setting = setting_name(name);
    command
        .flag(
            std::string("--") + name, [this, setting] { values_[setting] = "true"; }, what)
        .group(group);
}

void SettingsOptions::add_to(CommandOptions& command, const char* targets_option) {
    const char* const pictures = "Pictures";
    command.option(
        "DIR", [this](const std::string& text) { values_["pictures"] = text; },
        "Folder with a subfolder of pictures for each class; without it, the sample set");
    option(command, "test", "Folder with pictures of the same classes to test with", pictures, "DIR");
    option(command, "input", "HEIGHTxWIDTHxCHANNELS that pictures are resized to [50x50x3]", pictures);
    option(command, "val-split", "Share of the pictures to validate with [0.3]", pictures);
    option(command, "test-split",
           "Share of the pictures set apart to test with, where no folder has them [none]", pictures);
    option(command, "resize", "tensorflow is bilinear without antialiasing [tensorflow]", pictures,
           choices<Resize>());
    flag(command, "ignore-orientation", "Leave EXIF orientation out, as TensorFlow does", pictures);
    flag(command, "skip-unreadable", "Go on without pictures that can't be read", pictures);
    option(command, "cache", "Folder for resized pictures [$XDG_CACHE_HOME/nanonas]", pictures, "DIR");
    flag(command, "verify-cache", "Reread the cache and compare its checksum before use", pictures);

    const char* const limits = "Limits (sizes as 20480, 20KiB, 750k)";
    option(command, "target", "Microcontroller, see nanonas targets [STM32L010RBT6]", limits, "TARGET");
    option(command, targets_option, "TOML file with more targets", limits, "FILE", "targets");
    option(command, "max-ram", "Bytes of RAM, instead of or over the target's", limits);
    option(command, "max-flash", "Bytes of Flash, instead of or over the target's", limits);
    option(command, "max-macc", "Multiply-accumulates of an inference, instead of or over the target's",
           limits);
    option(command, "max-ms", "Milliseconds of a picture, as its own C on the target", limits);
    option(command, "reserve-ram", "Bytes of RAM kept free for the firmware", limits);
    option(command, "reserve-flash", "Bytes of Flash kept free for the firmware", limits);
    option(command, "runtime",
           "What runs the network, whose RAM and Flash must fit: c (code, tables, rings and stack of its own "
           "C) or tflm (TensorFlow Lite Micro's arena and the .tflite alone) [c]",
           limits, choices<Runtime>());
    option(command, "macc", "How MACC is counted: truly or as the reference does [true]", limits,
           choices<MaccCount>());
    option(command, "arena", "Under --runtime tflm, whose arena is the RAM: of a 32 or a 64 bit machine [32]",
           limits, choices<ArenaModel>());

    const char* const search = "Search and training";
    option(command, "variant", "Where BatchNorm stands: behind or before convolutions [current]", search,
           choices<Family>());
    option(command, "strategy", strategy_help().c_str(), search, choices<StrategyName>());
    option(command, "evaluation", "How candidates are judged [default]", search, choices<EvaluationName>());
    option(command, "recipe", "How the network is trained [default]", search, choices<RecipeName>());
    option(command, "epochs", "Epochs of the training, instead of the recipe's", search);
    option(command, "batch", "Pictures a step, instead of the recipe's", search);
    option(command, "learning-rate", "Learning rate, instead of the recipe's", search);
    option(command, "mirror",
           "Whether training mirrors pictures at random; no where left and right mean something [the recipe's]",
           search, choices<Mirror>());
    flag(command, "balance", "Weigh classes in training by how few pictures they have", search);
    command
        .flag("--as-reference", as_reference_,
              "Variant current; runtime tflm with the arena of 64 bits; evaluation, recipe and MACC as the "
              "reference implementation")
        .group(search);
    option(
        command, "math",
        "exact, or fast: products in bfloat16 where the CPU has them, bits not the same everywhere [exact]",
        search, choices<Math>());
    option(command, "seed", "Same seed, same result [0]", search);

    const char* const work = "Work";
    command.option("--out", out_, "Folder that the run writes into").group(work).type_name("DIR");
    command.flag("--resume", resume_, "Go on with what is in --out; start afresh where there is nothing")
        .group(work);
    command.flag("--force", force_, "Replace the run in --out").group(work);
    command.option("--config", config_, "TOML file with settings, such as a run's run.toml")
        .group(work)
        .type_name("FILE");
    option(command, "threads", "Threads [all cores]", work);
    option(command, "max-memory", "Bytes of pictures in flight while decoding", work);
}

void SettingsOptions::add_fixed_network(CommandOptions& command) {
    option(command, "arch", "The network K,C to train, such as 3,2", "Search and training");
    command.added("--arch").required();
}

void SettingsOptions::add_candidate_list(CommandOptions& command) {
    command
        .option("--only", only_,
                "File of candidates, K,C a line, to evaluate in that order instead of Algorithm 1")
        .type_name("FILE")
        .group("Search and training");
}

Result<RunSettings> SettingsOptions::settings() const {
    RunSettings settings;
    const std::filesystem::path begun = std::filesystem::path(out_) / "run.toml";
    if (config_.empty() && resume_ && !out_.empty() && std::filesystem::exists(begun)) {
        NANONAS_TRY_VOID(apply_file(begun.string(), settings));
    }
    return over(settings);
}

Result<RunSettings> SettingsOptions::over(RunSettings settings) const {
    if (!config_.empty()) NANONAS_TRY_VOID(apply_file(config_, settings));
    if (as_reference_) use_reference(settings);
    for (const auto& [name, text] : values_) {
        if (const auto applied = apply_setting(name, text, settings); !applied) {
            return usage_error("{}: {}", option_name(name), applied.error().message);
        }
    }
    if (!only_.empty()) {
        NANONAS_TRY(const std::string text, text_of(only_));
        NANONAS_TRY(settings.only, parse_candidates(text, only_));
    }
    return settings;
}

RunOptions SettingsOptions::run_options(LastStage last) const {
    return {out_, resume_, force_, last};
}

}  // namespace nanonas::cli
