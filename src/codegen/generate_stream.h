// SPDX-License-Identifier: MIT
// The C of any graph that memory has a schedule for.
#pragma once

#include <vector>

#include "nanonas/codegen.h"

namespace nanonas {

Result<std::vector<GeneratedFile>> generate_stream(const Graph& graph, const CodegenOptions& options);

}  // namespace nanonas
