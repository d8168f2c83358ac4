// SPDX-License-Identifier: MIT
// What a link took of each object file, from the map that GNU ld writes (-Wl,-Map=FILE).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace nanonas {

struct ObjectBytes {
    std::int64_t flash = 0;  // code, constants and initial values
    std::int64_t ram = 0;    // data with initial values and without
};

// By the file's name without folders, "nanonas.o" or "libgcc.a(_mulsidi3.o)"; what the linker threw away and
// what stays out of memory, such as debugging sections, does not count. Bytes that fill gaps belong to no
// object.
std::map<std::string, ObjectBytes> objects_in_link_map(std::string_view map);

}  // namespace nanonas
