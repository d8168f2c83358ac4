// SPDX-License-Identifier: MIT
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>

#include <map>
#include <string>

#include "nanonas/run_settings.h"

namespace nanonas::python {

// Text of settings by name, as in run.toml; "as_reference" = "true" comes before the others.
using SettingTexts = std::map<std::string, std::string>;

// Those of the command line with what is given instead; the error names the setting.
inline Result<RunSettings> settings_of(SettingTexts texts) {
    RunSettings settings;
    if (auto reference = texts.extract("as_reference"); reference && reference.mapped() == "true") {
        use_reference(settings);
    }
    for (const auto& [name, text] : texts) {
        if (auto applied = apply_setting(name, text, settings); !applied) {
            return usage_error("{}: {}", name, applied.error().message);
        }
    }
    return settings;
}

}  // namespace nanonas::python
