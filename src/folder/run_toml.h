// SPDX-License-Identifier: MIT
// run.toml: the settings of a run, and the version and the pictures that it was begun with.
#pragma once

#include <string>
#include <string_view>

#include "nanonas/run_settings.h"

namespace nanonas {

// A run goes on only with the version and the pictures that it was begun with.
struct RunOrigin {
    std::string version;      // of nanonas
    std::string fingerprint;  // of the pictures

    bool operator==(const RunOrigin&) const = default;
};

// `core`: that its C is counted on; empty if it is not.
std::string run_toml(const RunOrigin& origin, std::string_view core, const RunSettings& settings);

// Of a text that may be damaged; empty where it does not say.
RunOrigin origin_in(std::string_view run_toml);
std::string core_in(std::string_view run_toml);

}  // namespace nanonas
