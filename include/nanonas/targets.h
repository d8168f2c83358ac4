// SPDX-License-Identifier: MIT
/// @file
/// The microcontrollers that networks are made for. Built-in ones come from src/memory/targets.toml; a user's
/// own file of the same form extends them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/result.h"

namespace nanonas {

/// A microcontroller.
struct Target {
    std::string name;                 ///< "STM32L010RBT6"
    std::string core;                 ///< "Cortex-M0+"
    std::int64_t ram_bytes = 0;       ///< that adjoin: one array may take them
    std::int64_t flash_bytes = 0;     ///< that a program may take
    double clock_mhz = 0;             ///< the highest it is sold for, unless the source says otherwise
    std::optional<double> coremark;   ///< the whole score at clock_mhz; none where none is published
    std::string source;               ///< where core, clock, RAM and Flash are published
    std::string coremark_source;      ///< where CoreMark is published; empty without it
    std::vector<std::string> boards;  ///< boards with it, such as "Arduino Nano 33 BLE"
    /// The current when running from Flash, at supply_v and about clock_mhz; all three or none.
    std::optional<double> run_current_ua_per_mhz;
    std::optional<double> supply_v;  ///< volts
    std::string run_current_source;  ///< where both are published
};

/// In the file's order.
const std::vector<Target>& builtin_targets();

/// The targets of a text in the form of src/memory/targets.toml; an error calls it `name` and says the place
/// in it and what is wrong.
Result<std::vector<Target>> parse_targets(std::string_view text, std::string_view name);

/// `targets` with those of `more` behind them; one with a name that is already there takes its place.
std::vector<Target> merge_targets(std::vector<Target> targets, const std::vector<Target>& more);

/// By its name or that of one of its boards. Case, spaces and punctuation do not matter; an unknown name is a
/// usage error that suggests the nearest ones.
Result<Target> find_target(std::string_view name, const std::vector<Target>& targets = builtin_targets());

}  // namespace nanonas
