// SPDX-License-Identifier: MIT
#include "nanonas/version.h"

namespace nanonas {

std::string_view version() {
    return NANONAS_VERSION;
}

}  // namespace nanonas
