// SPDX-License-Identifier: MIT
#include "system/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace nanonas {

Result<TemporaryFolder> TemporaryFolder::create() {
    const char* chosen = std::getenv("TMPDIR");
    const std::string parent = chosen && *chosen ? chosen : "/tmp";
    std::string name = (std::filesystem::path(parent) / "nanonas-XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        return failure("No temporary folder could be made in \"{}\": {}; name another folder in TMPDIR.",
                       parent, std::strerror(errno));
    }
    return TemporaryFolder(std::filesystem::path(name));
}

TemporaryFolder::TemporaryFolder() {
    auto created = create();
    if (!created) std::abort();
    path_ = std::exchange(created->path_, {});
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace nanonas
