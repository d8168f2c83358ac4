// SPDX-License-Identifier: MIT
// A model as a firmware project that fits its part.
#pragma once

#include "nanonas/codegen.h"
#include "nanonas/export.h"
#include "nanonas/model.h"

namespace nanonas {

struct ExportedProject {
    std::vector<GeneratedFile> files;
    FirmwareFigures figures;
};

// Leaves the picture out where only that does not fit; what does not fit without it is an error in plain
// words.
Result<ExportedProject> exported_project(const OpenedModel& model, const CodegenOptions& code,
                                         const Target& target, const BuiltInPicture& picture,
                                         Progress& progress);

}  // namespace nanonas
