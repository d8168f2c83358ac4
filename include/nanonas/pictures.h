// SPDX-License-Identifier: MIT
/// @file
/// Pictures: a folder with one subfolder a class, read, resized to u8 once, cached on disk and served by
/// index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// A file of a folder.
struct PictureFile {
    std::string path;         ///< relative to the folder, such as "cats/003.jpg"; any depth below its class
    int label = 0;            ///< index into PictureFolder::classes
    std::uint64_t bytes = 0;  ///< of the file
    std::int64_t modified_ns = 0;  ///< when it was written, nanoseconds of the file system's clock
};

/// What is in a folder.
struct PictureFolder {
    std::filesystem::path folder;  ///< as it was given
    /// The subfolders in byte order, as TensorFlow's image_dataset_from_directory takes them.
    std::vector<std::string> classes;
    /// By class, then by path in byte order. Hidden files and folders are left out, whatever else is there is
    /// taken for a picture.
    std::vector<PictureFile> files;
};

/// Lists what is there without opening a picture. At least two classes are needed unless `classes_needed` is
/// lower; none, one, or an empty one is an error that says so.
Result<PictureFolder> scan_folder(const std::filesystem::path& folder, int classes_needed = 2);

/// How a picture becomes a network's input.
struct DecodeOptions {
    InputShape shape;                    ///< to be resized to; its channels too
    Resize resize = Resize::tensorflow;  ///< filter
    bool ignore_orientation = false;     ///< leave EXIF orientation out, as TensorFlow does
};

/// One picture (jpeg, png, bmp, gif, webp and, where they are built in, heic, avif and tiff, told by content;
/// of an animation the first frame) as [height][width][channel] u8, equal to tf.round(tf.image.resize(...))
/// of the decoded one (halves go to the even number). Alpha is dropped, 16 bits are cut to 8, CMYK is
/// converted; grey is 0.299 R + 0.587 G + 0.114 B, of a jpeg its Y. Errors: the file can't be read, is no
/// picture, is damaged or cut off, or has more than 100 megapixels.
Result<std::vector<std::uint8_t>> load_picture(const std::filesystem::path& file,
                                               const DecodeOptions& options);

/// How pictures are decoded and kept.
struct CacheOptions {
    std::filesystem::path folder = {};  ///< empty: $XDG_CACHE_HOME/nanonas or ~/.cache/nanonas
    bool verify = false;                ///< reread the cache and compare its checksum before use
    bool skip_unreadable = false;       ///< go on without pictures that can't be read
    int threads = 1;                    ///< to decode with
    /// Of pictures in flight that can't be decoded by rows (progressive jpeg, interlaced png, webp, gif,
    /// heic, avif, tiff): they wait for each other, and one that needs more is decoded alone. 0: 8 MiB.
    std::int64_t max_memory_bytes = 0;
};

/// A picture that can't be used.
struct UnreadablePicture {
    std::string path;    ///< relative to the folder
    std::string reason;  ///< a full sentence
};

/// The whole folder through the cache: decodes on all threads what is not there yet, then serves from disk.
/// About 50 bytes a picture stay in memory; `folder` is not needed after open().
class PictureSet : public PictureSource {
  public:
    /// Errors: unreadable pictures (their number and the first five reasons) unless they are skipped, none
    /// that is readable, no space for the cache, a stop (interrupted). Notes: what was skipped, how many
    /// pictures were enlarged, lost transparency or bits, whether all are equal, a cache that was damaged.
    static Result<PictureSet> open(const PictureFolder& folder, const DecodeOptions& decode,
                                   const CacheOptions& cache, Progress& progress);
    PictureSet(PictureSet&&) noexcept;
    PictureSet& operator=(PictureSet&&) noexcept;
    ~PictureSet() override;

    /// Those of its pictures, by index, as a set of their own that reads the same cache.
    PictureSet part(std::vector<std::uint32_t> pictures) const;

    InputShape shape() const override;
    std::uint32_t size() const override;
    int label(std::uint32_t picture) const override;
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override;

    /// Their names; a label is an index into them.
    const std::vector<std::string>& classes() const;
    std::string path(std::uint32_t picture) const;  ///< relative to the folder
    const std::vector<UnreadablePicture>& unreadable()
        const;                                 ///< left out of the folder, with skip_unreadable
    std::uint32_t smaller_than_input() const;  ///< pictures of the folder that were enlarged

  private:
    struct State;
    explicit PictureSet(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace nanonas
