// SPDX-License-Identifier: MIT
// C that makes a network's picture of a camera's rows: the bytes of data/bilinear_resize.cpp, grey and rgb
// turned into each other as data/decoder.h does for pictures that are stored as rgb.
#pragma once

#include <string>
#include <vector>

#include "nanonas/codegen.h"
#include "nanonas/input_shape.h"

namespace nanonas {

// <name>_source.h and <name>_source.c, which call what <name>.h declares.
Result<std::vector<GeneratedFile>> generate_source(const SourceFormat& source, const InputShape& network,
                                                   const std::string& name, bool caller_state);

}  // namespace nanonas
