// SPDX-License-Identifier: MIT
#include "report/picture_markup.h"

#include <algorithm>

#include "pictures/encode_png.h"

namespace nanonas {

std::string base64(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? std::to_integer<unsigned>(bytes[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j)
            text.push_back(j <= count ? digits[group >> (18 - 6 * j) & 63u] : '=');
    }
    return text;
}

Markup picture_markup(const ShownPicture& picture, const InputShape& shape, std::string_view says) {
    const auto png = encode_png(picture.pixels, shape);
    if (!png) return markup("<span class=\"no-picture\">{}</span>", png.error().message);
    return markup(R"(<img src="data:image/png;base64,{}" width="{}" height="{}" alt="{}">)", base64(*png),
                  shape.width, shape.height, says);
}

}  // namespace nanonas
