// SPDX-License-Identifier: MIT
#include "system/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace nanonas {
namespace {

constexpr std::string_view pending_ending = ".XXXXXX";  // behind a name; mkostemp replaces each X

std::string reason() {
    return std::strerror(errno);
}

Result<void> write_all(int descriptor, const std::filesystem::path& path, std::span<const std::byte> content,
                       const off_t* offset) {
    std::size_t done = 0;
    while (done < content.size()) {
        const auto* data = content.data() + done;
        const std::size_t left = content.size() - done;
        const ssize_t n = offset ? ::pwrite(descriptor, data, left, *offset + static_cast<off_t>(done))
                                 : ::write(descriptor, data, left);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return failure("\"{}\" could not be written: {}.", path.string(), reason());
        done += static_cast<std::size_t>(n);
    }
    return {};
}

template <typename Container>
Result<Container> read_whole(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failure("\"{}\" could not be opened: {}.", path.string(), reason());
    Container content;
    std::size_t size = 0;
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_size > 0) {
        content.resize(static_cast<std::size_t>(status.st_size));
    }
    while (true) {
        if (size == content.size()) content.resize(size + 65536);
        const ssize_t n = ::read(descriptor, content.data() + size, content.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const std::string why = reason();
            ::close(descriptor);
            return failure("\"{}\" could not be read: {}.", path.string(), why);
        }
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
    }
    ::close(descriptor);
    content.resize(size);
    return content;
}

}  // namespace

Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path) {
    return read_whole<std::vector<std::byte>>(path);
}

Result<std::string> read_text(const std::filesystem::path& path) {
    return read_whole<std::string>(path);
}

Result<void> write_atomically(const std::filesystem::path& path, std::span<const std::byte> content) {
    NANONAS_TRY(PendingFile file, PendingFile::create(path));
    NANONAS_TRY_VOID(file.append(content));
    return file.commit();
}

Result<void> write_atomically(const std::filesystem::path& path, std::string_view text) {
    return write_atomically(path, std::as_bytes(std::span(text)));
}

void remove_pending(const std::filesystem::path& folder, std::span<const std::string_view> names) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        const std::size_t dot = name.rfind('.');
        if (dot == name.npos || name.size() - dot != pending_ending.size()) continue;
        if (std::ranges::find(names, std::string_view(name).substr(0, dot)) == names.end()) continue;
        std::filesystem::remove(entry.path(), error);
    }
}

Result<PendingFile> PendingFile::create(const std::filesystem::path& path) {
    std::string name = path.string() + std::string(pending_ending);
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return failure("\"{}\" could not be created: {}.", path.string(), reason());
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(descriptor, 0666 & ~mask);
    return PendingFile(path, name, descriptor);
}

PendingFile::PendingFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

PendingFile::~PendingFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

Result<void> PendingFile::append(std::span<const std::byte> content) {
    return write_all(descriptor_, path_, content, nullptr);
}

Result<void> PendingFile::write_at(std::size_t offset, std::span<const std::byte> content) {
    const off_t start = static_cast<off_t>(offset);
    return write_all(descriptor_, path_, content, &start);
}

Result<void> PendingFile::commit() {
    // A full disk may show only here: the file counts as written when its bytes are.
    if (::fsync(descriptor_) != 0 && errno != EINVAL) {
        return failure("\"{}\" could not be written: {}.", path_.string(), reason());
    }
    if (::close(std::exchange(descriptor_, -1)) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
        const std::string why = reason();
        ::unlink(temporary_.c_str());
        return failure("\"{}\" could not be written: {}.", path_.string(), why);
    }
    return {};
}

}  // namespace nanonas
