// SPDX-License-Identifier: MIT
// The run's last stages: the network as C in the run folder, and that C on an emulated microcontroller.
#pragma once

#include <filesystem>
#include <optional>

#include "nanonas/emulation.h"
#include "nanonas/run_settings.h"
#include "model/run_pictures.h"

namespace nanonas {

// Writes nanonas.h and nanonas.c into `folder`, made if need be.
Result<void> export_c_stage(const Graph& graph, const std::vector<std::string>& classes,
                            const std::filesystem::path& folder);

// Some 20 pictures of the test, else of the validation, on the target's core. None, and a note that says why,
// where the run has no target, a tool is missing or the C can't be verified; an error only where the run was
// interrupted.
Result<std::optional<Verification>> verify_stage(const Graph& graph, const RunSettings& settings,
                                                 const RunPictures& pictures, Progress& progress);

}  // namespace nanonas
