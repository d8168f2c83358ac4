// SPDX-License-Identifier: MIT
// JSON as nanonas writes it. Names of files and classes need not be UTF-8, of which JSON is made: what isn't
// becomes U+FFFD, so that writing never fails. tests/test_rooms.py sees that nobody else writes JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace nanonas {

// Over several lines, with the last one's end.
template <typename Json>
std::string json_text(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

// On one line, without its end.
template <typename Json>
std::string json_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace nanonas
