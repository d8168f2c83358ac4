// SPDX-License-Identifier: MIT
// What a cache is called and made from.
#include <xxhash.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "pictures/picture_cache.h"

namespace nanonas {
namespace {

// Raise it when the bytes of a cached picture or the format of the file change.
constexpr std::uint64_t format_version = 2;

class Hash {
  public:
    Hash() : state_(XXH3_createState()) { XXH3_128bits_reset(state_); }
    ~Hash() { XXH3_freeState(state_); }
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;

    void add(std::uint64_t number) { XXH3_128bits_update(state_, &number, sizeof number); }
    void add(std::string_view text) {
        add(text.size());
        XXH3_128bits_update(state_, text.data(), text.size());
    }
    CacheKey key() const {
        const XXH128_hash_t hash = XXH3_128bits_digest(state_);
        return {hash.high64, hash.low64};
    }

  private:
    XXH3_state_t* state_;
};

void add_place(Hash& hash, const PictureFolder& folder, const DecodeOptions& decode) {
    hash.add(format_version);
    std::error_code error;
    const std::filesystem::path canonical = std::filesystem::canonical(folder.folder, error);
    hash.add((error ? folder.folder : canonical).native());
    hash.add(static_cast<std::uint64_t>(decode.shape.height));
    hash.add(static_cast<std::uint64_t>(decode.shape.width));
    hash.add(static_cast<std::uint64_t>(decode.shape.channels));
    hash.add(static_cast<std::uint64_t>(decode.resize));
    hash.add(static_cast<std::uint64_t>(decode.ignore_orientation));
}

void add_pictures(Hash& hash, const PictureFolder& folder) {
    hash.add(folder.classes.size());
    for (const std::string& name : folder.classes) hash.add(name);
    hash.add(folder.files.size());
    for (const PictureFile& file : folder.files) {
        hash.add(file.path);
        hash.add(static_cast<std::uint64_t>(file.label));
        hash.add(file.bytes);
        hash.add(static_cast<std::uint64_t>(file.modified_ns));
    }
}

}  // namespace

Result<std::filesystem::path> cache_folder(const std::filesystem::path& chosen) {
    std::filesystem::path folder = chosen;
    if (folder.empty()) {
        const char* xdg = std::getenv("XDG_CACHE_HOME");
        const char* home = std::getenv("HOME");
        if (xdg && *xdg == '/') {  // the specification has relative ones ignored
            folder = std::filesystem::path(xdg) / "nanonas";
        } else if (home && *home) {
            folder = std::filesystem::path(home) / ".cache" / "nanonas";
        } else {
            return failure("There is no place for the cache of pictures: set HOME or name one with --cache.");
        }
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return failure("The cache folder \"{}\" could not be made: {}; name another with --cache.",
                       folder.string(), error.message());
    }
    return folder;
}

Result<CacheIdentity> cache_identity(const PictureFolder& folder, const DecodeOptions& decode,
                                     const std::filesystem::path& chosen) {
    NANONAS_TRY(const std::filesystem::path in, cache_folder(chosen));
    CacheIdentity identity;
    Hash hash;
    add_place(hash, folder, decode);
    const CacheKey place = hash.key();
    identity.path = in / fmt::format("{:016x}{:016x}.pictures", place.high, place.low);
    add_pictures(hash, folder);
    identity.key = hash.key();
    identity.slots = static_cast<std::uint32_t>(folder.files.size());
    identity.picture_bytes = decode.shape.bytes();
    return identity;
}

}  // namespace nanonas
