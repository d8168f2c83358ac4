// SPDX-License-Identifier: MIT
// Any bytes as a picture: whatever the decoders make of them, they deliver the rows that they announced, or
// an error.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "pictures/orientation.h"
#include "pictures/read_picture.h"

namespace nanonas {
namespace {

void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

class CheckedRows final : public RowSink {
  public:
    void begin(const PictureSize& size) override {
        must(!begun_, "begun twice");
        must(check_picture_size("", size).has_value(), "larger than a picture may be");
        begun_ = true;
        size_ = size;
    }
    void row(const std::uint8_t* pixels) override {
        must(begun_ && rows_ < size_.height, "more rows than announced");
        for (std::int64_t i = 0; i < size_.width * 3; ++i) sum_ += pixels[i];
        ++rows_;
    }
    bool complete() const { return begun_ && rows_ == size_.height; }

  private:
    bool begun_ = false;
    PictureSize size_{};
    std::int64_t rows_ = 0;
    std::uint64_t sum_ = 0;  // reads every byte
};

}  // namespace
}  // namespace nanonas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nanonas;
    const PictureFormat format = picture_format({data, size});
    if (format == PictureFormat::unknown) return 0;
    const std::unique_ptr<std::FILE, CloseFile> file(::fmemopen(const_cast<std::uint8_t*>(data), size, "rb"));
    if (!file) return 0;
    const int orientation = read_orientation(file.get(), format);
    must(orientation >= 1 && orientation <= 8, "an orientation that there is not");
    std::rewind(file.get());
    CheckedRows rows;
    const auto decoded = decode_picture(format, {file.get(), "fuzzed", 3, nullptr}, rows);
    if (decoded) {
        must(rows.complete(), "a picture without all its rows");
    } else {
        must(decoded.error().message.ends_with('.'), "an error that is no sentence");
    }
    return 0;
}
