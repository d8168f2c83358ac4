// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nanonas/result.h"
#include "report/parts.h"

namespace nanonas {

// The whole document: `headline` and `before` above a list of contents, then the sections that have a body.
Result<std::string> page(std::string_view title, const Markup& headline, const Markup& before,
                         const std::vector<Section>& sections);

}  // namespace nanonas
