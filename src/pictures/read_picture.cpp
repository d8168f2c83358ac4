// SPDX-License-Identifier: MIT
#include "pictures/read_picture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

namespace nanonas {
namespace {

using File = std::unique_ptr<std::FILE, CloseFile>;

Result<File> open_file(const std::filesystem::path& path, std::string_view name) {
    // Without O_NONBLOCK a named pipe would be waited for.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return failure("\"{}\" could not be opened: {}.", name, std::strerror(errno));
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return failure("\"{}\" is not a file; replace it with a picture or remove it.", name);
    }
    return File(::fdopen(descriptor, "rb"));
}

tl::unexpected<Error> not_a_picture(std::string_view name, std::span<const std::uint8_t> start) {
    if (start.empty()) return failure("\"{}\" is empty; replace it with a picture or remove it.", name);
    std::string bytes;
    for (std::uint8_t byte : start.first(std::min<std::size_t>(start.size(), 4))) {
        bytes += fmt::format("{:02X} ", byte);
    }
    return failure(
        "\"{}\" is not an image nanonas can read (unknown signature {}…); it accepts jpeg, png, bmp, gif and "
        "webp.",
        name, bytes);
}

}  // namespace

Result<OpenedPicture> open_picture(const std::filesystem::path& path, std::string_view name) {
    NANONAS_TRY(File file, open_file(path, name));
    std::array<std::uint8_t, signature_bytes> buffer{};
    const auto start = std::span(buffer).first(std::fread(buffer.data(), 1, buffer.size(), file.get()));
    const PictureFormat format = picture_format(start);
    if (format == PictureFormat::unknown) return not_a_picture(name, start);
    std::rewind(file.get());
    return OpenedPicture{std::move(file), format};
}

Result<void> decode_picture(PictureFormat format, const EncodedPicture& picture, RowSink& sink) {
    switch (format) {
        case PictureFormat::jpeg:
            return decode_jpeg(picture, sink);
        case PictureFormat::png:
            return decode_png(picture, sink);
        case PictureFormat::webp:
            return decode_webp(picture, sink);
        default:
            return decode_bmp_or_gif(picture, format == PictureFormat::bmp ? "bmp" : "gif", sink);
    }
}

}  // namespace nanonas
