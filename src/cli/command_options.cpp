// SPDX-License-Identifier: MIT
#include "cli/command_options.h"

#include <CLI/CLI.hpp>
#include <map>

namespace nanonas::cli {

CommandOption& CommandOption::required() {
    option_->required();
    return *this;
}

CommandOption& CommandOption::type_name(const std::string& name) {
    option_->type_name(name);
    return *this;
}

CommandOption& CommandOption::group(const std::string& headline) {
    option_->group(headline);
    return *this;
}

CommandOption& CommandOption::one_of(const std::vector<std::string>& values) {
    option_->check(CLI::IsMember(values));
    return *this;
}

CommandOption& CommandOption::take_last() {
    option_->take_last();
    return *this;
}

CommandOption& CommandOption::excludes(const CommandOption& other) {
    option_->excludes(other.option_);
    return *this;
}

CommandOption CommandOptions::option(const std::string& name, std::string& value, const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, std::vector<std::string>& values,
                                     const std::string& what) {
    return CommandOption(command_->add_option(name, values, what));
}

CommandOption CommandOptions::option(const std::string& name, std::filesystem::path& value,
                                     const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, int& value, const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, std::int64_t& value, const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, std::uint32_t& value, const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, std::uint64_t& value, const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, std::optional<int>& value,
                                     const std::string& what) {
    return CommandOption(command_->add_option(name, value, what));
}

CommandOption CommandOptions::option(const std::string& name, ArenaModel& value, const std::string& what) {
    const std::map<std::string, ArenaModel> models{{"64", ArenaModel::bits64}, {"32", ArenaModel::bits32}};
    return CommandOption(command_->add_option(name, value, what)->transform(CLI::CheckedTransformer(models)));
}

CommandOption CommandOptions::option(const std::string& name, Take take, const std::string& what) {
    return CommandOption(command_->add_option_function<std::string>(name, std::move(take), what));
}

CommandOption CommandOptions::flag(const std::string& name, bool& value, const std::string& what) {
    return CommandOption(command_->add_flag(name, value, what));
}

CommandOption CommandOptions::flag(const std::string& name, std::function<void()> take,
                                   const std::string& what) {
    return CommandOption(command_->add_flag_callback(name, std::move(take), what));
}

CommandOption CommandOptions::added(const std::string& name) {
    return CommandOption(command_->get_option(name));
}

CommandOptions add_subcommand(CLI::App& app, const std::string& name, const std::string& what,
                              const std::string& example, std::function<void()> chosen) {
    CLI::App* command = app.add_subcommand(name, what);
    command->footer("Example:\n  " + example);
    command->callback(std::move(chosen));
    return CommandOptions(*command);
}

}  // namespace nanonas::cli
