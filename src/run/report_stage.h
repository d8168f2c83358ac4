// SPDX-License-Identifier: MIT
#pragma once

#include "folder/run_folder.h"
#include "nanonas/run.h"

namespace nanonas {

// Leaves the page about a finished run in its folder, unless it is there and may stay.
Result<void> report_stage(const RunPage& page, const RunSettings& settings, const RunFolder& folder,
                          const Progress& progress);

}  // namespace nanonas
