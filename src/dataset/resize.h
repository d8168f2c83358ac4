// SPDX-License-Identifier: MIT
// Resizing while a picture is being decoded: rows go in from the top, a few of them are kept.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nanonas/dataset.h"

namespace nanonas {

struct PictureSize {
    std::int64_t height = 0;  // pixels
    std::int64_t width = 0;

    std::int64_t pixels() const { return height * width; }
};

class RowResizer {
  public:
    virtual ~RowResizer() = default;

    // Called once for each row, top to bottom: [width][shape.channels] bytes.
    virtual void push(const std::uint8_t* row) = 0;

    // The resized picture, [shape.height][shape.width][shape.channels], after the last row. The value of each
    // pixel is computed in single precision, in TensorFlow's order of operations, and rounded once to the
    // nearest integer, halves to the even one, as tf.round does.
    std::vector<std::uint8_t> take() { return std::move(output_); }

  protected:
    explicit RowResizer(const InputShape& shape) : output_(static_cast<std::size_t>(shape.bytes())) {}
    std::vector<std::uint8_t> output_;
};

// tensorflow/core/kernels/image/resize_bilinear_op.cc with half_pixel_centers: two rows of the output's width
// in memory.
std::unique_ptr<RowResizer> make_bilinear_resizer(const PictureSize& from, const InputShape& shape);

// tensorflow/core/kernels/image/scale_and_translate_op.cc with antialias and the triangle kernel: as many
// rows of the picture in memory as the kernel is high, 2 ceil(reduction) + 1.
std::unique_ptr<RowResizer> make_antialiased_resizer(const PictureSize& from, const InputShape& shape);

std::unique_ptr<RowResizer> make_resizer(Resize method, const PictureSize& from, const InputShape& shape);

// The nearest integer, halves to even, for 0 <= value <= 255: adding 1.5 * 2^23 leaves no bits for fractions.
// Unlike std::nearbyint, compilers vectorise it.
inline std::uint8_t round_to_u8(float value) {
    constexpr float no_fractions = 0x1.8p23f;
    return static_cast<std::uint8_t>((value + no_fractions) - no_fractions);
}

}  // namespace nanonas
