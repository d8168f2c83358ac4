// SPDX-License-Identifier: MIT
#include "pictures/load_picture.h"

#include <new>
#include <string>

#include "base/plain_text.h"
#include "pictures/orientation.h"
#include "pictures/read_picture.h"

namespace nanonas {
namespace {

// Resizes what the decoder gives.
class ResizeSink final : public RowSink {
  public:
    ResizeSink(Resize method, const InputShape& shape) : method_(method), shape_(shape) {}

    void begin(const PictureSize& size) override {
        enlarged_ = size.height < shape_.height || size.width < shape_.width;
        resizer_ = make_resizer(method_, size, shape_);
    }
    void row(const std::uint8_t* pixels) override { resizer_->push(pixels); }

    void lost(Loss what) override { (what == Loss::transparency ? transparent_ : deep_) = true; }

    bool enlarged() const { return enlarged_; }
    bool transparent() const { return transparent_; }
    bool deep() const { return deep_; }
    std::vector<std::uint8_t> take() { return resizer_->take(); }

  private:
    Resize method_;
    InputShape shape_;
    bool enlarged_ = false, transparent_ = false, deep_ = false;
    std::unique_ptr<RowResizer> resizer_;
};

}  // namespace

Result<LoadedPicture> load_picture(const std::filesystem::path& path, std::string_view name,
                                   const DecodeOptions& options, MemoryBudget* budget) try {
    NANONAS_TRY(const OpenedPicture opened, open_picture(path, name));
    std::FILE* const file = opened.file.get();
    // The few pixels that are left are turned, not the many that are read.
    const int orientation = options.ignore_orientation ? 1 : read_orientation(file, opened.format);
    InputShape stored = options.shape;
    if (turns_aside(orientation)) std::swap(stored.height, stored.width);
    ResizeSink sink(options.resize, stored);
    std::rewind(file);
    NANONAS_TRY_VOID(decode_picture(opened.format, {file, name, options.shape.channels, budget}, sink));
    return LoadedPicture{upright(sink.take(), options.shape, orientation), sink.enlarged(),
                         sink.transparent(), sink.deep()};
} catch (const std::bad_alloc&) {
    return failure("There is not enough memory to read \"{}\"; make it smaller or remove it.", name);
}

Result<std::vector<std::uint8_t>> load_picture(const std::filesystem::path& file,
                                               const DecodeOptions& options) {
    NANONAS_TRY_VOID(check_input_shape(options.shape));
    NANONAS_TRY(LoadedPicture picture, load_picture(file, plain_name(file.string()), options, nullptr));
    return std::move(picture.pixels);
}

}  // namespace nanonas
