// SPDX-License-Identifier: MIT
#include <algorithm>

#include "nanonas/survey.h"
#include "pictures/encode_png.h"

namespace nanonas {
namespace {

constexpr int side = 64, gap = 4;  // pixels
constexpr int most_side = 16000;   // of the sheet

}  // namespace

Result<std::vector<std::byte>> contact_sheet_png(const PictureFolder& folder, int columns) {
    const int rows = static_cast<int>(folder.classes.size());
    const InputShape sheet{rows * (side + gap) + gap, columns * (side + gap) + gap, 3};
    if (columns < 1 || sheet.height > most_side || sheet.width > most_side) {
        return failure("A contact sheet of {} classes and {} columns has no room on {} pixels a side.", rows,
                       columns, most_side);
    }
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(sheet.bytes()), 255);
    auto class_begin = folder.files.begin();
    for (int row = 0; row < rows; ++row) {
        const auto class_end = std::find_if(class_begin, folder.files.end(),
                                            [&](const PictureFile& file) { return file.label != row; });
        const auto count = class_end - class_begin;
        const auto shown = std::min<std::ptrdiff_t>(count, columns);
        for (std::ptrdiff_t column = 0; column < shown; ++column) {
            const PictureFile& file = class_begin[column * count / shown];  // evenly from the whole class
            const auto picture =
                load_picture(folder.folder / file.path, {{side, side, 3}, Resize::antialiased, false});
            if (!picture) continue;  // an empty place; the survey says why
            for (int y = 0; y < side; ++y) {
                const std::ptrdiff_t at = (std::ptrdiff_t{row * (side + gap) + gap + y} * sheet.width +
                                           column * (side + gap) + gap) *
                                          3;
                std::copy_n(picture->begin() + std::ptrdiff_t{y} * side * 3, side * 3, pixels.begin() + at);
            }
        }
        class_begin = class_end;
    }
    return encode_png(pixels, sheet);
}

}  // namespace nanonas
