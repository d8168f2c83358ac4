// SPDX-License-Identifier: MIT
// Pictures and folders for the tests of this room.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "nanonas/pictures.h"
#include "system/files.h"
#include "system/temporary_folder.h"

namespace nanonas {

// A file of tests/oracles/pictures.
inline std::filesystem::path oracle_picture(std::string_view name) {
    return std::filesystem::path(NANONAS_ORACLES) / "pictures" / name;
}

inline std::string file_content(const std::filesystem::path& path) {
    return read_text(path).value();
}

inline void write_file(const std::filesystem::path& path, std::string_view content) {
    std::filesystem::create_directories(path.parent_path());
    std::filesystem::remove(path);  // some file systems wait for the disk when a file is overwritten
    std::ofstream(path, std::ios::binary) << content;
}

// A bmp of one colour, the smallest format to write by hand.
inline std::string plain_bmp(int height, int width, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    std::string file = "BM";
    const auto number = [&](std::uint32_t value, int bytes) {
        for (; bytes > 0; --bytes, value >>= 8) file += static_cast<char>(value);
    };
    number(0, 8);
    number(54, 4);
    number(40, 4);
    number(static_cast<std::uint32_t>(width), 4);
    number(static_cast<std::uint32_t>(height), 4);
    number(1, 2);
    number(24, 2);
    number(0, 24);
    const int padding = -width * 3 & 3;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (std::uint8_t value : {blue, green, red}) file += static_cast<char>(value);
        }
        file.append(static_cast<std::size_t>(padding), '\0');
    }
    return file;
}

// Two classes of pictures, each of a colour of its own: red tells the class, green the number.
inline void write_two_classes(const std::filesystem::path& folder, int pictures_each, int side = 12) {
    for (int label = 0; label < 2; ++label) {
        for (int i = 0; i < pictures_each; ++i) {
            write_file(folder / (label == 0 ? "cats" : "dogs") / (std::to_string(100 + i) + ".bmp"),
                       plain_bmp(side, side, static_cast<std::uint8_t>(100 + label),
                                 static_cast<std::uint8_t>(i), 0));
        }
    }
}

// Remembers what it was told; stops the work after so many updates.
struct RecordedProgress : Progress {
    std::vector<std::string> notes;
    std::int64_t last_done = 0, last_total = 0;
    bool stop = false;

    void update(const ProgressUpdate& now) override { last_done = now.done, last_total = now.total; }
    void note(std::string_view sentence) override { notes.emplace_back(sentence); }
    bool stop_requested() const override { return stop; }
};

}  // namespace nanonas
