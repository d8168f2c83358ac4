// SPDX-License-Identifier: MIT
// Pictures that can be had by rows are never held whole.
#include <gtest/gtest.h>
#include <png.h>

#include <cstdio>
#include <cstring>
#include <fstream>

#include <jpeglib.h>

#include "pictures/test_pictures.h"

namespace nanonas {
namespace {

constexpr int width = 4000, height = 3000;
constexpr std::int64_t held_whole = std::int64_t{3} * width * height;

// Red grows to the right, green downwards.
std::vector<std::uint8_t> drawn_row(int y) {
    std::vector<std::uint8_t> row;
    row.reserve(std::size_t{3} * width);
    for (int x = 0; x < width; ++x) {
        row.push_back(static_cast<std::uint8_t>(x * 256 / width));
        row.push_back(static_cast<std::uint8_t>(y * 256 / height));
        row.push_back(0);
    }
    return row;
}

void write_jpeg(std::FILE* file) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, file);
    info.image_width = width;
    info.image_height = height;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < height; ++y) {
        std::vector<std::uint8_t> row = drawn_row(y);
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&info, &pointer, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
}

void write_png(std::FILE* file) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_compression_level(png, 1);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < height; ++y) {
        const std::vector<std::uint8_t> row = drawn_row(y);
        png_write_row(png, row.data());
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
}

std::int64_t peak_memory_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) * 1024;
    }
    return 0;
}

#ifdef __SANITIZE_THREAD__
constexpr bool memory_is_ours = false;  // the sanitizer's shadow is several times as large
#else
constexpr bool memory_is_ours = true;
#endif

class Streaming : public testing::TestWithParam<void (*)(std::FILE*)> {};

TEST_P(Streaming, ATwelveMegapixelPictureTakesAFewRows) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "picture";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    GetParam()(file);
    std::fclose(file);
    for (Resize method : {Resize::tensorflow, Resize::antialiased}) {
        const std::int64_t before = peak_memory_bytes();
        const auto pixels = load_picture(path, {{50, 50, 3}, method}).value();
        if (memory_is_ours) {
            EXPECT_LT(peak_memory_bytes() - before, held_whole / 6);
        }
        EXPECT_NEAR(pixels[0], 2, 2);
        EXPECT_NEAR(pixels[49 * 3], 253, 2);
        EXPECT_NEAR(pixels[49 * 50 * 3 + 1], 253, 2);
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, Streaming, testing::Values(write_jpeg, write_png));

}  // namespace
}  // namespace nanonas
