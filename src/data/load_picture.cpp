// SPDX-License-Identifier: MIT
#include "data/load_picture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>

#include "data/decoder.h"
#include "data/orientation.h"
#include "data/picture_format.h"

namespace nanonas {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
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

// Resizes what the decoder gives.
class ResizeSink final : public RowSink {
  public:
    ResizeSink(Resize method, const InputShape& shape) : method_(method), shape_(shape) {}

    void begin(const PictureSize& size) override {
        enlarged_ = size.height < shape_.height || size.width < shape_.width;
        resizer_ = make_resizer(method_, size, shape_);
    }
    void row(const std::uint8_t* pixels) override { resizer_->push(pixels); }

    bool enlarged() const { return enlarged_; }
    std::vector<std::uint8_t> take() { return resizer_->take(); }

  private:
    Resize method_;
    InputShape shape_;
    bool enlarged_ = false;
    std::unique_ptr<RowResizer> resizer_;
};

Result<void> decode(PictureFormat format, const EncodedPicture& picture, RowSink& sink) {
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

}  // namespace

Result<LoadedPicture> load_picture(const std::filesystem::path& path, std::string_view name,
                                   const DecodeOptions& options, MemoryBudget* budget) try {
    NANONAS_TRY(const File file, open_file(path, name));
    std::array<std::uint8_t, signature_bytes> buffer{};
    const auto start = std::span(buffer).first(std::fread(buffer.data(), 1, buffer.size(), file.get()));
    const PictureFormat format = picture_format(start);
    if (format == PictureFormat::unknown) return not_a_picture(name, start);

    // The few pixels that are left are turned, not the many that are read.
    const int orientation = options.ignore_orientation ? 1 : read_orientation(file.get(), format);
    InputShape stored = options.shape;
    if (turns_aside(orientation)) std::swap(stored.height, stored.width);
    ResizeSink sink(options.resize, stored);
    std::rewind(file.get());
    NANONAS_TRY_VOID(decode(format, {file.get(), name, options.shape.channels, budget}, sink));
    return LoadedPicture{upright(sink.take(), options.shape, orientation), sink.enlarged()};
} catch (const std::bad_alloc&) {
    return failure("There is not enough memory to read \"{}\"; make it smaller or remove it.", name);
}

Result<std::vector<std::uint8_t>> load_picture(const std::filesystem::path& file,
                                               const DecodeOptions& options) {
    NANONAS_TRY_VOID(check_input_shape(options.shape));
    NANONAS_TRY(LoadedPicture picture, load_picture(file, file.string(), options, nullptr));
    return std::move(picture.pixels);
}

}  // namespace nanonas
