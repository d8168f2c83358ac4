// SPDX-License-Identifier: MIT
#include "codegen/core_compiler.h"

#include <algorithm>
#include <string_view>

namespace nanonas {
namespace {

// "-mcpu=cortex-m0 -mthumb" in two.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        result.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

}  // namespace

std::string avr_name(const Target& target) {
    std::string name;
    for (const char c : target.name)
        name.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    return name == "atmega2560" ? name : "atmega328p";
}

Result<CoreCompiler> core_compiler(const Target& target) {
    const CoreDescription* core = find_core_description(target.core);
    if (!core) {
        return failure("nanonas knows no compiler for a {} ({}); it knows {}.", target.core, target.name,
                       core_names([](const CoreDescription&) { return true; }));
    }
    const CoreFamilyDescription& family = describe(core->family);
    std::vector<std::string> flags = words(core->flags);
    if (core->family == CoreFamily::avr) flags.push_back("-mmcu=" + avr_name(target));
    if (!family.library_flag.empty()) flags.emplace_back(family.library_flag);
    return CoreCompiler{*core, family, std::move(flags)};
}

}  // namespace nanonas
