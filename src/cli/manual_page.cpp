// SPDX-License-Identifier: MIT
#include "cli/manual_page.h"

#include <fmt/format.h>

namespace nanonas::cli {
namespace {

// Text that roff shows as it is.
std::string plain(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) {
            result += fmt::format("\\&{}", c);
        } else {
            result += c;
        }
    }
    return result;
}

// An argument of a request.
std::string word(std::string_view text) {
    std::string result;
    for (const char c : plain(text)) result += c == '"' ? std::string("\\(dq") : std::string(1, c);
    return "\"" + result + "\"";
}

std::string option_text(const OptionText& option) {
    std::string names;
    for (const std::string& name : option.names) {
        names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", plain(name));
    }
    if (!option.by_place() && option.kind != ValueKind::none) {
        names += fmt::format(" \\fI{}\\fR", plain(option.value));
    }
    return fmt::format(".TP\n{}\n{}\n", names, plain(option.what));
}

std::string command_text(const CommandText& command) {
    std::string text =
        fmt::format(".SS {}\n{}.\n.PP\n\\fBnanonas {}\\fR {}\n", word("nanonas " + command.name),
                    plain(command.what), plain(command.name), plain(command.usage()));
    for (const OptionText& option : command.options) text += option_text(option);
    if (!command.example.empty())
        text += fmt::format(".PP\nExample:\n.PP\n.nf\n\\&  {}\n.fi\n", plain(command.example));
    return text;
}

constexpr const char* closing = R"(.SH "EXIT STATUS"
.TP
\fB0\fR
The work is done.
.TP
\fB1\fR
It failed; standard error says why.
.TP
\fB2\fR
The request makes no sense.
.TP
\fB3\fR
No network fits.
.TP
\fB130\fR
It was interrupted; what was finished is saved, and \fB\-\-resume\fR goes on.
.SH ENVIRONMENT
.TP
\fBNO_COLOR\fR
If it is set and not empty, no colours are used.
.TP
\fBXDG_CACHE_HOME\fR
Resized pictures are kept in its folder nanonas instead of ~/.cache/nanonas.
)";

}  // namespace

std::string manual_page(const CommandTree& tree, std::string_view version) {
    std::string text = fmt::format(
        ".\\\" SPDX-License-Identifier: MIT\n.TH NANONAS 1 \"\" \"nanonas {}\" \"User Commands\"\n.SH NAME\n"
        "nanonas \\- search, train and quantise a network for a microcontroller\n.SH SYNOPSIS\n"
        "\\fBnanonas\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH DESCRIPTION\n{}\n.SH OPTIONS\n",
        version, plain(tree.what));
    for (const OptionText& option : tree.options) text += option_text(option);
    text += ".SH COMMANDS\n";
    for (const CommandText& command : tree.commands) text += command_text(command);
    return text + closing;
}

}  // namespace nanonas::cli
