// SPDX-License-Identifier: MIT
#include "pictures/foreign_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nanonas {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::string_view bytes;
    std::size_t at;
    std::string_view name;
};

constexpr std::array archives{
    Signature{"PK\x03\x04", 0, "zip"},
    Signature{"PK\x05\x06", 0, "zip"},
    Signature{"ustar", 257, "tar"},
    Signature{"\x1F\x8B", 0, "gzip"},
    Signature{"7z\xBC\xAF\x27\x1C", 0, "7z"},
    Signature{"Rar!\x1A\x07", 0, "rar"},
    Signature{"\xFD"
              "7zXZ\0"sv,
              0, "xz"},
    Signature{"BZh", 0, "bzip2"},
};

constexpr std::string_view any_converter = "convert it, for example with: magick mogrify -format png FILES";

struct Foreign {
    Signature signature;
    std::string_view remedy;
};

constexpr std::array others{
    Foreign{{"\0\0\0\x0CjP  \r\n\x87\n"sv, 0, "a JPEG 2000 picture"}, any_converter},
    Foreign{{"\xFF\x4F\xFF\x51", 0, "a JPEG 2000 picture"}, any_converter},
    Foreign{{"\0\0\0\x0CJXL \r\n\x87\n"sv, 0, "a JPEG XL picture"},
            "convert it, for example with: djxl FILE FILE.png"},
    Foreign{{"\xFF\x0A", 0, "a JPEG XL picture"}, "convert it, for example with: djxl FILE FILE.png"},
    Foreign{{"8BPS", 0, "a Photoshop document"}, any_converter},
    Foreign{{"%PDF-", 0, "a pdf"}, "convert it, for example with: pdftoppm -png FILE PAGES"},
    Foreign{{"<svg", 0, "an svg drawing"}, "convert it, for example with: rsvg-convert FILE -o FILE.png"},
    Foreign{{"ftypqt", 4, "a film"}, "take pictures out of it, for example with: ffmpeg -i FILE %04d.png"},
    Foreign{{"ftypisom", 4, "a film"}, "take pictures out of it, for example with: ffmpeg -i FILE %04d.png"},
    Foreign{{"ftypmp4", 4, "a film"}, "take pictures out of it, for example with: ffmpeg -i FILE %04d.png"},
};

bool has(std::span<const std::uint8_t> start, const Signature& signature) {
    return start.size() >= signature.at + signature.bytes.size() &&
           std::equal(signature.bytes.begin(), signature.bytes.end(),
                      start.begin() + static_cast<std::ptrdiff_t>(signature.at),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

}  // namespace

std::string_view archive_named(std::span<const std::uint8_t> start) {
    for (const Signature& archive : archives) {
        if (has(start, archive)) return archive.name;
    }
    return {};
}

std::string foreign_format(std::span<const std::uint8_t> start) {
    if (const auto archive = archive_named(start); !archive.empty()) {
        return fmt::format("is a {} archive; unpack it and remove it from the folder", archive);
    }
    for (const Foreign& format : others) {
        if (!has(start, format.signature)) continue;
        return fmt::format("is {}, which nanonas doesn't read; {}", format.signature.name, format.remedy);
    }
    return {};
}

}  // namespace nanonas
