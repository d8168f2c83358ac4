// SPDX-License-Identifier: MIT
#include "system/temporary_folder.h"

#include <cstdlib>
#include <string>

namespace nanonas {

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "nanonas-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace nanonas
