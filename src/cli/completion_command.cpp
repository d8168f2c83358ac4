// SPDX-License-Identifier: MIT
// What nanonas says of its own commands: completion and man.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/command_reference.h"
#include "cli/completion.h"
#include "cli/manual_page.h"
#include "cli/output.h"
#include "nanonas/version.h"

namespace nanonas::cli {
namespace {

struct Options {
    const CLI::App* app = nullptr;
    std::string shell;
    bool markdown = false;
};

Result<void> print_completion(const Options& options) {
    const CommandTree tree = command_tree(*options.app);
    const auto script = options.shell == "bash"  ? bash_completion
                        : options.shell == "zsh" ? zsh_completion
                                                 : fish_completion;
    print_result("{}", script(tree));
    return {};
}

Result<void> print_manual_page(const Options& options) {
    const CommandTree tree = command_tree(*options.app);
    print_result("{}", options.markdown ? command_reference(tree) : manual_page(tree, version()));
    return {};
}

}  // namespace

void add_completion(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    options->app = &app;
    CommandOptions command =
        add_command(app, chosen, "completion", "Print what completes commands in a shell",
                    "source <(nanonas completion bash)", options, print_completion);
    command.option("SHELL", options->shell, "bash, zsh or fish").required().one_of({"bash", "zsh", "fish"});
}

void add_man(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<Options>();
    options->app = &app;
    CommandOptions command = add_command(app, chosen, "man", "Print the manual page",
                                         "nanonas man > nanonas.1", options, print_manual_page);
    command.flag("--markdown", options->markdown,
                 "Print the commands in Markdown, as docs/commands.md has them");
}

}  // namespace nanonas::cli
