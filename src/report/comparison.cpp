// SPDX-License-Identifier: MIT
#include "nanonas/report.h"

namespace nanonas {

Result<std::string> comparison_page(std::span<const std::filesystem::path>) {
    return std::string();
}

}  // namespace nanonas
