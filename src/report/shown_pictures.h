// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/report.h"

namespace nanonas {

// The pictures of a run, opened through its own settings, and its test: the one that it left, or where the
// folder holds none of today's pictures a new one. Holds no more pictures than it returns. An error says why
// the pictures can't be opened.
Result<ShownPictures> shown_pictures(const RunRecord& run, const ReportOptions& options, Progress& progress);

}  // namespace nanonas
