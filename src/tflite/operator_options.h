// SPDX-License-Identifier: MIT
#pragma once

#include "nanonas/graph.h"
#include "tflite/tflite_generated.h"

namespace nanonas {

// The options of an operator of a verified file; none where nanonas does not know them.
OperatorOptions read_options(const schema::Operator& op);

}  // namespace nanonas
