// SPDX-License-Identifier: MIT
#include "folder/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace nanonas {

FileLock::FileLock(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
    if (descriptor_ < 0) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);  // before it is let go of, so that nobody else's is removed
    ::close(descriptor_);
}

Result<std::optional<FileLock>> FileLock::hold(const std::filesystem::path& path, int operation) {
    while (true) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0)
            return failure("\"{}\" could not be made: {}.", path.string(), std::strerror(errno));
        FileLock lock(path, descriptor);
        int failed = 0;
        do {
            failed = ::flock(descriptor, operation) == 0 ? 0 : errno;
        } while (failed == EINTR);
        if (failed != 0) {
            ::close(std::exchange(lock.descriptor_, -1));
            if (failed == EWOULDBLOCK) return std::nullopt;
            return failure("\"{}\" could not be locked: {}.", path.string(), std::strerror(failed));
        }
        // The holder before may have removed the file between our open and our lock.
        struct stat held {
        }, named{};
        if (::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
            held.st_ino == named.st_ino) {
            return std::optional(std::move(lock));
        }
        ::close(std::exchange(lock.descriptor_, -1));
    }
}

Result<std::optional<FileLock>> FileLock::try_hold(const std::filesystem::path& path) {
    return hold(path, LOCK_EX | LOCK_NB);
}

Result<FileLock> FileLock::hold(const std::filesystem::path& path) {
    NANONAS_TRY(std::optional<FileLock> lock, hold(path, LOCK_EX));
    return std::move(*lock);
}

}  // namespace nanonas
