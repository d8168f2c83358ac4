// SPDX-License-Identifier: MIT
// The file that keeps a folder's pictures as resized bytes:
//
//   header     4096 bytes: what the file is, its key, sizes and checksums
//   pictures   one slot a file of the folder, [height][width][channels]; slots of unreadable ones stay empty
//   contents   which slots hold pictures, their labels and names, and what could not be read
//
// Pictures are read with pread, never mapped: what is read leaves nothing in this process's memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nanonas/pictures.h"
#include "system/files.h"

namespace nanonas {

// What a cache was made from; two that differ in any picture's name, size or time of change differ.
struct CacheKey {
    std::uint64_t high = 0, low = 0;
    bool operator==(const CacheKey&) const = default;
};

// Where a cache stands and what it must hold. There is one path for a folder of pictures and a resize: when
// the pictures change, the new cache replaces the old.
struct CacheIdentity {
    std::filesystem::path path;
    CacheKey key;
    std::uint32_t slots = 0;
    std::int64_t picture_bytes = 0;
};

// $XDG_CACHE_HOME/nanonas or ~/.cache/nanonas, unless `chosen` names a folder; makes it where needed.
Result<std::filesystem::path> cache_folder(const std::filesystem::path& chosen);

// In cache_folder(chosen).
Result<CacheIdentity> cache_identity(const PictureFolder& folder, const DecodeOptions& decode,
                                     const std::filesystem::path& chosen);

// The small part of a cache, held in memory: about 50 bytes a picture.
struct CacheContents {
    std::vector<std::uint32_t> slots;   // of each picture, ascending
    std::vector<std::uint32_t> labels;  // of each picture
    std::vector<std::uint32_t> name_ends;
    std::string names;  // of all pictures, one after the other
    std::vector<UnreadablePicture> unreadable;
    std::uint32_t enlarged = 0, transparent = 0, deep = 0;  // pictures, as in LoadedPicture
    bool all_equal = false;  // several pictures, and all of the same bytes once they are resized

    void add(std::uint32_t slot, const PictureFile& file);
    std::string name(std::uint32_t picture) const;
};

class CacheFile {
  public:
    // None if there is no file of this name or it was made from other pictures. An error says what is
    // damaged: the file should be made again.
    static Result<std::optional<CacheFile>> open(const CacheIdentity& identity);
    CacheFile(CacheFile&& other) noexcept;
    CacheFile& operator=(CacheFile&& other) noexcept;
    ~CacheFile();

    const CacheContents& contents() const { return contents_; }
    Result<void> read_slot(std::uint32_t slot, std::span<std::uint8_t> pixels) const;

    // Reads every picture and compares with the checksum.
    Result<void> verify() const;

  private:
    CacheFile(std::filesystem::path path, int descriptor);
    Result<bool> load(const CacheIdentity& identity);
    Result<void> read_at(std::uint64_t offset, std::span<std::byte> out) const;

    std::filesystem::path path_;
    int descriptor_;
    std::int64_t picture_bytes_ = 0;
    std::uint64_t pictures_checksum_ = 0;
    CacheContents contents_;
};

// Writes a new one beside its place; it appears when committed.
class CacheWriter {
  public:
    static Result<CacheWriter> create(const CacheIdentity& identity);

    // From any thread, once a slot.
    Result<void> write(std::uint32_t slot, std::span<const std::uint8_t> pixels);
    Result<void> commit(CacheContents contents);  // finds out whether all are equal

  private:
    CacheWriter(PendingFile file, const CacheIdentity& identity);
    PendingFile file_;
    CacheIdentity identity_;
    std::vector<std::uint64_t> checksums_;  // of each slot
};

}  // namespace nanonas
