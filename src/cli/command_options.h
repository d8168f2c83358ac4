// SPDX-License-Identifier: MIT
// How a command adds its options. CLI11 stays behind this header, since reading it takes a compiler seconds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/memory.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace nanonas::cli {

// An option that was added; its functions say more about it.
class CommandOption {
  public:
    explicit CommandOption(CLI::Option* option) : option_(option) {}
    CommandOption& required();
    CommandOption& type_name(const std::string& name);  // what the help calls its value
    CommandOption& group(const std::string& headline);
    CommandOption& one_of(const std::vector<std::string>& values);
    CommandOption& take_last();  // where it is given twice
    CommandOption& excludes(const CommandOption& other);

  private:
    CLI::Option* option_;
};

// The options of one command. What is given replaces the value that an option was added with; a name without
// dashes is an argument, told by its place.
class CommandOptions {
  public:
    using Take = std::function<void(const std::string& text)>;

    explicit CommandOptions(CLI::App& command) : command_(&command) {}
    CommandOption option(const std::string& name, std::string& value, const std::string& what);
    CommandOption option(const std::string& name, std::vector<std::string>& values, const std::string& what);
    CommandOption option(const std::string& name, std::filesystem::path& value, const std::string& what);
    CommandOption option(const std::string& name, int& value, const std::string& what);
    CommandOption option(const std::string& name, std::int64_t& value, const std::string& what);
    CommandOption option(const std::string& name, std::uint32_t& value, const std::string& what);
    CommandOption option(const std::string& name, std::uint64_t& value, const std::string& what);
    CommandOption option(const std::string& name, std::optional<int>& value, const std::string& what);
    CommandOption option(const std::string& name, ArenaModel& value, const std::string& what);
    CommandOption option(const std::string& name, Take take, const std::string& what);
    CommandOption flag(const std::string& name, bool& value, const std::string& what);
    CommandOption flag(const std::string& name, std::function<void()> take, const std::string& what);
    CommandOption added(const std::string& name);  // one that is there already

  private:
    CLI::App* command_;
};

// A command with an example below its help; `chosen` is called when the user gives it.
CommandOptions add_subcommand(CLI::App& app, const std::string& name, const std::string& what,
                              const std::string& example, std::function<void()> chosen);

}  // namespace nanonas::cli
