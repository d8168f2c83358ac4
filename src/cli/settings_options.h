// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "cli/command.h"
#include "nanonas/run.h"

namespace nanonas::cli {

// The options that run, search and train share. Each setting is the option of its name; what is given goes
// over
// --config, or over the run.toml of a run that is resumed.
class SettingsOptions {
  public:
    // `targets_option` is the name of the option for a file of targets.
    void add_to(CommandOptions& command, const char* targets_option = "targets");
    void add_fixed_network(CommandOptions& command);   // --arch
    void add_candidate_list(CommandOptions& command);  // --only

    Result<RunSettings> settings() const;
    Result<RunSettings> over(RunSettings settings) const;  // what is given, over these
    RunOptions run_options(LastStage last) const;

  private:
    void option(CommandOptions& command, const char* name, const char* what, const char* group,
                const std::string& type = "TEXT", const char* setting = nullptr);
    void flag(CommandOptions& command, const char* name, const char* what, const char* group);

    std::map<std::string, std::string> values_;  // text of the settings given, by name
    std::string config_;
    std::string out_;
    std::string only_;  // file of candidates
    bool as_reference_ = false, resume_ = false, force_ = false;
};

// What commands have that do nothing but run.
struct RunCommandOptions {
    SettingsOptions settings;
    OutputOptions output;
};

}  // namespace nanonas::cli
