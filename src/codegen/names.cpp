// SPDX-License-Identifier: MIT
#include "codegen/names.h"

#include <algorithm>
#include <array>

namespace nanonas {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Keywords of C99 and C++20 of more than one use here; a longer name that starts with one is fine.
constexpr std::array<std::string_view, 62> keywords{
    "alignas",  "alignof",  "and",   "asm",      "auto",     "bool",     "break",     "case",    "catch",
    "char",     "class",    "compl", "concept",  "const",    "continue", "decltype",  "default", "delete",
    "do",       "double",   "else",  "enum",     "explicit", "export",   "extern",    "false",   "float",
    "for",      "friend",   "goto",  "if",       "inline",   "int",      "long",      "mutable", "namespace",
    "new",      "noexcept", "not",   "operator", "or",       "private",  "protected", "public",  "register",
    "restrict", "return",   "short", "signed",   "sizeof",   "static",   "struct",    "switch",  "template",
    "this",     "throw",    "true",  "try",      "typedef",  "union",    "unsigned",  "while"};

}  // namespace

Result<void> check_c_name(std::string_view name) {
    const bool characters =
        std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    if (name.empty() || name.size() > 40 || is_digit(name.front()) || !characters) {
        return usage_error(
            "\"{}\" can't start the names of C functions; use up to 40 letters, digits and "
            "underscores that do not begin with a digit.",
            name);
    }
    if (std::ranges::find(keywords, name) != keywords.end()) {
        return usage_error("\"{}\" is a keyword of C or C++; choose another name.", name);
    }
    return {};
}

std::string upper_case(std::string_view name) {
    std::string result(name);
    for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

std::string c_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\' || c == '?') {
            result.append({'\\', c});
        } else if (byte < 0x20 || byte == 0x7f) {
            result.append(fmt::format("\\{:03o}", byte));
        } else {
            result.push_back(c);
        }
    }
    return result + "\"";
}

std::string c_comment(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool closes = c == '/' && result.ends_with('*'), opens = c == '*' && result.ends_with('/');
        if (closes || opens) result.push_back(' ');
        result.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
    return result;
}

}  // namespace nanonas
