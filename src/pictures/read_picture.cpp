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

#include "pictures/foreign_format.h"

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
    if (const std::string known = foreign_format(start); !known.empty()) {
        return failure("\"{}\" {}.", name, known);
    }
    return failure("\"{}\" is not an image nanonas can read (unknown signature {}…); it accepts {}.", name,
                   bytes, accepted_formats());
}

#if !defined(NANONAS_HEIF) || !defined(NANONAS_TIFF)
tl::unexpected<Error> not_built_in(std::string_view name, std::string_view format, std::string_view library,
                                   std::string_view converter) {
    return failure(
        "\"{}\" is a {} picture, which this nanonas was built without ({}); convert it, for example with: "
        "{}.",
        name, format, library, converter);
}
#endif

}  // namespace

Result<OpenedPicture> open_picture(const std::filesystem::path& path, std::string_view name) {
    NANONAS_TRY(File file, open_file(path, name));
    std::array<std::uint8_t, foreign_signature_bytes> buffer{};
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
        case PictureFormat::bmp:
            return decode_bmp(picture, sink);
        case PictureFormat::gif:
            return decode_gif(picture, sink);
        case PictureFormat::heic:
        case PictureFormat::avif:
#ifdef NANONAS_HEIF
            return decode_heif(picture, name_of(format), sink);
#else
            return not_built_in(picture.name, name_of(format), "libheif", "heif-convert FILE FILE.jpg");
#endif
        case PictureFormat::tiff:
#ifdef NANONAS_TIFF
            return decode_tiff(picture, sink);
#else
            return not_built_in(picture.name, "tiff", "libtiff", "magick mogrify -format png FILES");
#endif
        case PictureFormat::unknown:
            break;
    }
    return failure("\"{}\" is not a picture.", picture.name);
}

}  // namespace nanonas
