// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/codegen.h"
#include "nanonas/export.h"
#include "nanonas/model.h"

namespace nanonas {

// How a model's C is written: as it is exported, so it is verified.
Result<CodegenOptions> codegen_options(const OpenedModel& model, const ExportOptions& options);

}  // namespace nanonas
