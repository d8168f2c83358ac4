// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/graph.h"
#include "nanonas/result.h"

namespace nanonas::tflm {

// Whether the graph is consistent, every operator one whose arena the model covers, and its kernels one that
// TFLM has: the precondition of the whole model. An error names the operator.
Result<void> check_modelled(const Graph& graph);

}  // namespace nanonas::tflm
