// SPDX-License-Identifier: MIT
#include "folder/line_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "system/files.h"

namespace nanonas {
namespace {

tl::unexpected<Error> could_not_write(const std::filesystem::path& path) {
    return failure("\"{}\" could not be written: {}.", path.string(), std::strerror(errno));
}

}  // namespace

LineFile::LineFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

LineFile::LineFile(LineFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      lines_(std::move(other.lines_)) {}

LineFile::~LineFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<LineFile> LineFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0) return could_not_write(path);
    LineFile file(path, descriptor);
    NANONAS_TRY(const std::string text, read_text(path));
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1) {
        file.lines_.push_back(text.substr(begin, end - begin));
    }
    if (begin != text.size() && ::ftruncate(descriptor, static_cast<off_t>(begin)) != 0) {
        return could_not_write(path);
    }
    return file;
}

Result<void> LineFile::append(std::string_view line) {
    const std::string whole = std::string(line) + '\n';
    std::size_t done = 0;
    while (done < whole.size()) {
        const ssize_t n = ::write(descriptor_, whole.data() + done, whole.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return could_not_write(path_);
        done += static_cast<std::size_t>(n);
    }
    return {};
}

}  // namespace nanonas
