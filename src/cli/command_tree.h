// SPDX-License-Identifier: MIT
// The commands and options as plain values, read from the parser that --help is printed from. Completions and
// the manual page are made of them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace nanonas::cli {

// What may stand for a value, told by the option's type: "{tflm,c}" are choices, "TARGET" is a
// microcontroller, "DIR" a folder.
enum class ValueKind { none, choice, target, folder, file, text };

struct OptionText {
    std::vector<std::string> names;  // "-h", "--help"; of what is given by its place, "DIR"
    std::string what;                // the help's sentence
    std::string group;
    ValueKind kind = ValueKind::none;
    std::string value;                 // what the help calls it: "DIR", "TEXT", "{tflm,c}"
    std::vector<std::string> choices;  // of ValueKind::choice and target
    bool required = false, many = false;

    bool by_place() const { return !names.front().starts_with('-'); }
};

struct CommandText {
    std::string name, what, example;  // the example without its headline
    std::vector<OptionText> options;  // those by place first
    std::string usage() const;        // "[DIR] --out DIR [OPTIONS]"
};

struct CommandTree {
    std::string what;
    std::vector<CommandText> commands;
    std::vector<OptionText> options;  // of nanonas itself
};

CommandTree command_tree(const CLI::App& app);

}  // namespace nanonas::cli
