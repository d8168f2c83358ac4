// SPDX-License-Identifier: MIT
#include "emulation/link_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace nanonas {
namespace {

// Takes the first word off.
std::string_view next_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

bool parse_hexadecimal(std::string_view word, std::uint64_t& value) {
    if (!word.starts_with("0x")) return false;
    const auto end = std::from_chars(word.data() + 2, word.data() + word.size(), value, 16);
    return end.ptr == word.data() + word.size();
}

bool starts_with_any(std::string_view name, const auto& beginnings) {
    return std::ranges::any_of(beginnings, [&](std::string_view start) { return name.starts_with(start); });
}

// "/usr/lib/libgcc.a(_mulsidi3.o)" without its folders.
std::string_view without_folders(std::string_view file) {
    const std::size_t slash = file.rfind('/', file.find('('));
    return slash == std::string_view::npos ? file : file.substr(slash + 1);
}

// A section of the map with what stands behind its name: address, bytes and file.
struct Section {
    std::string_view name, rest;
};

// Lines begin with one space and a section's name; a long name has the rest on the line below.
std::vector<Section> sections(std::string_view map) {
    std::vector<Section> all;
    map.remove_prefix(std::min(map.find("Linker script and memory map"), map.size()));
    std::string_view waiting;
    while (!map.empty()) {
        std::string_view line = map.substr(0, map.find('\n'));
        map.remove_prefix(std::min(line.size() + 1, map.size()));
        if (!waiting.empty() && line.starts_with("  ")) all.push_back({waiting, line});
        waiting = {};
        if (line.size() < 2 || line[0] != ' ' || (line[1] != '.' && !line.starts_with(" COMMON"))) continue;
        const std::string_view name = next_word(line);
        if (line.empty()) {
            waiting = name;
        } else {
            all.push_back({name, line});
        }
    }
    return all;
}

}  // namespace

std::map<std::string, ObjectBytes> objects_in_link_map(std::string_view map) {
    constexpr std::array beyond_memory{".comment", ".debug", ".ARM.attributes", ".riscv.attributes",
                                       ".stab",    ".note",  ".symtab",         ".strtab"};
    constexpr std::array zeroed{".bss", ".sbss", "COMMON", ".noinit"};
    constexpr std::array initialised{".data", ".sdata"};
    std::map<std::string, ObjectBytes> objects;
    for (Section section : sections(map)) {
        std::uint64_t address = 0, bytes = 0;
        if (!parse_hexadecimal(next_word(section.rest), address) ||
            !parse_hexadecimal(next_word(section.rest), bytes)) {
            continue;
        }
        const std::string_view file =
            section.rest.substr(std::min(section.rest.find_first_not_of(' '), section.rest.size()));
        // An address of 0 is that of a section which was thrown away, or of vectors, which are no network's.
        if (bytes == 0 || address == 0 || file.empty() || starts_with_any(section.name, beyond_memory))
            continue;
        ObjectBytes& object = objects[std::string(without_folders(file))];
        const bool zero = starts_with_any(section.name, zeroed);
        if (!zero) object.flash += static_cast<std::int64_t>(bytes);
        if (zero || starts_with_any(section.name, initialised))
            object.ram += static_cast<std::int64_t>(bytes);
    }
    return objects;
}

}  // namespace nanonas
