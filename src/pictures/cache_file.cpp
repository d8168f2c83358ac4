// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "pictures/cache_contents.h"
#include "pictures/picture_cache.h"

namespace nanonas {
namespace {

constexpr std::uint64_t header_bytes = 4096;
constexpr std::array<char, 8> magic{'n', 'a', 'n', 'o', 'p', 'i', 'c', 's'};

// In the byte order of the machine: a cache stays where it was made.
struct Header {
    std::array<char, 8> magic;
    CacheKey key;
    std::uint64_t slots, picture_bytes;
    std::uint64_t contents_bytes, contents_checksum;
    std::uint64_t pictures_checksum;  // of the checksums of all pictures in order
    std::uint64_t checksum;           // of all above

    std::uint64_t own_checksum() const { return XXH3_64bits(this, offsetof(Header, checksum)); }
    std::uint64_t contents_offset() const { return header_bytes + slots * picture_bytes; }
};
static_assert(sizeof(Header) <= header_bytes);

std::uint64_t slot_offset(std::uint32_t slot, std::int64_t picture_bytes) {
    return header_bytes + slot * static_cast<std::uint64_t>(picture_bytes);
}

tl::unexpected<Error> damaged_cache(const std::filesystem::path& path, std::string_view what) {
    return failure("The cache \"{}\" is damaged ({}) and has to be made again.", path.string(), what);
}

// What one can do about a file that could not be written.
template <typename T>
Result<T> with_remedy(Result<T> result) {
    if (!result) {
        std::string& sentence = result.error().message;
        sentence.pop_back();
        sentence += "; free some space or name another folder with --cache.";
    }
    return result;
}

// What a killed process left of a cache. Nobody who is still at work pauses for an hour.
void remove_abandoned(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::directory_iterator entry(path.parent_path(), error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->path().filename().native().starts_with(path.filename().native() + '.') &&
            fs::last_write_time(entry->path(), ignored) <
                fs::file_time_type::clock::now() - std::chrono::hours(1)) {
            fs::remove(entry->path(), ignored);
        }
    }
}

}  // namespace

CacheFile::CacheFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

CacheFile::CacheFile(CacheFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      picture_bytes_(other.picture_bytes_),
      pictures_checksum_(other.pictures_checksum_),
      contents_(std::move(other.contents_)) {}

CacheFile& CacheFile::operator=(CacheFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(picture_bytes_, other.picture_bytes_);
    std::swap(pictures_checksum_, other.pictures_checksum_);
    std::swap(contents_, other.contents_);
    return *this;
}

CacheFile::~CacheFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::optional<CacheFile>> CacheFile::open(const CacheIdentity& identity) {
    const int descriptor = ::open(identity.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::nullopt;
    CacheFile file(identity.path, descriptor);
    NANONAS_TRY(const bool same, file.load(identity));
    if (!same) return std::nullopt;
    return file;
}

Result<bool> CacheFile::load(const CacheIdentity& identity) {
    Header header{};
    if (!read_at(0, std::as_writable_bytes(std::span(&header, 1))) || header.magic != magic ||
        header.checksum != header.own_checksum()) {
        return damaged_cache(path_, "its header");
    }
    if (header.key != identity.key) return false;
    struct stat status {};
    if (header.slots != identity.slots ||
        header.picture_bytes != static_cast<std::uint64_t>(identity.picture_bytes) ||
        ::fstat(descriptor_, &status) != 0 ||
        static_cast<std::uint64_t>(status.st_size) != header.contents_offset() + header.contents_bytes) {
        return damaged_cache(path_, "its size");
    }
    std::vector<std::byte> bytes(header.contents_bytes);
    NANONAS_TRY_VOID(read_at(header.contents_offset(), bytes));
    auto contents = decode_contents(bytes, identity.slots);
    if (!contents || XXH3_64bits(bytes.data(), bytes.size()) != header.contents_checksum) {
        return damaged_cache(path_, "its list of pictures");
    }
    contents_ = std::move(*contents);
    picture_bytes_ = identity.picture_bytes;
    pictures_checksum_ = header.pictures_checksum;
    return true;
}

Result<void> CacheFile::read_at(std::uint64_t offset, std::span<std::byte> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t n =
            ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            return failure("The cache \"{}\" could not be read: {}; delete it.", path_.string(),
                           n == 0 ? "it ends early" : std::strerror(errno));
        }
        done += static_cast<std::size_t>(n);
    }
    return {};
}

Result<void> CacheFile::read_slot(std::uint32_t slot, std::span<std::uint8_t> pixels) const {
    return read_at(slot_offset(slot, picture_bytes_), std::as_writable_bytes(pixels));
}

Result<void> CacheFile::verify() const {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(picture_bytes_));
    std::vector<std::uint64_t> checksums;
    checksums.reserve(contents_.slots.size());
    for (std::uint32_t slot : contents_.slots) {
        NANONAS_TRY_VOID(read_slot(slot, pixels));
        checksums.push_back(XXH3_64bits(pixels.data(), pixels.size()));
    }
    if (XXH3_64bits(checksums.data(), checksums.size() * sizeof checksums[0]) != pictures_checksum_) {
        return damaged_cache(path_, "its pictures");
    }
    return {};
}

CacheWriter::CacheWriter(PendingFile file, const CacheIdentity& identity)
    : file_(std::move(file)), identity_(identity), checksums_(identity.slots) {}

Result<CacheWriter> CacheWriter::create(const CacheIdentity& identity) {
    remove_abandoned(identity.path);
    NANONAS_TRY(PendingFile file, with_remedy(PendingFile::create(identity.path)));
    return CacheWriter(std::move(file), identity);
}

Result<void> CacheWriter::write(std::uint32_t slot, std::span<const std::uint8_t> pixels) {
    checksums_[slot] = XXH3_64bits(pixels.data(), pixels.size());
    return with_remedy(file_.write_at(slot_offset(slot, identity_.picture_bytes), std::as_bytes(pixels)));
}

Result<void> CacheWriter::commit(CacheContents contents) {
    std::vector<std::uint64_t> checksums;
    for (std::uint32_t slot : contents.slots) checksums.push_back(checksums_[slot]);
    contents.all_equal =
        checksums.size() > 1 && std::all_of(checksums.begin(), checksums.end(),
                                            [&](std::uint64_t one) { return one == checksums.front(); });
    const std::vector<std::byte> bytes = encode(contents);
    Header header{};
    header.magic = magic;
    header.key = identity_.key;
    header.slots = identity_.slots;
    header.picture_bytes = static_cast<std::uint64_t>(identity_.picture_bytes);
    header.contents_bytes = bytes.size();
    header.contents_checksum = XXH3_64bits(bytes.data(), bytes.size());
    header.pictures_checksum = XXH3_64bits(checksums.data(), checksums.size() * sizeof checksums[0]);
    header.checksum = header.own_checksum();
    NANONAS_TRY_VOID(with_remedy(file_.write_at(header.contents_offset(), bytes)));
    NANONAS_TRY_VOID(with_remedy(file_.write_at(0, std::as_bytes(std::span(&header, 1)))));
    return with_remedy(file_.commit());
}

}  // namespace nanonas
