// SPDX-License-Identifier: MIT
/// @file
/// Pictures of one size with their classes, wherever they come from, and how they are divided.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nanonas/input_shape.h"
#include "nanonas/result.h"

namespace nanonas {

/// Resized pictures with their classes. Thread safe; need not hold them in memory.
class PictureSource {
  public:
    virtual ~PictureSource() = default;
    /// Of every picture.
    virtual InputShape shape() const = 0;
    virtual std::uint32_t size() const = 0;              ///< pictures
    virtual int label(std::uint32_t picture) const = 0;  ///< class index
    /// The picture's bytes, [height][width][channel]; `out` has shape().bytes() of them.
    virtual Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const = 0;
};

/// Pictures in memory that belongs to the caller and outlives the source, such as an array of Python's.
class MemoryPictures : public PictureSource {
  public:
    /// `pixels` is [picture][height][width][channel], `labels` has the class of each picture; without labels
    /// every picture is of class 0. Errors: an invalid shape, bytes that are no whole number of pictures,
    /// another number of labels than of pictures, a negative label.
    static Result<MemoryPictures> create(const InputShape& shape, std::span<const std::uint8_t> pixels,
                                         std::span<const int> labels = {});

    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override;
    int label(std::uint32_t picture) const override { return labels_.empty() ? 0 : labels_[picture]; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override;

  private:
    MemoryPictures(const InputShape& shape, std::span<const std::uint8_t> pixels, std::span<const int> labels)
        : shape_(shape), pixels_(pixels), labels_(labels) {}
    InputShape shape_;
    std::span<const std::uint8_t> pixels_;
    std::span<const int> labels_;
};

/// How a picture is brought to the network's size.
enum class Resize {
    tensorflow,   ///< bilinear, half-pixel centres, no antialiasing: tf.image.resize
    antialiased,  ///< triangle filter as wide as the reduction: tf.image.resize(antialias=True)
};

/// Two parts of a PictureSource without a picture in common.
struct Split {
    std::vector<std::uint32_t> training;    ///< indices into the source, ascending
    std::vector<std::uint32_t> validation;  ///< indices into the source, ascending
};

/// Seeded and stratified: each class gives round(validation_share * n) of its n pictures to validation, but
/// at least one to each side; a class of one picture is an error. 0 < validation_share < 1.
Result<Split> split_pictures(const PictureSource& source, const std::vector<std::string>& classes,
                             double validation_share, std::uint64_t seed);

}  // namespace nanonas
